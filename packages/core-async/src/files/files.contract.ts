/** What every driver of the `Files` port, and the fake, keeps to. Runs in any runtime; see docs/testing.md. */
import type { FilesCase } from "./contract-case.ts"
import { namingContract } from "./naming.contract.ts"
import { readingContract } from "./reading.contract.ts"
import { splicingContract } from "./splicing.contract.ts"
import { trashContract } from "./trash.contract.ts"
import { walkingContract } from "./walking.contract.ts"
import { writingContract } from "./writing.contract.ts"

export const filesContract: ReadonlyArray<FilesCase> = [
  ...readingContract,
  ...walkingContract,
  ...writingContract,
  ...splicingContract,
  ...namingContract,
  ...trashContract
]
