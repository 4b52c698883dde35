/**
 * `bun run mutate [--sample=N [--seed=N]] [part of a path …]`: changes one small thing at a time in files that matter, and tells which
 * changes no test noticed. With `--sample=300` it tries so many of them, drawn by the seed.
 * The exit code is 0 when enough were.
 */
import { killOnSignals } from "../check/command.ts"
import { makeContext } from "../check/context.ts"
import { mutate } from "./mutate.ts"

killOnSignals()
const given = process.argv.slice(2)
const numberOf = (option: string): number | undefined => {
  const text = given.find((one) => one.startsWith(`--${option}=`))
  return text === undefined ? undefined : Number(text.slice(option.length + 3))
}
const parts = given.filter((one) => !one.startsWith("--"))
const count = numberOf("sample")
const sample = count === undefined ? undefined : { count, seed: numberOf("seed") ?? 1 }
const context = makeContext({ soak: false })
const { lines, isEnough } = await mutate(context, { parts, sample }, (line) => console.log(line))
for (const line of lines) console.log(line)
process.exitCode = isEnough ? 0 : 1
