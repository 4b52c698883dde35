/** Everything that a source promises: each source, and the simulated one, passes all of it. */
import { changesContract } from "./changes.contract.ts"
import { listingContract } from "./listing.contract.ts"
import { mannersContract } from "./manners.contract.ts"
import { namesContract } from "./names.contract.ts"
import { readingContract } from "./reading.contract.ts"
import type { SourceCase } from "./source-case.ts"

export const sourcesContract: ReadonlyArray<SourceCase> = [
  ...listingContract,
  ...namesContract,
  ...readingContract,
  ...changesContract,
  ...mannersContract
]
