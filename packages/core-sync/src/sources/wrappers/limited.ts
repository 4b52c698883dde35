/**
 * Reads no faster than it may: all bodies of a source together, whatever they are read for. Large chunks are handed on in pieces, each when its
 * turn has come, so that bytes come evenly and a slow limit does not look like a connection that has ended.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { RemoteBytes, Source } from "../source.ts"
import type { ByteLimit } from "./byte-limit.ts"

const pieceBytes = 64 * 1024

/** The parts of a chunk, in order; they share its memory. */
const piecesOf = (chunk: Uint8Array): ReadonlyArray<Uint8Array> =>
  chunk.length <= pieceBytes
    ? [chunk]
    : Array.from({ length: Math.ceil(chunk.length / pieceBytes) }, (_, at) =>
        chunk.subarray(at * pieceBytes, (at + 1) * pieceBytes)
      )

/** The source, whose bodies keep a limit. */
export const limited = (source: Source, limit: ByteLimit): Source => ({
  ...source,
  read: (request) =>
    Effect.map(
      source.read(request),
      (body): RemoteBytes => ({
        ...body,
        bytes: body.bytes.pipe(
          Stream.flatMap((chunk) => Stream.fromIterable(piecesOf(chunk))),
          Stream.mapEffect((piece) => Effect.as(limit(piece.length), piece))
        )
      })
    )
})
