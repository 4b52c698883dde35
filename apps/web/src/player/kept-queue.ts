/** The queue outlives a reload: what of it is written down, and what is believed when it is read again. */
import { emptyQueue, type Queue, type QueueEntry, type QueueTrack, type Repeat } from "./queue.ts"

/** A longer queue is kept around the track that plays. */
export const mostKept = 1000

export interface KeptQueue {
  readonly queue: Queue
  /** Where in the current track it stood. */
  readonly seconds: number
}

export const writeKept = (queue: Queue, seconds: number): string => {
  const from = Math.max(0, Math.min(queue.current - mostKept / 2, queue.entries.length - mostKept))
  const kept = queue.entries.slice(from, from + mostKept)
  const { repeat, isShuffled } = queue
  return JSON.stringify({
    v: 1,
    tracks: kept.map((entry) => [entry.no, entry.track]),
    current: queue.current - from,
    repeat,
    isShuffled,
    seconds
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null

const isTrack = (value: unknown): value is QueueTrack =>
  isRecord(value) &&
  ["id", "releaseId", "title", "artists"].every((key) => typeof value[key] === "string") &&
  (value["durationSeconds"] === null || typeof value["durationSeconds"] === "number")

const isRepeat = (value: unknown): value is Repeat => value === "off" || value === "all" || value === "one"

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readEntries = (tracks: unknown): ReadonlyArray<QueueEntry> | undefined => {
  if (!Array.isArray(tracks)) return undefined
  const pairs: ReadonlyArray<unknown> = tracks
  const entries = pairs.flatMap((pair, index) => {
    const [no, track]: ReadonlyArray<unknown> = Array.isArray(pair) ? pair : []
    return typeof no === "number" && isTrack(track) ? [{ key: index + 1, no, track }] : []
  })
  if (entries.length !== pairs.length) return undefined
  // Places are made dense again: part of the queue may have been left out.
  const places = new Map(entries.toSorted((a, b) => a.no - b.no).map((entry, no) => [entry.key, no]))
  return entries.map((entry) => ({ ...entry, no: places.get(entry.key)! }))
}

/** What was written, or undefined when it is not to be believed. */
export const readKept = (text: string | undefined): KeptQueue | undefined => {
  const value = text === undefined ? undefined : parse(text)
  if (!isRecord(value) || value["v"] !== 1 || !isRepeat(value["repeat"])) return undefined
  const [entries, current, seconds] = [readEntries(value["tracks"]), value["current"], value["seconds"]]
  if (entries === undefined || entries.length === 0 || typeof current !== "number" || typeof seconds !== "number")
    return undefined
  if (!Number.isInteger(current) || current < 0 || current >= entries.length) return undefined
  const queue = {
    ...emptyQueue,
    entries,
    current,
    nextKey: entries.length + 1,
    repeat: value["repeat"],
    isShuffled: value["isShuffled"] === true
  }
  return { queue, seconds: Math.max(0, seconds) }
}
