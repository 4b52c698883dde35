/**
 * Takes a file's bytes in, beside where it is to lie.
 *
 * The order: the record, before the first byte → bytes at the end of the part → now and then a flush, and only then how many bytes it kept, with
 * their digest. So after a crash the record names bytes that are surely there; what is beyond them is cut, and bytes that are not what they
 * were are not gone on from. All are of one revision, which is asked for each time; and since a server may name two states alike, all came with one size,
 * one time and answers that say the same of themselves. What does not is begun anew.
 */
import { type Digest, Digests, type Part, Parts, partPathOf } from "@deadwax/core-async"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { RemoteBytes } from "../sources/source.ts"
import { SourceError } from "../sources/source-error.ts"
import { beginDigest } from "./digest-file.ts"
import { discardDownload } from "./discard-download.ts"
import { DownloadError, ofDisk } from "./download-error.ts"
import type { DownloadRecord } from "./download-records.ts"
import { algorithmOf, checkOnline, type DownloadRequest, type DownloadTarget, type Received } from "./download-target.ts"

const usualCheckpointBytes = 8 * 1024 * 1024

/** What has come so far. */
interface Progress {
  readonly digest: Digest
  bytes: number
  flushedBytes: number
  /** Of the whole, where that is known: at the latest when all has come. */
  totalBytes: number | null
  /** What the answer that they came with said of their state. */
  validator: string | null
}

/** Are the bytes that a record speaks of bytes of this entry as it is now, by all that its source says of it? */
export const isOf = ({ source, entry }: DownloadRequest, record: DownloadRecord): boolean =>
  record.source === source.fingerprint &&
  record.remoteId === entry.id &&
  record.revision === entry.revision &&
  (entry.sizeBytes === null || record.sizeBytes === entry.sizeBytes) &&
  record.modifiedAtUs === entry.modifiedAtUs &&
  record.keptAlgorithm === algorithmOf(entry)

const writeRecord = (
  { records }: DownloadTarget,
  { source, entry, path }: DownloadRequest,
  { digest, flushedBytes, totalBytes, validator }: Progress
) =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMs) =>
    records.write({
      path,
      source: source.fingerprint,
      remoteId: entry.id,
      revision: entry.revision,
      modifiedAtUs: entry.modifiedAtUs,
      validator,
      sizeBytes: totalBytes,
      keptBytes: flushedBytes,
      keptAlgorithm: algorithmOf(entry),
      keptDigest: digest.hex(),
      changedAtUs: nowMs * 1000
    })
  )

/** Nothing, or what an earlier call kept, if it is still there. */
const findProgress = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest, partPath: string) {
  const algorithm = algorithmOf(request.entry)
  const record = yield* target.records.read(request.path)
  if (record !== undefined && record.keptBytes > 0 && isOf(request, record)) {
    const digest = yield* beginDigest(partPath, algorithm, record.keptBytes)
    const { keptBytes, sizeBytes, validator } = record
    if (digest?.hex() === record.keptDigest)
      return { digest, bytes: keptBytes, flushedBytes: keptBytes, totalBytes: sizeBytes, validator } satisfies Progress
  }
  return yield* startOver(target, request)
})

const startOver = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest) {
  const digest = (yield* Digests).begin(algorithmOf(request.entry))
  const progress: Progress = { digest, bytes: 0, flushedBytes: 0, totalBytes: request.entry.sizeBytes, validator: null }
  yield* writeRecord(target, request, progress)
  return progress
})

const checkpoint = Effect.fnUntraced(function* (
  target: DownloadTarget,
  request: DownloadRequest,
  part: Part,
  progress: Progress
) {
  if (progress.bytes === progress.flushedBytes) return
  yield* Effect.mapError(part.flush(), ofDisk(request.path))
  progress.flushedBytes = progress.bytes
  yield* writeRecord(target, request, progress)
})

/** All has come, and the record says so. */
const complete = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest, part: Part, progress: Progress) {
  yield* Effect.mapError(part.flush(), ofDisk(request.path))
  progress.flushedBytes = progress.bytes
  progress.totalBytes = progress.bytes
  yield* writeRecord(target, request, progress)
})

const wrongSize = ({ path }: DownloadRequest, detail: string) => new DownloadError({ reason: "wrong-size", path, detail })

/** How long the whole is, as far as anybody says; two that disagree are not believed. */
const expectedBytes = (request: DownloadRequest, { totalBytes }: RemoteBytes): Effect.Effect<number | null, DownloadError> => {
  const { sizeBytes } = request.entry
  return totalBytes !== null && sizeBytes !== null && totalBytes !== sizeBytes
    ? Effect.fail(wrongSize(request, `the source says ${sizeBytes} bytes in its listing and ${totalBytes} when asked for them`))
    : Effect.succeed(totalBytes ?? sizeBytes)
}

const checkRoom = Effect.fnUntraced(function* ({ path }: DownloadRequest, partPath: string, wantedBytes: number) {
  const parts = yield* Parts
  const free = yield* Effect.mapError(parts.freeBytes(partPath.slice(0, partPath.lastIndexOf("/")) || "/"), ofDisk(path))
  if (free !== undefined && free < wantedBytes)
    return yield* new DownloadError({ reason: "full", path, detail: `${wantedBytes} bytes are to come, and ${free} have room` })
})

/** Whatever ends it but a bug, what has come by then is kept; that this fails changes nothing. */
const keepOnTheWay =
  <E1, R1>(keep: Effect.Effect<void, E1, R1>) =>
  <A, E, R>(receiving: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | R1> =>
    Effect.onExit(receiving, (exit) => (Exit.isFailure(exit) && Cause.hasDies(exit.cause) ? Effect.void : Effect.ignore(keep)))

const takeBytes = (
  target: DownloadTarget,
  request: DownloadRequest,
  part: Part,
  progress: Progress,
  body: RemoteBytes,
  expected: number | null
) => {
  const { checkpointBytes = usualCheckpointBytes } = target
  const take = Effect.fnUntraced(function* (chunk: Uint8Array) {
    if (expected !== null && progress.bytes + chunk.length > expected)
      return yield* wrongSize(request, `more comes than the ${expected} bytes that the source says`)
    yield* Effect.mapError(part.append(chunk), ofDisk(request.path))
    progress.digest.update(chunk)
    progress.bytes += chunk.length
    if (progress.bytes - progress.flushedBytes >= checkpointBytes) yield* checkpoint(target, request, part, progress)
  })
  return Stream.runForEach(body.bytes, take).pipe(keepOnTheWay(checkpoint(target, request, part, progress)))
}

/** Does an answer go on from what has come? One that brings no byte more joins nothing. */
const goesOn = (found: Progress, { totalBytes, validator }: RemoteBytes): boolean =>
  found.bytes === 0 || found.bytes === totalBytes || found.validator === validator

/** Reads on from what has come, or from the beginning where the source can do no other; undefined, and nothing is read, where this is another state. */
const readOn = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest, partPath: string, found: Progress) {
  const { source, entry, path } = request
  const parts = yield* Parts
  const continuing = found.bytes > 0 && found.validator !== null ? { continues: found.validator } : {}
  const body = yield* source.read({ id: entry.id, from: found.bytes, revision: entry.revision, ...continuing })
  if (body.revision !== entry.revision)
    return yield* new SourceError({
      reason: "changed",
      operation: "read",
      source: source.name,
      detail: "the file has changed",
      path: entry.path
    })
  const expected = yield* expectedBytes(request, body)
  if (body.from !== found.bytes && body.from !== 0)
    return yield* wrongSize(request, `bytes from ${found.bytes} on were asked for, and those from ${body.from} on come`)
  if (body.from === found.bytes && !goesOn(found, body)) return undefined
  const progress = body.from === found.bytes ? found : yield* startOver(target, request)
  if (progress.bytes === 0) progress.validator = body.validator
  if (expected !== null) yield* checkRoom(request, partPath, expected - progress.bytes)
  const resumedBytes = progress.bytes
  yield* checkOnline(target)
  const part = yield* Effect.mapError(parts.open(partPath, progress.bytes), ofDisk(path))
  yield* takeBytes(target, request, part, progress, body, expected)
  if (expected !== null && progress.bytes < expected)
    return yield* wrongSize(request, `${progress.bytes} bytes came of the ${expected} that the source says`)
  yield* complete(target, request, part, progress)
  return { progress, resumedBytes }
})

/** Reads on, and where what comes is of another state than what has come, anew. */
const readAll = Effect.fnUntraced(function* (
  target: DownloadTarget,
  request: DownloadRequest,
  partPath: string,
  found: Progress
) {
  let from = found
  while (true) {
    // The one answer is let go of before the next is asked for: a source gives so many at a time.
    const read = yield* Effect.scoped(readOn(target, request, partPath, from))
    if (read !== undefined) return read
    from = yield* startOver(target, request)
  }
})

/** All had come: what a crash left beyond it is cut. */
const cutToWhole = Effect.fnUntraced(function* (
  target: DownloadTarget,
  { path }: DownloadRequest,
  partPath: string,
  found: Progress
) {
  yield* checkOnline(target)
  const part = yield* Effect.mapError((yield* Parts).open(partPath, found.bytes), ofDisk(path))
  yield* Effect.mapError(part.flush(), ofDisk(path))
  return { progress: found, resumedBytes: found.bytes }
})

/** What came belongs to nothing that is there any more, or is of a size that nobody can be right about. */
const isWorthless = (error: unknown): boolean =>
  (error instanceof SourceError && (error.reason === "changed" || error.reason === "not-found")) ||
  (error instanceof DownloadError && error.reason === "wrong-size")

/** Takes in all bytes of an entry. `absolute`: where it is to lie; its directory is there. */
export const receive = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest, absolute: string) {
  const partPath = partPathOf(absolute)
  const found = yield* findProgress(target, request, partPath)
  const isWhole = found.bytes > 0 && found.bytes === found.totalBytes
  const receiving = isWhole
    ? Effect.scoped(cutToWhole(target, request, partPath, found))
    : readAll(target, request, partPath, found)
  const { progress, resumedBytes } = yield* receiving.pipe(
    Effect.tapError((error) => (isWorthless(error) ? Effect.ignore(discardDownload(target, request.path)) : Effect.void))
  )
  return {
    partPath,
    sizeBytes: progress.bytes,
    algorithm: algorithmOf(request.entry),
    hex: progress.digest.hex(),
    resumedBytes
  } satisfies Received
})
