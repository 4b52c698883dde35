/** `--policy KEY=VALUE …` as a policy: what nobody chose is as it is without the option. */
import { checkIgnoreLine } from "@deadwax/core-cache"
import { defaultSyncPolicy, isSafePath, type SyncPolicy } from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import { policyKeys } from "../outline-sources.ts"

/** Reads one value into the policy so far; a text says what must stand there instead. */
type Read = (policy: SyncPolicy, value: string) => SyncPolicy | string

const word =
  <K extends "what" | "placement" | "removed" | "deletedHere" | "conflicts" | "duplicates">(
    key: K,
    words: ReadonlyArray<SyncPolicy[K]>
  ): Read =>
  (policy, value) => {
    const chosen = words.find((allowed) => allowed === value)
    return chosen === undefined ? words.join(" or ") : { ...policy, [key]: chosen }
  }

const pattern =
  (key: "include" | "exclude" | "priority"): Read =>
  (policy, value) => {
    if (value === "" || value.includes("\n")) return "a pattern, as those of .deadwaxignore"
    const problem = checkIgnoreLine(value)
    return problem === undefined
      ? { ...policy, [key]: [...policy[key], value] }
      : `a pattern, as those of .deadwaxignore; in this one ${problem.detail}`
  }

const units: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

const budget: Read = (policy, value) => {
  if (value === "none") return { ...policy, budgetBytes: null }
  const [, digits = "", unit = ""] = /^(\d{1,15})([KMGT]?)$/.exec(value) ?? []
  const budgetBytes = Number(digits) * (units[unit] ?? Number.NaN)
  return digits !== "" && Number.isSafeInteger(budgetBytes)
    ? { ...policy, budgetBytes }
    : "a number of bytes, as 500G or 20000000, or none"
}

/** A directory below the root, where a scan would look. */
const below: Read = (policy, value) => {
  const path = value.replace(/\/+$/, "")
  return path === "" || isSafePath(path)
    ? { ...policy, below: path }
    : "a directory of the library from its root, with names that every disk takes, or nothing for the root itself"
}

const reads: Readonly<Record<string, Read>> = {
  what: word("what", ["everything", "on-demand"]),
  below,
  placement: word("placement", ["remote-path", "template"]),
  include: pattern("include"),
  exclude: pattern("exclude"),
  removed: word("removed", ["keep", "mirror"]),
  "deleted-here": word("deletedHere", ["fetch", "leave"]),
  conflicts: word("conflicts", ["keep-both", "prefer-remote", "prefer-local"]),
  duplicates: word("duplicates", ["tell", "playlists"]),
  budget,
  priority: pattern("priority")
}

const refused = (message: string, remedy: string): Failure => new Failure({ code: "usage", message, remedy })

const readOne = (policy: SyncPolicy, text: string): SyncPolicy | Failure => {
  const at = text.indexOf("=")
  const key = text.slice(0, Math.max(at, 0))
  const read = reads[key]
  if (read === undefined)
    return refused(`--policy cannot be "${text}"`, `Write KEY=VALUE, with one of the keys ${policyKeys.join(", ")}.`)
  const changed = read(policy, text.slice(at + 1))
  return typeof changed === "string" ? refused(`--policy ${key} cannot be "${text.slice(at + 1)}"`, `Give ${changed}.`) : changed
}

const patternKeys = ["include", "exclude", "priority"] as const

/** Over the policy that a source has. Patterns of a key take the place of those that were said of it before; `KEY=` is none of one's own. */
export const changePolicy = (before: SyncPolicy, texts: ReadonlyArray<string>): Effect.Effect<SyncPolicy, Failure> => {
  let policy = before
  for (const key of patternKeys)
    if (texts.some((text) => text.startsWith(`${key}=`))) policy = { ...policy, [key]: defaultSyncPolicy[key] }
  const isNone = (text: string): boolean => patternKeys.some((key) => text === `${key}=`)
  return readOver(
    policy,
    texts.filter((text) => !isNone(text))
  )
}

/** Reads the values in the order given: patterns add up, of words the last one counts. */
export const readPolicy = (texts: ReadonlyArray<string>): Effect.Effect<SyncPolicy, Failure> => readOver(defaultSyncPolicy, texts)

const readOver = (over: SyncPolicy, texts: ReadonlyArray<string>): Effect.Effect<SyncPolicy, Failure> => {
  let policy = over
  for (const text of texts) {
    const next = readOne(policy, text)
    if (next instanceof Failure) return Effect.fail(next)
    policy = next
  }
  return Effect.succeed(policy)
}
