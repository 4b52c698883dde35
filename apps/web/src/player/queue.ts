/**
 * What is played, and in which order: a value and the one function that changes it. It knows no audio, no clock and no chance;
 * shuffling takes its seed from the caller, so that the same actions always give the same queue.
 *
 * Each entry remembers the place (`no`) that it has when nothing is shuffled: switching shuffle off brings that order back around the
 * track that plays.
 */

/** What the queue keeps of a track; small enough to be stored by the thousand. */
export interface QueueTrack {
  readonly id: string
  readonly releaseId: string
  readonly title: string
  /** The main artists, as they are shown. */
  readonly artists: string
  readonly durationSeconds: number | null
}

/** One place in the queue. `key` is its own for the life of the queue: the same track may stand in it twice. */
export interface QueueEntry {
  readonly key: number
  readonly no: number
  readonly track: QueueTrack
}

export type Repeat = "off" | "all" | "one"

/** `current` is an index of `entries`, -1 when and only when there are none. */
export interface Queue {
  readonly entries: ReadonlyArray<QueueEntry>
  readonly current: number
  readonly nextKey: number
  readonly repeat: Repeat
  readonly isShuffled: boolean
}

export type QueueAction =
  | { readonly type: "play"; readonly tracks: ReadonlyArray<QueueTrack>; readonly at: number; readonly seed: number }
  | { readonly type: "add"; readonly tracks: ReadonlyArray<QueueTrack>; readonly where: "next" | "last" }
  | { readonly type: "remove"; readonly key: number }
  | { readonly type: "move"; readonly key: number; readonly to: number }
  | { readonly type: "clear" }
  | { readonly type: "go"; readonly key: number }
  | { readonly type: "next"; readonly cause: "ended" | "asked" }
  | { readonly type: "previous" }
  | { readonly type: "repeat"; readonly repeat: Repeat }
  | { readonly type: "shuffle"; readonly isOn: boolean; readonly seed: number }

export const emptyQueue: Queue = { entries: [], current: -1, nextKey: 1, repeat: "off", isShuffled: false }

export const currentEntry = (queue: Queue): QueueEntry | undefined => queue.entries[queue.current]

/** The index that plays after the current one has ended, or undefined when the music stops then. */
const indexAfter = (queue: Queue, cause: "ended" | "asked"): number | undefined => {
  if (queue.entries.length === 0) return undefined
  if (queue.repeat === "one" && cause === "ended") return queue.current
  if (queue.current + 1 < queue.entries.length) return queue.current + 1
  return queue.repeat === "all" ? 0 : undefined
}

/** What will play when the current track has ended. */
export const upcomingEntry = (queue: Queue): QueueEntry | undefined => queue.entries[indexAfter(queue, "ended") ?? -1]

/** Numbers from 0 to below 1 from a 32-bit seed: chance that can be repeated (Weyl sequence, then two rounds of mixing). */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}

const shuffled = <T>(items: ReadonlyArray<T>, seed: number): Array<T> => {
  const [result, chance] = [[...items], chanceFrom(seed)]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1))
    ;[result[last], result[other]] = [result[other]!, result[last]!]
  }
  return result
}

const renumber = (entries: ReadonlyArray<QueueEntry>): ReadonlyArray<QueueEntry> =>
  entries.map((entry, no) => (entry.no === no ? entry : { ...entry, no }))

const entriesFrom = (tracks: ReadonlyArray<QueueTrack>, key: number, no: number): Array<QueueEntry> =>
  tracks.map((track, index) => ({ key: key + index, no: no + index, track }))

const play = (queue: Queue, tracks: ReadonlyArray<QueueTrack>, at: number, seed: number): Queue => {
  if (tracks.length === 0) return queue
  const entries = entriesFrom(tracks, queue.nextKey, 0)
  const current = Math.min(Math.max(0, at), tracks.length - 1)
  const next = { ...queue, entries, current, nextKey: queue.nextKey + tracks.length, isShuffled: false }
  return queue.isShuffled ? shuffle(next, true, seed) : next
}

/** Added tracks come after the current one, or last, in the shown order and in the one that shuffle hides. */
const add = (queue: Queue, tracks: ReadonlyArray<QueueTrack>, where: "next" | "last"): Queue => {
  if (tracks.length === 0) return queue
  const at = where === "next" ? queue.current + 1 : queue.entries.length
  const no = where === "next" ? (currentEntry(queue)?.no ?? -1) + 1 : queue.entries.length
  const moved = queue.entries.map((entry) => (entry.no >= no ? { ...entry, no: entry.no + tracks.length } : entry))
  const entries = moved.toSpliced(at, 0, ...entriesFrom(tracks, queue.nextKey, no))
  return { ...queue, entries, current: Math.max(0, queue.current), nextKey: queue.nextKey + tracks.length }
}

/** When the current one goes, the one after it takes its place; after the last, the one before. */
const remove = (queue: Queue, key: number): Queue => {
  const at = queue.entries.findIndex((entry) => entry.key === key)
  if (at === -1) return queue
  const gone = queue.entries[at]!.no
  const entries = queue.entries.toSpliced(at, 1).map((entry) => (entry.no > gone ? { ...entry, no: entry.no - 1 } : entry))
  const current = at < queue.current ? queue.current - 1 : Math.min(queue.current, entries.length - 1)
  return { ...queue, entries, current }
}

const move = (queue: Queue, key: number, to: number): Queue => {
  const from = queue.entries.findIndex((entry) => entry.key === key)
  const target = Math.min(Math.max(0, to), queue.entries.length - 1)
  if (from === -1 || from === target) return queue
  const playing = currentEntry(queue)?.key
  const reordered = queue.entries.toSpliced(from, 1).toSpliced(target, 0, queue.entries[from]!)
  const entries = queue.isShuffled ? reordered : renumber(reordered)
  return { ...queue, entries, current: entries.findIndex((entry) => entry.key === playing) }
}

/** On: what plays comes first and the rest by chance. Off: the order of before, around what plays. */
const shuffle = (queue: Queue, isOn: boolean, seed: number): Queue => {
  if (queue.isShuffled === isOn) return queue
  const playing = currentEntry(queue)
  if (playing === undefined) return { ...queue, isShuffled: isOn }
  if (!isOn) return { ...queue, isShuffled: false, entries: queue.entries.toSorted((a, b) => a.no - b.no), current: playing.no }
  const others = queue.entries.filter((entry) => entry.key !== playing.key)
  return { ...queue, isShuffled: true, entries: [playing, ...shuffled(others, seed)], current: 0 }
}

const goTo = (queue: Queue, index: number | undefined): Queue =>
  index === undefined || index < 0 || index === queue.current ? queue : { ...queue, current: index }

/** The queue after an action. An action that changes nothing answers the very same queue. */
export const reduceQueue = (queue: Queue, action: QueueAction): Queue => {
  switch (action.type) {
    case "play":
      return play(queue, action.tracks, action.at, action.seed)
    case "add":
      return add(queue, action.tracks, action.where)
    case "remove":
      return remove(queue, action.key)
    case "move":
      return move(queue, action.key, action.to)
    case "clear":
      return { ...emptyQueue, nextKey: queue.nextKey, repeat: queue.repeat, isShuffled: queue.isShuffled }
    case "go":
      return goTo(
        queue,
        queue.entries.findIndex((entry) => entry.key === action.key)
      )
    case "next":
      return goTo(queue, indexAfter(queue, action.cause))
    case "previous":
      return goTo(queue, queue.current > 0 || queue.repeat !== "all" ? queue.current - 1 : queue.entries.length - 1)
    case "repeat":
      return action.repeat === queue.repeat ? queue : { ...queue, repeat: action.repeat }
    case "shuffle":
      return shuffle(queue, action.isOn, action.seed)
  }
}
