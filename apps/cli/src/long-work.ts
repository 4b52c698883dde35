/** Which calls go through a whole library: for those the runtime is told to be thrifty. */
import { firstWord } from "./help-word.ts"

const quick = ["cancel", "history", "-h", "--help"]

/**
 * Is this a `scan`, `sync` or `watch`? A server answers for as long as it runs, and is not. `environment`: `DEADWAX_THRIFT=false` has all of them
 * run as the runtime is by itself.
 */
export const isLongWork = (args: ReadonlyArray<string>, environment: Readonly<Record<string, string | undefined>>): boolean => {
  const [word = "", ...rest] = args.slice(firstWord(args))
  return (
    ["scan", "sync", "watch"].includes(word) &&
    !rest.some((each) => quick.includes(each)) &&
    environment["DEADWAX_THRIFT"] !== "false"
  )
}
