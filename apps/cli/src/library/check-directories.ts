/**
 * Are the directories given to a scan there? One that is gone is a release to be removed when the cache knows of something in it, and a
 * slip of the keyboard when it does not. Directories outside the library, and all of them while it is offline, are left to the scan.
 */
import { Files } from "@deadwax/core-async"
import { LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"

/** Is a track of the cache below the directory? Tracks are ordered by path, bytewise: the first one not before it tells. */
const holdsTracks = Effect.fnUntraced(function* (directory: string) {
  const { listTracks } = yield* LibraryCache
  const below = `${directory}/`
  const first = Buffer.from(below)
  const pathAt = (offset: number) => Effect.map(listTracks({ limit: 1, offset }), ({ items }) => items[0]?.sourcePath ?? "")
  let low = 0
  let high = (yield* listTracks({ limit: 0 })).total
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (Buffer.compare(Buffer.from(yield* pathAt(middle)), first) < 0) low = middle + 1
    else high = middle
  }
  return (yield* pathAt(low)).startsWith(below)
})

const notThere = (path: string): Failure =>
  new Failure({
    code: "not-found",
    message: `there is no directory ${path}, and nothing of it is in the library`,
    remedy: "Check its spelling, or scan the whole library with deadwax scan.",
    path
  })

const noDirectory = (path: string): Failure =>
  new Failure({
    code: "usage",
    message: `${path} is not a directory`,
    remedy: "Name the directory that it is in, or scan the whole library with deadwax scan.",
    path
  })

/** Fails as `not-found` or `usage` on the first path that a scan can do nothing with. */
export const checkDirectories = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  const files = yield* Files
  const { library, status } = yield* LibraryCache
  const inside = paths.filter((path) => path.startsWith(`${library.root}/`))
  if (inside.length === 0 || (yield* status()).storage === "offline") return
  for (const path of inside) {
    const info = yield* files.stat(path).pipe(Effect.orElseSucceed(() => ({ kind: "directory" }) as const))
    if (info === undefined && !(yield* holdsTracks(path))) return yield* notThere(path)
    if (info !== undefined && info.kind !== "directory") return yield* noDirectory(path)
  }
})
