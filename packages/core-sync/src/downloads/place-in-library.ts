/** Is a path one that a file of the library may have, and does it really lead into it? */
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { folderOf } from "../folder-of.ts"
import { isSafePath } from "../placement/safe-name.ts"
import { DownloadError, ofDisk } from "./download-error.ts"
import { checkOnline, type DownloadTarget } from "./download-target.ts"

const outside = (path: string, detail: string) => new DownloadError({ reason: "outside", path, detail })

/**
 * Makes the directory of a file (relative to the root) and answers the file's absolute path. Before anything is made, the directories that are
 * there are followed: a link among them may lead elsewhere. A root that is not there is not made: its disk is not mounted.
 */
export const placeInLibrary = Effect.fnUntraced(function* (target: DownloadTarget, path: string) {
  const files = yield* Files
  const { root } = target
  if (!isSafePath(path)) return yield* outside(path, "no file of a library can have this path")
  const refuse = Effect.mapError(ofDisk(path))
  if ((yield* refuse(files.stat(root)))?.kind !== "directory")
    return yield* new DownloadError({ reason: "root-absent", path, detail: `the library's root ${root} is not there` })
  const base = root.endsWith("/") ? root.slice(0, -1) : root
  const absolute = `${base}/${path}`
  const realRoot = yield* refuse(files.realPath(root))
  for (let at = folderOf(absolute); at.length > base.length; at = folderOf(at)) {
    const info = yield* refuse(files.stat(at))
    if (info === undefined) continue
    const real = yield* refuse(files.realPath(at))
    if (info.kind !== "directory") return yield* outside(path, `${at} is no directory`)
    if (!real.startsWith(realRoot === "/" ? "/" : `${realRoot}/`)) return yield* outside(path, `${at} leads out of the library`)
    break
  }
  const directory = folderOf(absolute) || "/"
  if ((yield* refuse(files.stat(directory))) === undefined) {
    // A disk that went would leave its mount point, and that would get the directory.
    yield* checkOnline(target)
    yield* refuse(files.makeDirectory(directory))
  }
  return absolute
})
