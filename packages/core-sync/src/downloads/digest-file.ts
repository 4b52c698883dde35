/** The digest of a file on the disk, taken in windows between which others get the thread. */
import { attemptFile, type Digest, type DigestAlgorithm, Digests, FileError, Files, type OpenFile } from "@deadwax/core-async"
import * as Effect from "effect/Effect"

const windowBytes = 1024 * 1024

/** Feeds the first `bytes` bytes of an open file. Fails as `changed` when it is shorter. */
export const feedFile = Effect.fnUntraced(function* (digest: Digest, file: OpenFile, bytes: number) {
  const window = new Uint8Array(Math.min(windowBytes, bytes))
  for (let at = 0; at < bytes; ) {
    const wanted = window.subarray(0, Math.min(window.length, bytes - at))
    const count = yield* attemptFile(() => file.read(wanted, at))
    if (count === 0) return yield* new FileError({ reason: "changed", operation: "read", path: file.path })
    digest.update(wanted.subarray(0, count))
    at += count
    yield* Effect.yieldNow
  }
})

/** A digest of the first bytes of a file, to go on from; undefined: it is not there, or shorter. */
export const beginDigest = Effect.fnUntraced(function* (path: string, algorithm: DigestAlgorithm, bytes: number) {
  const files = yield* Files
  const digest = (yield* Digests).begin(algorithm)
  const [result] = yield* files.readEach([path], (file) => feedFile(digest, file, bytes))
  return result?._tag === "Success" ? digest : undefined
})
