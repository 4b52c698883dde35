/**
 * A source of any number of small songs that costs no memory: what it has follows from numbers. Its generation rises with each round of changes;
 * a feed tells what came or changed since.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { mp3 } from "../../packages/core-cache/test/world.ts"
import { type Entry, maxPageEntries, type Source } from "../../packages/core-sync/src/sources/source.ts"

/** What a source has: songs 0 to `items` − 1, some of which were changed, by number, in which generation. */
export interface SourceState {
  readonly items: number
  readonly generation: number
  readonly changed: ReadonlyMap<number, number>
}

const perAlbum = 10

/** Where a song lies, there and in the library. */
export const songPath = (no: number): string => {
  const album = Math.floor(no / perAlbum)
  return `Artist ${album % 1000}/Album ${album}/${String((no % perAlbum) + 1).padStart(2, "0")} Song ${no}.mp3`
}

const tagsOf = (no: number, generation: number) => {
  const album = Math.floor(no / perAlbum)
  const artist = `Artist ${album % 1000}`
  const title = generation === 0 ? `Song ${no}` : `Song ${no}, take ${generation}`
  return { title, artist, albumArtist: artist, album: `Album ${album}`, track: String((no % perAlbum) + 1) }
}

/** The whole file. */
export const songBytes = (no: number, generation: number): Uint8Array => mp3({ ...tagsOf(no, generation), sound: no }, 3)

const sizes = new Map<string, number>()

/** How long it is: to make each file for that would be most of what a listing costs. */
const sizeOf = (no: number, generation: number): number => {
  const lengths = Object.values(tagsOf(no, generation))
    .map((text) => text.length)
    .join(" ")
  const size = sizes.get(lengths) ?? songBytes(no, generation).length
  sizes.set(lengths, size)
  return size
}

const entryOf = ({ changed }: SourceState, no: number): Entry => {
  const generation = changed.get(no) ?? 0
  return {
    id: String(no),
    path: songPath(no),
    sizeBytes: sizeOf(no, generation),
    modifiedAtUs: 1,
    revision: String(generation),
    hash: null
  }
}

const pagesOf = <A>(items: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.max(1, Math.ceil(items.length / maxPageEntries)) }, (_, page) =>
    items.slice(page * maxPageEntries, (page + 1) * maxPageEntries)
  )

const list: (state: SourceState) => ReturnType<Source["list"]> = (state) =>
  Stream.unfold(0, (at: number) => {
    if (at > 0 && at >= state.items) return Effect.succeed(undefined)
    const size = Math.min(maxPageEntries, state.items - at)
    const entries = Array.from({ length: size }, (_, i) => entryOf(state, at + i))
    return Effect.succeed([{ entries, problems: [], complete: at + size >= state.items }, at + Math.max(1, size)] as const)
  })

/** The source in this state. */
export const numberedSource = (state: SourceState): Source => ({
  name: "numbers",
  address: "numbers:",
  fingerprint: "numbers",
  capabilities: { changes: true, ranges: false, stableIds: true, revisions: "etag", hashes: false },
  check: () => Effect.void,
  disk: () => Effect.succeed(undefined),
  list: () => list(state),
  startCursor: () => Effect.succeed(String(state.generation)),
  changes: (cursor) => {
    const since = [...state.changed].flatMap(([no, generation]) => (generation > Number(cursor) ? [no] : []))
    const pages = pagesOf(since)
    return Stream.fromIterable(
      pages.map((page, at) => ({
        upserts: page.map((no) => entryOf(state, no)),
        removals: [],
        problems: [],
        next: at === pages.length - 1 ? String(state.generation) : undefined
      }))
    )
  },
  read: ({ id }) => {
    const generation = state.changed.get(Number(id)) ?? 0
    const bytes = songBytes(Number(id), generation)
    return Effect.succeed({
      bytes: Stream.make(bytes),
      from: 0,
      totalBytes: bytes.length,
      revision: String(generation),
      validator: null
    })
  },
  head: (id) => Effect.succeed(entryOf(state, Number(id)))
})
