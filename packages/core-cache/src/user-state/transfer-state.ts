/**
 * The user's state out to a file and in again. Bringing a file in joins its lines with what is there: of each decision the later one counts,
 * a play is known by its id. So the same file twice, files in any order, or an old one after a newer, all end alike and nothing is doubled.
 * Ids that were merged lead to what stands for them; of ids that nobody knows the state is kept, for the day on which their files come.
 */
import { type Database, transaction } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { attempt, CacheError } from "../cache-error.ts"
import { survivorOf, trackKind } from "../identity/issued-ids.ts"
import type { StateImport } from "../model/model.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { listSmartRows, smartChangedUs } from "../smart-playlists/store-smart.ts"
import { takeSmart } from "../smart-playlists/transfer-smart.ts"
import { snapshot } from "../store/snapshot.ts"
import { mirrorState } from "./mirror-state.ts"
import {
  parseLine,
  printHead,
  printPlay,
  printSmart,
  printTrack,
  type StateLine,
  saysNothing,
  stateFormat
} from "./state-line.ts"
import { insertPlay, joinRecords, readRecord, recordColumns, recordOfRow, type TrackRecord, writeRecord } from "./track-state.ts"

type Target = Pick<ScanTarget, "cache" | "userDb" | "library">

/** All of it as lines of JSON, each ended by a line feed: first the library, then smart playlists by name, the tracks by id, then the plays by time. */
export const exportState = ({ userDb, library }: Target): string =>
  snapshot(userDb, () =>
    [printHead(library), ...smartLines(userDb), ...trackLines(userDb), ...playLines(userDb)].map((line) => `${line}\n`).join("")
  )

const smartLines = (userDb: Database): ReadonlyArray<string> =>
  listSmartRows(userDb).map((row) => printSmart(row, smartChangedUs(userDb, row.name)))

const trackLines = (userDb: Database): ReadonlyArray<string> =>
  userDb
    .prepare(
      `select track_state.track_id as trackId, ${recordColumns}, last_path as path, title from track_state
      left join ids on kind = ${trackKind} and ids.id = track_state.track_id left join traces on traces.track_id = track_state.track_id
      order by track_state.track_id`
    )
    .all()
    .flatMap((row) => {
      const record = recordOfRow(row)
      const hint = { path: row["path"] as string | null, title: row["title"] as string | null }
      return saysNothing(record) ? [] : [printTrack(String(row["trackId"]), record, hint)]
    })

const playLines = (userDb: Database): ReadonlyArray<string> =>
  (
    userDb.prepare("select id, track_id, played_us from plays order by played_us, id").values() as unknown as ReadonlyArray<
      [string, string, number]
    >
  ).map(([id, trackId, playedUs]) => printPlay(trackId, { id, playedUs }))

// Others may write to the library between two of these.
const linesAtOnce = 1000
const mostFailures = 50

/** Brings lines of a file in. A line that cannot be read is told by its number, and the rest is brought in. */
export const importState = Effect.fnUntraced(function* (target: Target, text: string) {
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const lines = text.replace(/^\u{FEFF}/u, "").split("\n")
  yield* attempt(() => checkFormat(lines[0] ?? "", nowUs))
  const result: Taken = { tracks: 0, plays: 0, smartPlaylists: 0, unchanged: 0, unknown: new Set<string>() }
  const failed: Array<{ readonly line: number; readonly message: string }> = []
  for (let from = 0; from < lines.length; from += linesAtOnce) {
    yield* attempt(() =>
      transaction(target.userDb, () => {
        for (const [i, line] of lines.slice(from, from + linesAtOnce).entries()) {
          if (line.trim() === "") continue
          const parsed = parseLine(line, nowUs)
          const taken = Result.flatMap(parsed, (what) => takeLine(target, what, result))
          if (Result.isFailure(taken)) failed.push({ line: from + i + 1, message: taken.failure })
        }
      })
    )
  }
  yield* attempt(() => mirrorState(target))
  return {
    tracks: result.tracks,
    plays: result.plays,
    smartPlaylists: result.smartPlaylists,
    unchanged: result.unchanged,
    unknownTracks: result.unknown.size,
    failed: failed.slice(0, mostFailures),
    failedTotal: failed.length
  } satisfies StateImport
})

/** A file of a program to come may mean other things by the same words. */
const checkFormat = (first: string, nowUs: number): void => {
  const head = Result.getOrElse(parseLine(first, nowUs), () => undefined)
  if (head?.kind !== "library" || head.format <= stateFormat) return
  throw new CacheError({
    reason: "newer",
    message: `the state to import was written by a newer version of Deadwax (its format is ${head.format}, this one knows ${stateFormat})`,
    remedy: "Import it with that version or a newer one; nothing was changed."
  })
}

interface Taken {
  tracks: number
  plays: number
  smartPlaylists: number
  unchanged: number
  readonly unknown: Set<string>
}

/** The failure says why a line that can be read cannot be had. */
const takeLine = (target: Target, line: StateLine, taken: Taken): Result.Result<void, string> => {
  if (line.kind === "smart-playlist")
    return Result.map(takeSmart(target.userDb, line.row, line.changedUs), (isNews) => {
      taken[isNews ? "smartPlaylists" : "unchanged"]++
    })
  if (line.kind !== "library") takeTrackLine(target, line, taken)
  return Result.void
}

type TrackLine = Extract<StateLine, { readonly kind: "track" | "play" }>

const takeTrackLine = ({ cache, userDb }: Target, line: TrackLine, taken: Taken): void => {
  const trackId = survivorOf(userDb, trackKind, line.trackId)
  if (!isKnown(cache, userDb, trackId)) taken.unknown.add(trackId)
  const before = readRecord(userDb, trackId)
  if (line.kind === "play") {
    const isNew = insertPlay(userDb, trackId, line.play)
    if (isNew) writeRecord(userDb, trackId, before)
    taken[isNew ? "plays" : "unchanged"]++
    return
  }
  const after = joinRecords(before, line.record)
  const isNews = !isEqual(before, after)
  if (isNews) writeRecord(userDb, trackId, after)
  taken[isNews ? "tracks" : "unchanged"]++
}

const isEqual = (a: TrackRecord, b: TrackRecord): boolean =>
  (Object.keys(a) as ReadonlyArray<keyof TrackRecord>).every((key) => a[key] === b[key])

const isKnown = (cache: Database, userDb: Database, trackId: string): boolean =>
  userDb.prepare("select 1 as one from ids where kind = ? and id = ?").get(trackKind, trackId) !== undefined ||
  cache.prepare("select 1 as one from tracks where id = ?").get(trackId) !== undefined
