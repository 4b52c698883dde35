/**
 * Brings one file of a source into the library.
 *
 * What makes it hard: everything can end it at any moment, and what ends up under a file's own name must be the whole file all the same. So
 * the bytes come beside it (`receive.ts`), are read back from the disk and compared with all that the source says of them, and only then get
 * the name, in one durable step that takes no other file's.
 * The record stays until the caller removes it, in the transaction that writes down what both agree on: a crash before that is told by
 * `finishedDownloads`, and calling again answers the file that is there.
 */
import { FileError, type FileInfo, Files, moveToTrash, partPathOf } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { beginDigest } from "./digest-file.ts"
import { discardDownload } from "./discard-download.ts"
import { DownloadError, ofDisk } from "./download-error.ts"
import type { DownloadRecord } from "./download-records.ts"
import { type Brought, checkOnline, type Downloaded, type DownloadRequest, type DownloadTarget } from "./download-target.ts"
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

/** The file gives way to the part: it goes to the trash, if it is as it was looked at. */
const makeWay = Effect.fnUntraced(function* (
  { root }: DownloadTarget,
  { path }: DownloadRequest,
  over: NonNullable<DownloadRequest["over"]>,
  absolute: string
) {
  const files = yield* Files
  const now = yield* files.stat(absolute)
  if (now === undefined || now.sizeBytes !== over.sizeBytes || now.modifiedAtUs !== over.modifiedAtUs)
    return yield* notAsSeen(path)
  yield* moveToTrash(root, absolute)
})

/**
 * The bytes that were brought get their name, and what is to make way goes to the trash before. Fails as the disk does; a crash between the two
 * leaves the bytes beside an empty place, so whoever asks has written down before what is to be done. Not to be interrupted.
 */
export const placeBrought = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest, brought: Brought) {
  const files = yield* Files
  const { over, path } = request
  const { absolute, partPath } = brought
  const onDisk = (error: FileError | DownloadError) => (error instanceof FileError ? ofDisk(path)(error) : error)
  yield* checkOnline(target)
  if (over !== null) {
    yield* Effect.mapError(makeWay(target, request, over, absolute), onDisk)
    yield* checkOnline(target)
  }
  yield* Effect.mapError(files.rename(partPath, absolute), onDisk)
  const info = (yield* Effect.mapError(files.stat(absolute), ofDisk(path))) ?? (yield* notAsSeen(path))
  return {
    path,
    sizeBytes: info.sizeBytes,
    modifiedAtUs: info.modifiedAtUs,
    revision: request.entry.revision,
    hash: { algorithm: brought.algorithm, hex: brought.hex },
    resumedBytes: brought.resumedBytes
  } satisfies Downloaded
})

/** Bytes that are not what they should be are not gone on from. */
const mustGo = ({ reason }: DownloadError): boolean =>
  reason === "wrong-hash" || reason === "wrong-size" || reason === "unreadable"

/** All bytes of a file, beside its place and verified: the disk is read, not what was said on the way. Fails as `download` does. */
export const bring = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest) {
  const files = yield* Files
  const { path, over } = request
  yield* checkOnline(target)
  const absolute = yield* placeInLibrary(target, path)
  if (over === null && (yield* Effect.mapError(files.stat(absolute), ofDisk(path))) !== undefined)
    return yield* new DownloadError({ reason: "exists", path, detail: "another file has this name" })
  const received = yield* receive(target, request, absolute)
  yield* verify(request, received, absolute).pipe(
    Effect.tapError((error) => (mustGo(error) ? Effect.ignore(discardDownload(target, path)) : Effect.void))
  )
  const part = (yield* Effect.mapError(files.stat(received.partPath), ofDisk(path))) ?? (yield* notAsSeen(path))
  return { ...received, absolute, modifiedAtUs: part.modifiedAtUs } satisfies Brought
})

/** The file that came before, if its record still stands. */
const findCome = Effect.fnUntraced(function* (target: DownloadTarget, request: DownloadRequest) {
  const files = yield* Files
  const { path } = request
  const absolute = yield* placeInLibrary(target, path)
  const there = yield* Effect.mapError(files.stat(absolute), ofDisk(path))
  const record = there === undefined ? undefined : yield* target.records.read(path)
  if (there === undefined || record === undefined || !isOf(request, record) || !(yield* isFinished(record, absolute, there)))
    return undefined
  yield* clearPart(path, absolute)
  return asDownloaded(record, there, record.keptBytes)
})

/**
 * Downloads a file, goes on from what came before, or answers the one that has come already. Fails as the source does (`SourceError`), as the
 * disk or the content does (`DownloadError`), or as the records do (`CacheError`); then nothing has the name that had it not before, and what
 * came is kept unless it is worthless. Can be interrupted. `busy` while the same file is being downloaded.
 */
export const download = Effect.fn("download")(function* (target: DownloadTarget, request: DownloadRequest) {
  yield* checkOnline(target)
  const come = yield* findCome(target, request)
  if (come !== undefined) return come
  const brought = yield* bring(target, request)
  return yield* Effect.uninterruptible(placeBrought(target, request, brought))
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
