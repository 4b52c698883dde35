/** The SQLite port's contract: one list that every driver passes on its own runtime. */
import type { SqliteCase } from "./contract-case.ts"
import { engineCases } from "./engine.contract.ts"
import { failureCases } from "./failures.contract.ts"
import { lifecycleCases } from "./lifecycle.contract.ts"
import { statementCases } from "./statements.contract.ts"
import { transactionCases } from "./transactions.contract.ts"
import { valueCases } from "./values.contract.ts"

export const sqliteContract: ReadonlyArray<SqliteCase> = [
  ...valueCases,
  ...statementCases,
  ...failureCases,
  ...transactionCases,
  ...engineCases,
  ...lifecycleCases
]
