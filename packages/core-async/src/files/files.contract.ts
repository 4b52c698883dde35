/** What every driver of the `Files` port, and the fake, keeps to. Runs in any runtime; see docs/testing.md. */
import type { ContractCase, ContractRoot } from "../contract.ts"
import type { Files } from "./files.ts"
import { readingContract } from "./reading.contract.ts"

export const filesContract: ReadonlyArray<ContractCase<Files | ContractRoot>> = [...readingContract]
