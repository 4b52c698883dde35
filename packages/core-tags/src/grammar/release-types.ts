/** The types a release can have. MusicBrainz tags may name several: a primary one and secondary ones, which say more. */
import { splitAll } from "./split-values.ts"

/** The types of releases, as tags and the cache have them. */
export const releaseTypes = [
  "album",
  "single",
  "ep",
  "compilation",
  "anthology",
  "soundtrack",
  "live",
  "remix",
  "djmix",
  "mixtape",
  "other",
  "bootleg",
  "loosetrack",
  "demo",
  "unknown"
] as const
/** One of `releaseTypes`. */
export type ReleaseType = (typeof releaseTypes)[number]

/** What says little when a more telling type stands beside it. */
const primary: ReadonlySet<ReleaseType> = new Set<ReleaseType>(["album", "single", "ep", "other", "unknown"])

const spellings: ReadonlyMap<string, ReleaseType> = new Map<string, ReleaseType>([
  ...releaseTypes.map((type): [string, ReleaseType] => [type, type]),
  ["dj-mix", "djmix"],
  ["dj mix", "djmix"],
  ["mixtape/street", "mixtape"],
  ["broadcast", "other"],
  ["audiobook", "other"],
  ["audio drama", "other"],
  ["spokenword", "other"],
  ["interview", "other"],
  ["field recording", "other"]
])

/** Reads one or several type names, any case; a secondary type wins over a primary one (`album; live` is `live`); else `unknown`. */
export const parseReleaseType = (value: string | ReadonlyArray<string>): ReleaseType => {
  const types = splitAll(typeof value === "string" ? [value] : value).map(
    (name) => spellings.get(name.toLowerCase()) ?? "unknown"
  )
  return (
    types.find((type) => !primary.has(type)) ??
    types.find((type) => type !== "other" && type !== "unknown") ??
    types.find((type) => type === "other") ??
    "unknown"
  )
}
