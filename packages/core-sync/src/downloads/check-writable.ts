/** Is it the library's disk that cannot be written, or the one file? Only who tries knows: mounts, owners and lists of who may do what all have a say. */
import { type FileError, Files, Parts, partPathOf } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { DownloadError } from "./download-error.ts"
import { checkOnline, type DownloadTarget } from "./download-target.ts"

/** Where something is tried: `below` (relative to the root), where that is not there the directory that it is to lie in, at last the root. */
const directoryFor = Effect.fnUntraced(function* (root: string, below: string) {
  const files = yield* Files
  for (let at = below; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const info = yield* Effect.orElseSucceed(files.stat(`${root}/${at}`), () => undefined)
    if (info?.kind === "directory") return `${root}/${at}`
  }
  return root
})

/** Makes a part, which scans take for nothing, and takes it away. */
const tryIn = Effect.fnUntraced(function* (directory: string, name: string) {
  const [files, parts] = [yield* Files, yield* Parts]
  const probe = partPathOf(`${directory}/${name}`)
  yield* Effect.scoped(parts.open(probe, 0))
  yield* files.remove(probe)
})

const detailOf = ({ reason }: FileError): string => `the library's disk cannot be written (${reason})`

/**
 * To be asked once the disk refused a file: fails as `unwritable` where it takes nothing at all in the directory (relative to the root) that a source's
 * files go to. `name` is this caller's own: others may ask at the same time.
 */
export const checkWritable = Effect.fnUntraced(function* (
  target: DownloadTarget,
  { path, below, name }: { readonly path: string; readonly below: string; readonly name: string }
) {
  yield* checkOnline(target)
  const root = target.root.endsWith("/") ? target.root.slice(0, -1) : target.root
  const trying = tryIn(yield* directoryFor(root, below), name)
  yield* Effect.mapError(trying, (cause) => new DownloadError({ reason: "unwritable", path, detail: detailOf(cause), cause }))
})
