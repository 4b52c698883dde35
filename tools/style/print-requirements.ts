/** `bun run requirements`: which rows of docs/requirements.md are proved and which are open. */
import { root } from "./project.ts"
import { requirementsReport } from "./requirements.ts"

for (const line of requirementsReport(root)) console.log(line)
