/**
 * `bun run mutate [--every=N] [part of a path …]`: changes one small thing at a time in files that matter, and tells which changes no test
 * noticed. With `--every=10` it tries a tenth of them.
 * The exit code is 0 when enough were.
 */
import { killOnSignals } from "../check/command.ts"
import { makeContext } from "../check/context.ts"
import { mutate } from "./mutate.ts"

killOnSignals()
const given = process.argv.slice(2)
const every = Number(given.find((one) => one.startsWith("--every="))?.slice("--every=".length) ?? 1)
const parts = given.filter((one) => !one.startsWith("--"))
const context = makeContext({ soak: false })
const { lines, isEnough } = await mutate(context, { parts, every }, (line) => console.log(line))
for (const line of lines) console.log(line)
process.exitCode = isEnough ? 0 : 1
