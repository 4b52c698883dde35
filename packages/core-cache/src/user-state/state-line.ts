/**
 * The user's state as lines of JSON (docs/user-state.md): one a track, one a play, each of use by itself, so that a file may be cut, joined
 * with another and written by other programs. Here is what a line says; who reads and writes them is `transfer-state.ts`.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { SmartRow } from "../smart-playlists/store-smart.ts"
import { emptyRecord, type Play, type TrackRecord } from "./track-state.ts"

/** Rises when a program of before would read a file wrongly. */
export const stateFormat = 1

const Id = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))
const Time = Schema.NullOr(Schema.String)
const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))
const Rating = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))

/** `id` and `name` are for people, and not read. */
const HeadLine = Schema.Struct({ kind: Schema.Literal("library"), format: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)) })

/** `path` and `title` are for people, and not read. */
const TrackLine = Schema.Struct({
  kind: Schema.Literal("track"),
  id: Id,
  isFavorite: Schema.optionalKey(Schema.Boolean),
  favoriteAt: Schema.optionalKey(Time),
  rating: Schema.optionalKey(Schema.NullOr(Rating)),
  ratedAt: Schema.optionalKey(Time),
  countedPlays: Schema.optionalKey(Count),
  countedUntil: Schema.optionalKey(Time)
})

const PlayLine = Schema.Struct({ kind: Schema.Literal("play"), id: Id, trackId: Id, playedAt: Schema.String })

const SmartLine = Schema.Struct({
  kind: Schema.Literal("smart-playlist"),
  name: Schema.String,
  filter: Schema.String,
  sort: Schema.optionalKey(Schema.String),
  limit: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  changedAt: Schema.optionalKey(Time)
})

/** What one line says. */
export type StateLine =
  | { readonly kind: "library"; readonly format: number }
  | { readonly kind: "track"; readonly trackId: string; readonly record: TrackRecord }
  | { readonly kind: "play"; readonly trackId: string; readonly play: Play }
  | { readonly kind: "smart-playlist"; readonly row: SmartRow; readonly changedUs: number }

/** Reads one line; the failure says in one sentence what is wrong with it. `nowUs`: what lies later than tomorrow was never decided. */
export const parseLine = (text: string, nowUs: number): Result.Result<StateLine, string> => {
  const value = parseJson(text)
  switch (kindOf(value)) {
    case "library":
      return Result.map(decode(HeadLine, value), ({ format }) => ({ kind: "library", format }) as const)
    case "track":
      return Result.flatMap(decode(TrackLine, value), (line) => recordOf(line, nowUs))
    case "play":
      return Result.flatMap(decode(PlayLine, value), (line) => playOf(line, nowUs))
    case "smart-playlist":
      return Result.flatMap(decode(SmartLine, value), (line) => smartOf(line, nowUs))
    case undefined:
      return Result.fail("it is no JSON object with a kind")
    default:
      return Result.fail(`its kind is not known here: ${JSON.stringify(kindOf(value))?.slice(0, 40)}`)
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const kindOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined

const decode = <A>(schema: Schema.Codec<A>, value: unknown): Result.Result<A, string> =>
  Result.mapError(Schema.decodeUnknownResult(schema)(value), (error) => error.message.replaceAll(/\s*\n\s*/g, " "))

const dayUs = 86_400_000_000
// What is written without a place is meant in UTC: a file says the same on every machine.
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/

/** Microseconds since 1970 of a time as text; null where it is null or not there. */
const timeOf = (key: string, text: string | null | undefined, nowUs: number): Result.Result<number | null, string> => {
  if (text === null || text === undefined) return Result.succeed(null)
  const us = timePattern.test(text) ? Date.parse(text) * 1000 : Number.NaN
  if (!Number.isFinite(us) || us < 0) return Result.fail(`${key} is no time as 2026-11-28T17:19:41.000Z`)
  return us > nowUs + dayUs ? Result.fail(`${key} lies in the future`) : Result.succeed(us)
}

const recordOf = (line: typeof TrackLine.Type, nowUs: number): Result.Result<StateLine, string> =>
  Result.gen(function* () {
    const favoriteUs = yield* timeOf("favoriteAt", line.favoriteAt, nowUs)
    const ratingUs = yield* timeOf("ratedAt", line.ratedAt, nowUs)
    const countedLastUs = yield* timeOf("countedUntil", line.countedUntil, nowUs)
    const countedPlays = line.countedPlays ?? 0
    if (countedPlays > 0 && countedLastUs === null) return yield* Result.fail("countedPlays needs countedUntil")
    const { id: trackId, isFavorite = false, rating = null } = line
    return { kind: "track", trackId, record: { isFavorite, favoriteUs, rating, ratingUs, countedPlays, countedLastUs } } as const
  })

const playOf = ({ id, trackId, playedAt }: typeof PlayLine.Type, nowUs: number): Result.Result<StateLine, string> =>
  Result.map(timeOf("playedAt", playedAt, nowUs), (playedUs) => ({
    kind: "play" as const,
    trackId,
    play: { id, playedUs: playedUs ?? 0 }
  }))

/** Its order and filter are judged where it is taken in. */
const smartOf = (line: typeof SmartLine.Type, nowUs: number): Result.Result<StateLine, string> =>
  Result.map(timeOf("changedAt", line.changedAt, nowUs), (changedUs) => ({
    kind: "smart-playlist" as const,
    row: { name: line.name, filter: line.filter, sort: (line.sort ?? "path") as SmartRow["sort"], limit: line.limit ?? null },
    changedUs: changedUs ?? 0
  }))

const isoOf = (us: number | null): string | null => (us === null ? null : new Date(us / 1000).toISOString())

export const printHead = (library: { readonly id: string; readonly name: string }): string =>
  JSON.stringify({ kind: "library", format: stateFormat, id: library.id, name: library.name })

/** `hint`: where the track was seen last, and what it is called; null where nobody knows. */
export const printTrack = (
  trackId: string,
  record: TrackRecord,
  hint: { readonly path: string | null; readonly title: string | null }
): string =>
  JSON.stringify({
    kind: "track",
    id: trackId,
    isFavorite: record.isFavorite,
    favoriteAt: isoOf(record.favoriteUs),
    rating: record.rating,
    ratedAt: isoOf(record.ratingUs),
    ...(record.countedPlays > 0 && { countedPlays: record.countedPlays, countedUntil: isoOf(record.countedLastUs) }),
    ...hint
  })

export const printSmart = (row: SmartRow, changedUs: number): string =>
  JSON.stringify({ kind: "smart-playlist", ...row, changedAt: isoOf(changedUs) })

export const printPlay = (trackId: string, { id, playedUs }: Play): string =>
  JSON.stringify({ kind: "play", id, trackId, playedAt: isoOf(playedUs) })

/** Does it say nothing? */
export const saysNothing = (record: TrackRecord): boolean =>
  (Object.keys(emptyRecord) as ReadonlyArray<keyof TrackRecord>).every((key) => record[key] === emptyRecord[key])
