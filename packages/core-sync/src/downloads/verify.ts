/** Is what lies beside a file what the source has? Read from the disk, not from what was said on the way. */
import { Digests, Files, type OpenFile } from "@deadwax/core-async"
import { isAudioPath, QuickReader, readTags } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import { feedFile } from "./digest-file.ts"
import { DownloadError, ofDisk } from "./download-error.ts"
import type { DownloadRequest, Received } from "./download-target.ts"

const wrong = ({ path }: DownloadRequest, reason: "wrong-hash" | "wrong-size" | "unreadable", detail: string) =>
  new DownloadError({ reason, path, detail })

/** Nobody vouches for bytes without a hash, so music must at least be some. */
const checkSound = Effect.fnUntraced(function* (request: DownloadRequest, absolute: string, file: OpenFile) {
  if (!isAudioPath(request.path)) return undefined
  if (file.sizeBytes === 0) return wrong(request, "unreadable", "it is empty at the source")
  if (request.entry.hash !== null) return undefined
  const quick = yield* QuickReader
  const outcome = yield* Effect.promise(() => Promise.resolve(readTags({ ...file, path: absolute }, { quick })))
  return outcome.ok ? undefined : wrong(request, "unreadable", `what came is no readable music: ${outcome.message}`)
})

const check = Effect.fnUntraced(function* (request: DownloadRequest, received: Received, absolute: string, file: OpenFile) {
  const { sizeBytes, algorithm, hex } = received
  if (file.sizeBytes !== sizeBytes)
    return wrong(request, "wrong-size", `${sizeBytes} bytes came, and ${file.sizeBytes} lie on the disk`)
  const digest = (yield* Digests).begin(algorithm)
  yield* feedFile(digest, file, sizeBytes)
  if (digest.hex() !== hex) return wrong(request, "wrong-hash", "the disk gives back other bytes than were written")
  const { hash } = request.entry
  if (hash !== null && hash.hex !== hex)
    return wrong(request, "wrong-hash", `what came has the ${algorithm} ${hex}, and the source says ${hash.hex}`)
  return yield* checkSound(request, absolute, file)
})

/** Fails with what is wrong with the bytes. */
export const verify = Effect.fnUntraced(function* (request: DownloadRequest, received: Received, absolute: string) {
  const files = yield* Files
  const digests = yield* Digests
  const [result] = yield* files.readEach([received.partPath], (file) =>
    Effect.provideService(check(request, received, absolute, file), Digests, digests)
  )
  const problem = yield* Effect.mapError(Effect.fromResult(result!), ofDisk(request.path))
  if (problem !== undefined) return yield* problem
})
