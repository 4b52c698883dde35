/**
 * Brings one file of a source into the library.
 *
 * What makes it hard: everything can end it at any moment, and what ends up under a file's own name must be the whole file all the same. So
 * the bytes come beside it (`receive.ts`), are read back from the disk and compared with all that the source says of them, and only then get
 * the name, in one durable step that replaces nothing but what was to be replaced.
 * The record stays until the caller removes it, in the transaction that writes down what both agree on: a crash before that is told by
 * `finishedDownloads`, and calling again answers the file that is there.
 */
import { FileError, type FileInfo, Files, moveToTrash, partPathOf } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { beginDigest } from "./digest-file.ts"
import { discardDownload } from "./discard-download.ts"
import { DownloadError, ofDisk } from "./download-error.ts"
import type { DownloadRecord } from "./download-records.ts"
import type { Downloaded, DownloadRequest, DownloadTarget, Received } from "./download-target.ts"
import { placeInLibrary } from "./place-in-library.ts"
import { isOf, receive } from "./receive.ts"
import { verify } from "./verify.ts"

/** Does a file hold all that a download brought? */
const isFinished = Effect.fnUntraced(function* (record: DownloadRecord, absolute: string, info: FileInfo | undefined) {
  const { sizeBytes, keptBytes, keptAlgorithm, keptDigest } = record
  if (info?.kind !== "file" || info.sizeBytes !== keptBytes || sizeBytes !== keptBytes) return false
  return (yield* beginDigest(absolute, keptAlgorithm, keptBytes))?.hex() === keptDigest
})

const asDownloaded = (record: DownloadRecord, info: FileInfo, resumedBytes: number): Downloaded => ({
  path: record.path,
  sizeBytes: info.sizeBytes,
  modifiedAtUs: info.modifiedAtUs,
  revision: record.revision,
  hash: { algorithm: record.keptAlgorithm, hex: record.keptDigest },
  resumedBytes
})

/** Where the whole file has its name, what is beside it is the same file's other name, or a copy: the last step was cut off. */
const clearPart = Effect.fnUntraced(function* (path: string, absolute: string) {
  const files = yield* Files
  yield* Effect.mapError(files.remove(partPathOf(absolute)), ofDisk(path))
})

const notAsSeen = (path: string, cause?: FileError) =>
  new DownloadError({ reason: "changed-here", path, detail: "the file here changed meanwhile", cause })

/** The part takes the place of another file, which goes to the trash if it is as it was looked at. */
const replace = Effect.fnUntraced(function* (
  { root }: DownloadTarget,
  { path, over }: DownloadRequest & { readonly over: NonNullable<DownloadRequest["over"]> },
  { partPath }: Received,
  absolute: string
) {
  const files = yield* Files
  const now = yield* files.stat(absolute)
  if (now === undefined || now.sizeBytes !== over.sizeBytes || now.modifiedAtUs !== over.modifiedAtUs)
    return yield* notAsSeen(path)
  yield* moveToTrash(root, absolute)
  yield* files.rename(partPath, absolute)
})

/** The verified bytes get their name. */
const settle = Effect.fnUntraced(function* (
  target: DownloadTarget,
  request: DownloadRequest,
  received: Received,
  absolute: string
) {
  const files = yield* Files
  const { over, path } = request
  const placing =
    over === null ? files.rename(received.partPath, absolute) : replace(target, { ...request, over }, received, absolute)
  yield* Effect.mapError(placing, (error) => (error instanceof FileError ? ofDisk(path)(error) : error))
  const info = yield* Effect.mapError(files.stat(absolute), ofDisk(path))
  return info ?? (yield* notAsSeen(path))
})

/** Bytes that are not what they should be are not gone on from. */
const mustGo = ({ reason }: DownloadError): boolean =>
  reason === "wrong-hash" || reason === "wrong-size" || reason === "unreadable"

/**
 * Downloads a file, goes on from what came before, or answers the one that has come already. Fails as the source does (`SourceError`), as the
 * disk or the content does (`DownloadError`), or as the records do (`CacheError`); then nothing has the name that had it not before, and what
 * came is kept unless it is worthless. Can be interrupted. `busy` while the same file is being downloaded.
 */
export const download = Effect.fn("download")(function* (target: DownloadTarget, request: DownloadRequest) {
  const files = yield* Files
  const { path, over, entry } = request
  const absolute = yield* placeInLibrary(target.root, path)
  const there = yield* Effect.mapError(files.stat(absolute), ofDisk(path))
  const record = there === undefined ? undefined : yield* target.records.read(path)
  if (there !== undefined && record !== undefined && isOf(request, record) && (yield* isFinished(record, absolute, there))) {
    yield* clearPart(path, absolute)
    return asDownloaded(record, there, record.keptBytes)
  }
  if (over === null && there !== undefined)
    return yield* new DownloadError({ reason: "exists", path, detail: "another file has this name" })
  const received = yield* receive(target, request, absolute)
  yield* verify(request, received, absolute).pipe(
    Effect.tapError((error) => (mustGo(error) ? Effect.ignore(discardDownload(target, path)) : Effect.void))
  )
  const info = yield* Effect.uninterruptible(settle(target, request, received, absolute))
  return {
    path,
    sizeBytes: info.sizeBytes,
    modifiedAtUs: info.modifiedAtUs,
    revision: entry.revision,
    hash: { algorithm: received.algorithm, hex: received.hex },
    resumedBytes: received.resumedBytes
  } satisfies Downloaded
})

/**
 * Downloads that came to their end, and whose record still stands: a crash came before the caller wrote down what both agree on. To be asked
 * before anything is planned.
 */
export const finishedDownloads = Effect.fn("finishedDownloads")(function* ({ root, records }: DownloadTarget) {
  const files = yield* Files
  const base = root.endsWith("/") ? root.slice(0, -1) : root
  const found: Array<Downloaded & { readonly source: string; readonly remoteId: string }> = []
  for (const record of yield* records.list()) {
    const absolute = `${base}/${record.path}`
    // What cannot be looked at now is for its own download to fail at.
    const info = yield* Effect.orElseSucceed(files.stat(absolute), () => undefined)
    if (info === undefined || record.keptBytes === 0 || !(yield* isFinished(record, absolute, info))) continue
    yield* Effect.ignore(clearPart(record.path, absolute))
    found.push({ ...asDownloaded(record, info, record.keptBytes), source: record.source, remoteId: record.remoteId })
  }
  return found
})
