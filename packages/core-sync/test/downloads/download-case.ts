import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { expect } from "vitest"
import { download } from "../../src/downloads/download.ts"
import { DownloadError, type DownloadErrorReason } from "../../src/downloads/download-error.ts"
import type { DownloadRequest } from "../../src/downloads/download-target.ts"
import type { RemoteBytes } from "../../src/sources/source.ts"
import { SourceError } from "../../src/sources/source-error.ts"
import { type DownloadWorld, inPieces } from "./download-world.ts"

export const path = "Velvet/Song.mp3"
export const place = `/music/${path}`
export const part = "/music/Velvet/.Song.mp3.deadwax-part"
export const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** Fails with a reason of this side or of the source. */
export const refused = Effect.fnUntraced(function* (
  { target }: DownloadWorld,
  request: DownloadRequest,
  reason: DownloadErrorReason | SourceError["reason"]
) {
  const error = yield* Effect.flip(download(target, request))
  expect(error instanceof DownloadError || error instanceof SourceError ? error.reason : error).toBe(reason)
  expect(error.remedy).toMatch(/^[A-Z].+\.$/)
  return error
})

/** The request, its bytes changed on the way. */
export const served = (request: DownloadRequest, change: (body: RemoteBytes) => RemoteBytes): DownloadRequest => ({
  ...request,
  source: { ...request.source, read: (wanted) => Effect.map(request.source.read(wanted), change) }
})

export const interrupted = new SourceError({
  reason: "interrupted",
  operation: "read",
  source: "simulated",
  detail: "the answer ended early"
})

/** Ends after so many bytes, as a broken connection does. */
export const endingAfter = (request: DownloadRequest, bytes: number): DownloadRequest =>
  served(inPieces(request, 1000), (body) => ({
    ...body,
    bytes: Stream.concat(Stream.take(body.bytes, bytes / 1000), Stream.fail(interrupted))
  }))

export const isThere = ({ files }: DownloadWorld, at = place) => Effect.map(files.stat(at), (info) => info !== undefined)

export const holds = Effect.fnUntraced(function* ({ files }: DownloadWorld, wanted: Uint8Array, at = place) {
  expect(Buffer.from(yield* files.readFile(at)).equals(wanted)).toBe(true)
})
