/** Writes a release's cover to a file of its own: the picture beside the music, else the one in the tags. Replaces nothing. */
import { resolve } from "node:path"
import { type FileError, Files } from "@deadwax/core-async"
import { type CoverPlace, LibraryCache, type Release } from "@deadwax/core-cache"
import { QuickReader, readPicture } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Failure, fromNamedFile } from "../errors/failure.ts"

/** The picture at a place; undefined where there is none any more. */
const pictureAt = Effect.fnUntraced(function* ({ path, isEmbedded }: CoverPlace) {
  const files = yield* Files
  if (!isEmbedded) return yield* Effect.orElseSucceed(files.readFile(path), () => undefined)
  const quick = yield* QuickReader
  const [read] = yield* files.readEach([path], (file) => readPicture(file, { quick }))
  return read === undefined || Result.isFailure(read) ? undefined : read.success?.bytes
})

const coverless = ({ sourcePath }: Release): Failure =>
  new Failure({
    code: "not-found",
    message: `${sourcePath} has no cover beside its files nor in their tags`,
    remedy: "Set one with deadwax releases cover ID FILE; after changes of files, run deadwax scan.",
    path: sourcePath
  })

const unwritable = (target: string, error: FileError): Failure =>
  error.reason === "exists"
    ? new Failure({ code: "usage", message: `${target} is there already`, remedy: "Name another file.", path: target })
    : fromNamedFile("write")(error)

/** Where the picture was found, and where it is now. */
export const saveCover = Effect.fnUntraced(function* (release: Release, given: string) {
  const cache = yield* LibraryCache
  const files = yield* Files
  const target = resolve(given)
  for (const place of (yield* cache.getCoverPlaces(release.id)) ?? []) {
    const bytes = yield* pictureAt(place)
    if (bytes === undefined) continue
    const write = files.writeAtomic(target, bytes, { expected: null })
    yield* Effect.mapError(write, (error) => unwritable(target, error))
    return { path: target, from: place.path, isEmbedded: place.isEmbedded }
  }
  return yield* coverless(release)
})
