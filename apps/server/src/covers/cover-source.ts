/** The bytes of a cover, from the picture beside the music or from inside an audio file. */
import type { Bodies, Body, OpenFile } from "@deadwax/core-async"
import type { CacheError, CoverPlace, LibraryCache } from "@deadwax/core-cache"
import { QuickReader, readPicture } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import type { Problem } from "../answers/problem.ts"
import { openLibraryFile } from "../bodies/open-library-file.ts"

/** A picture larger than this is no cover that anybody waits for. */
const mostPictureBytes = 32 * 1024 * 1024

const readWhole = (file: OpenFile): Uint8Array<ArrayBuffer> | undefined => {
  if (file.sizeBytes > mostPictureBytes) return undefined
  const bytes = new Uint8Array(file.sizeBytes)
  return file.read(bytes, 0) === bytes.length ? bytes : undefined
}

const readEmbedded = (file: OpenFile, quick: boolean): PromiseLike<Uint8Array<ArrayBuffer> | undefined> =>
  readPicture(file, { quick }).then((picture) =>
    picture === undefined || picture.bytes.length > mostPictureBytes ? undefined : new Uint8Array(picture.bytes)
  )

/** The bytes at a place; undefined when there is no picture. The file stays open. */
export const readPlace = (place: CoverPlace, { file }: Body): Effect.Effect<Uint8Array<ArrayBuffer> | undefined> =>
  Effect.flatMap(QuickReader, (quick) =>
    Effect.promise(async () => (place.isEmbedded ? readEmbedded(file, quick) : readWhole(file)))
  )

/** Opens a place for as long as `use` runs. A place that is gone or unreadable is answered as undefined: the next one is tried. */
export const withPlace = <A, E, R>(
  place: CoverPlace,
  use: (body: Body) => Effect.Effect<A, E, R>
): Effect.Effect<A | undefined, E | Problem | CacheError, R | LibraryCache | Bodies> => {
  const opened = openLibraryFile(place.path).pipe(
    Effect.catchTag("Problem", (problem) => (problem.code === "offline" ? Effect.fail(problem) : Effect.succeed(undefined)))
  )
  return Effect.acquireUseRelease(
    opened,
    (body) => (body === undefined ? Effect.succeed(undefined) : use(body)),
    (body) => Effect.sync(() => body?.close())
  )
}
