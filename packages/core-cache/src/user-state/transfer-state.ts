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
import {
  hasRecord,
  insertPlay,
  joinRecords,
  type Play,
  readRecord,
  recordColumns,
  recordOfRow,
  type TrackRecord,
  trackOfPlay,
  writeRecord
} from "./track-state.ts"

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

/** A file of lines: its text, or its bytes as they are. */
type StateSource = string | Uint8Array

const lineFeed = 0x0a
// A mark at the start is told from a line's first character below: each line is decoded by itself.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Null: not UTF-8. A disk that lost some bytes costs the lines in which they were, and no other. */
const decoded = (bytes: Uint8Array): string | null => {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** Two bytes a character, as some editors and shells save text: by the mark at its start, or the zero beside its first character. */
const isUtf16 = (bytes: Uint8Array): boolean => {
  const [a, b] = bytes
  const isMarked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)
  const first = isMarked ? bytes.subarray(2, 4) : bytes.subarray(0, 2)
  return first.length === 2 && (first[0] === 0) !== (first[1] === 0)
}

const linesOf = (source: StateSource): ReadonlyArray<string | null> => {
  if (typeof source !== "string" && isUtf16(source)) throw inUtf16()
  const text = typeof source === "string" ? source : decoded(source)
  const lines = text === null ? decodedLines(source as Uint8Array) : text.split("\n")
  return lines.map((line, i) => (i === 0 && line !== null ? line.replace(/^\u{FEFF}/u, "") : line))
}

const decodedLines = (bytes: Uint8Array): ReadonlyArray<string | null> => {
  const lines: Array<string | null> = []
  for (let from = 0; from <= bytes.length; ) {
    const end = bytes.indexOf(lineFeed, from)
    const to = end === -1 ? bytes.length : end
    lines.push(decoded(bytes.subarray(from, to)))
    from = to + 1
  }
  return lines
}

const inUtf16 = (): CacheError =>
  new CacheError({
    reason: "usage",
    message: "the state to import is UTF-16 text, and not UTF-8",
    remedy: "Save the file as UTF-8 and import it again; nothing was changed."
  })

/** Brings lines of a file in. A line that cannot be read is told by its number, and the rest is brought in. */
export const importState = Effect.fnUntraced(function* (target: Target, source: StateSource) {
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const lines = yield* attempt(() => linesOf(source))
  yield* attempt(() => checkFormat(lines[0] ?? "", nowUs))
  const result: Taken = { tracks: 0, plays: 0, smartPlaylists: 0, unchanged: 0, unknown: new Set<string>() }
  const failed: Array<FailedLine> = []
  for (let from = 0; from < lines.length; from += linesAtOnce) {
    const told: Array<NumberedLine> = []
    for (const [i, line] of lines.slice(from, from + linesAtOnce).entries()) {
      if (line?.trim() === "") continue
      const parsed = line === null ? Result.fail("it is not UTF-8 text") : parseLine(line, nowUs)
      if (Result.isFailure(parsed)) failed.push({ line: from + i + 1, message: parsed.failure })
      else told.push({ no: from + i + 1, line: parsed.success })
    }
    failed.push(...(yield* attempt(() => transaction(target.userDb, () => takeLines(target, told, result)))))
    yield* Effect.yieldNow
  }
  yield* attempt(() => mirrorState(target))
  return {
    tracks: result.tracks,
    plays: result.plays,
    smartPlaylists: result.smartPlaylists,
    unchanged: result.unchanged,
    unknownTracks: result.unknown.size,
    failed: failed.sort((a, b) => a.line - b.line).slice(0, mostFailures),
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

type FailedLine = StateImport["failed"][number]

interface NumberedLine {
  readonly no: number
  readonly line: StateLine
}

/** A track that lines are about. */
interface Told {
  readonly trackId: string
  record: TrackRecord
  isChanged: boolean
}

/**
 * Each track is read and written once, however many lines are about it, and under whichever of its ids. Answers which lines can be read but not
 * be had, and why.
 */
const takeLines = (target: Target, lines: ReadonlyArray<NumberedLine>, taken: Taken): ReadonlyArray<FailedLine> => {
  const tracks = new Map<string, Told>()
  const failed: Array<FailedLine> = []
  const trackOf = (id: string): Told | undefined => {
    const trackId = survivorOf(target.userDb, trackKind, id)
    const track = tracks.get(trackId) ?? lookUp(target, trackId, taken)
    if (track !== undefined) tracks.set(id, track).set(trackId, track)
    return track
  }
  for (const { no, line } of lines) {
    if (line.kind === "library") continue
    const isNews =
      line.kind === "smart-playlist"
        ? Result.map(takeSmart(target.userDb, line.row, line.changedUs), (is) => (is ? "smartPlaylists" : "unchanged"))
        : takeTold(target, tracks.get(line.trackId) ?? trackOf(line.trackId), line)
    if (Result.isFailure(isNews)) failed.push({ line: no, message: isNews.failure })
    else taken[isNews.success]++
  }
  for (const { trackId, record, isChanged } of new Set(tracks.values()))
    if (isChanged) writeRecord(target.userDb, trackId, record)
  return failed
}

// Ids that Deadwax and rosé give. A library's own may be otherwise, where somebody wrote them into tags; then it knows them.
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Undefined: a text that no track is known by, nor ever will be. */
const lookUp = ({ cache, userDb }: Target, trackId: string, taken: Taken): Told | undefined => {
  if (!isKnown(cache, userDb, trackId)) {
    if (!uuid.test(trackId) && !hasRecord(userDb, trackId)) return undefined
    taken.unknown.add(trackId)
  }
  return { trackId, record: readRecord(userDb, trackId), isChanged: false }
}

/** Takes what a line tells of a track: what there is of it besides, or why it cannot be had. */
const takeTold = (
  { userDb }: Target,
  track: Told | undefined,
  line: Extract<StateLine, { readonly trackId: string }>
): Result.Result<"tracks" | "plays" | "unchanged", string> => {
  if (track === undefined) return Result.fail(`${JSON.stringify(line.trackId.slice(0, 60))} is no id of a track`)
  return line.kind === "play" ? takePlay(userDb, track, line.play) : Result.succeed(takeRecord(track, line.record))
}

const takePlay = (userDb: Database, track: Told, play: Play): Result.Result<"plays" | "unchanged", string> => {
  if (insertPlay(userDb, track.trackId, play)) {
    track.isChanged = true
    return Result.succeed("plays")
  }
  const known = survivorOf(userDb, trackKind, trackOfPlay(userDb, play.id) ?? track.trackId)
  if (known === track.trackId) return Result.succeed("unchanged")
  return Result.fail(`a play of the id ${JSON.stringify(play.id)} is known already, of another track: ${known}`)
}

const takeRecord = (track: Told, theirs: TrackRecord): "tracks" | "unchanged" => {
  const joined = joinRecords(track.record, theirs)
  if (isEqual(track.record, joined)) return "unchanged"
  track.record = joined
  track.isChanged = true
  return "tracks"
}

const isEqual = (a: TrackRecord, b: TrackRecord): boolean =>
  (Object.keys(a) as ReadonlyArray<keyof TrackRecord>).every((key) => a[key] === b[key])

const isKnown = (cache: Database, userDb: Database, trackId: string): boolean =>
  userDb.prepare("select 1 as one from ids where kind = ? and id = ?").get(trackKind, trackId) !== undefined ||
  cache.prepare("select 1 as one from tracks where id = ?").get(trackId) !== undefined
