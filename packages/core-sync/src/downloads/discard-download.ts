/** Takes away what has come of a download that nobody will go on with. */
import { Files, partPathOf } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { ofDisk } from "./download-error.ts"
import { checkOnline, type DownloadTarget } from "./download-target.ts"

/** Removes the bytes beside a file (path relative to the root), then their record. What lies at the path itself stays. Idempotent. */
export const discardDownload = Effect.fnUntraced(function* (target: DownloadTarget, path: string) {
  const files = yield* Files
  const { root, records } = target
  yield* checkOnline(target)
  const base = root.endsWith("/") ? root.slice(0, -1) : root
  yield* Effect.mapError(files.remove(partPathOf(`${base}/${path}`)), ofDisk(path))
  yield* records.remove(path)
})
