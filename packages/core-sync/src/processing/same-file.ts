/**
 * Does a file here hold what the source has under another name? A few blocks are read from both, from the beginning, the middle and the end; where those
 * differ, or the lengths do, because ids were written here or the user changed tags, a song is known by its sound (which is read by ranges as well).
 * What is no song, and cannot be told so, is another file.
 */
import { attemptFile, type FileRange, Files, type OpenFile } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import { QuickReader, readTags } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import type { CatalogItem } from "../catalog/item.ts"
import type { Entry, Source } from "../sources/source.ts"
import type { SourceError } from "../sources/source-error.ts"
import { fetchRange, ofTheSource, readRemoteTags } from "../sources/tags/read-remote-tags.ts"
import type { IsSame } from "../sync-run.ts"

/** Where both lie. */
export interface Sides {
  readonly source: Source
  /** The library's root, absolute. */
  readonly root: string
  /** Fails while the library's disk is not there. */
  readonly checkOnline: () => Effect.Effect<void, CacheError>
}

const blockBytes = 64 * 1024

/** All of a short file, and of a longer one its beginning, its middle and its end. */
export const blocksOf = (sizeBytes: number): ReadonlyArray<FileRange> => {
  if (sizeBytes <= 3 * blockBytes) return [{ from: 0, to: sizeBytes }]
  const middle = Math.floor((sizeBytes - blockBytes) / 2)
  return [0, middle, sizeBytes - blockBytes].map((from) => ({ from, to: from + blockBytes }))
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at])

const holdsBlocks = Effect.fnUntraced(function* (source: Source, entry: Entry, file: OpenFile) {
  if (entry.sizeBytes !== file.sizeBytes) return false
  for (const { from, to } of blocksOf(file.sizeBytes)) {
    const { bytes } = yield* fetchRange(source, entry, from, to)
    const here = new Uint8Array(to - from)
    const count = yield* attemptFile(() => file.read(here, from))
    if (count !== here.length || !isEqual(bytes, here)) return false
  }
  return true
})

const holdsSound = Effect.fnUntraced(function* (source: Source, entry: Entry, file: OpenFile) {
  const quick = yield* QuickReader
  const here = yield* Effect.promise(() => Promise.resolve(readTags(file, { essence: true, quick })))
  const essence = here.ok ? here.essence : null
  if (essence === null || essence === undefined) return false
  const there = yield* readRemoteTags(source, entry, { essence: true })
  return there.ok && there.essence === essence
})

const holdsSame = Effect.fnUntraced(function* (source: Source, { isMusic }: CatalogItem, entry: Entry, file: OpenFile) {
  const isHeld = yield* holdsBlocks(source, entry, file)
  return isHeld || !isMusic ? isHeld : yield* holdsSound(source, entry, file)
})

const looks = Effect.fnUntraced(function* ({ source, root }: Sides, item: CatalogItem, entry: Entry) {
  const files = yield* Files
  const path = `${root.endsWith("/") ? root.slice(0, -1) : root}/${item.localPath}`
  const [read] = yield* files.readEach([path], (file) => Effect.result(holdsSame(source, item, entry, file)))
  return read === undefined ? false : yield* Effect.fromResult(yield* Effect.fromResult(read))
})

/** Looks at both. What cannot be read, there or here, is not sure. */
export const makeIsSame = (sides: Sides): Effect.Effect<IsSame, never, Files> =>
  Effect.map(
    Files,
    (files): IsSame =>
      (item, entry) =>
        looks(sides, item, entry).pipe(
          Effect.provideService(Files, files),
          Effect.catch((error): Effect.Effect<boolean, SourceError | CacheError> => {
            // A disk that went is no answer about the file.
            if (error._tag === "FileError") return Effect.as(sides.checkOnline(), false)
            return ofTheSource.has(error.reason) ? Effect.fail(error) : Effect.succeed(false)
          })
        )
  )
