/**
 * The batch function of a scan: reads the files of some releases, decides ids, makes datafiles and writes ids into tags.
 * A function of serialisable input to serialisable output, so it runs on any worker. One file's failure is that file's alone.
 *
 * Order of durable steps: the datafile first, then the files' tags. A crash between leaves a release with a datafile and some files
 * without ids, which the next scan completes.
 */
import { type Batch, type FileError, Files, type OpenFile } from "@deadwax/core-async"
import {
  largestMetadataBytes,
  QuickReader,
  type ReadOutcome,
  readTagsAtOnce,
  type TagWriter,
  type TagWriterUnavailable,
  type WriteIdsOutcome,
  writeIdsBatch
} from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { completeDatafile, datafileName, isCompleteDatafile, localTimestamp, parseDatafile } from "../identity/datafile.ts"
import { decideIds, type ReadableFile, type ReleaseDecision } from "../identity/decide-ids.ts"
import { absolutePath } from "./paths.ts"
import {
  type DatafileRead,
  type FileFailure,
  type FileRead,
  type FileWork,
  isTransient,
  packReleases,
  type ReadBatchInput,
  type ReadBatchOutput,
  type ReleaseRead,
  type ReleaseWork,
  unpackWork
} from "./release-work.ts"

/** One file as it was when it was read: the stamp of the open file, not the walk's, which may be older. */
interface ReadFile {
  readonly outcome: ReadOutcome
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/** The batch that workers run, by name `read-releases`. */
export const readReleases: Batch<ReadBatchInput, ReadBatchOutput, Files | TagWriter> = {
  name: "read-releases",
  run: Effect.fnUntraced(function* (input: ReadBatchInput) {
    const startedMs = yield* Clock.currentTimeMillis
    const releases = unpackWork(input)
    const opened = yield* readFiles(input, releases)
    const plans: Array<ReleasePlan> = []
    let at = 0
    for (const work of releases) {
      plans.push(planRelease(work, opened.slice(at, at + work.files.length)))
      at += work.files.length
    }
    yield* readDatafiles(input.root, plans)
    yield* makeDatafiles(input, plans)
    yield* Effect.provideService(writeIds(input.root, plans), QuickReader, input.isQuick)
    return { startedMs, packed: packReleases(plans.map(answer)) }
  })
}

/** One release under way through the batch. */
interface ReleasePlan {
  readonly work: ReleaseWork
  readonly decision: ReleaseDecision
  readonly failures: Array<FileFailure>
  /** Size and time of files that were written. */
  readonly written: Map<string, { readonly sizeBytes: number; readonly modifiedAtUs: number }>
  datafile: DatafileRead | null
  datafileText: string | null
  isDiskFull: boolean
}

const readFiles = Effect.fnUntraced(function* ({ root, isQuick }: ReadBatchInput, releases: ReadonlyArray<ReleaseWork>) {
  const files = yield* Files
  const paths = releases.flatMap((work) => work.files.map((file) => absolutePath(root, file.path)))
  return yield* files.readEach(paths, (file) => {
    const { sizeBytes, modifiedAtUs } = file
    const stamped = (outcome: ReadOutcome): ReadFile => ({ outcome, sizeBytes, modifiedAtUs })
    const outcome = readTagsAtOnce(file, { essence: true, quick: isQuick })
    return "then" in outcome ? outcome.then(stamped) : stamped(outcome)
  })
})

const planRelease = (work: ReleaseWork, results: ReadonlyArray<Result.Result<ReadFile, FileError>>): ReleasePlan => {
  const failures: Array<FileFailure> = []
  const readable: Array<ReadableFile> = []
  for (const [i, planned] of work.files.entries()) {
    const result = results[i]!
    if (Result.isFailure(result)) {
      failures.push(openFailure(planned, result.failure))
      continue
    }
    const { outcome, sizeBytes, modifiedAtUs } = result.success
    const file = { ...planned, sizeBytes, modifiedAtUs }
    if (outcome.ok) readable.push({ work: file, tags: outcome.tags, essence: outcome.essence ?? null })
    else failures.push(failureOf(file, outcome.reason, outcome.message, isContent(outcome.reason)))
  }
  const decision = decideIds(work, readable, keptAlbums(work, failures))
  return { work, decision, failures, written: new Map(), datafile: null, datafileText: null, isDiskFull: false }
}

// What cannot be opened just now still is of its album.
const keptAlbums = (work: ReleaseWork, failures: ReadonlyArray<FileFailure>): ReadonlyArray<string> => {
  const transient = new Set(failures.filter((failure) => isTransient(failure.reason)).map((failure) => failure.path))
  return work.files.flatMap((file) => (transient.has(file.path) && file.knownAlbum !== null ? [file.knownAlbum] : []))
}

const isContent = (reason: FileFailure["reason"]): boolean => reason === "corrupt" || reason === "not-audio"

const failureOf = (file: FileWork, reason: FileFailure["reason"], message: string, isLasting = false): FileFailure => ({
  path: file.path,
  sizeBytes: file.sizeBytes,
  modifiedAtUs: file.modifiedAtUs,
  reason,
  message,
  isLasting
})

const openFailure = (file: FileWork, error: FileError): FileFailure =>
  error.reason === "not-found"
    ? failureOf(file, "vanished", "It was there when the library was listed and is gone now.")
    : failureOf(file, "unreadable", `It cannot be opened (${error.reason}).`)

const largestDatafileBytes = 1 << 20

const wholeFile = (file: OpenFile): { readonly bytes: Uint8Array; readonly file: OpenFile } => {
  const bytes = new Uint8Array(Math.min(file.sizeBytes, largestDatafileBytes))
  return { bytes: bytes.subarray(0, file.read(bytes, 0)), file }
}

const readDatafiles = Effect.fnUntraced(function* (root: string, plans: ReadonlyArray<ReleasePlan>) {
  const files = yield* Files
  const wanted = plans.filter((plan) => plan.work.datafilePath !== null && plan.decision.outcome === "read")
  const results = yield* files.readEach(
    wanted.map((plan) => absolutePath(root, plan.work.datafilePath!)),
    wholeFile
  )
  for (const [i, plan] of wanted.entries()) takeDatafile(plan, results[i]!)
})

const takeDatafile = (plan: ReleasePlan, result: Result.Result<ReturnType<typeof wholeFile>, FileError>): void => {
  const path = plan.work.datafilePath!
  if (Result.isFailure(result)) {
    const stamp = { path, ...(plan.work.datafileStamp ?? { sizeBytes: 0, modifiedAtUs: 0 }) }
    plan.failures.push({
      ...stamp,
      isLasting: false,
      reason: "unreadable",
      message: `This datafile cannot be read (${result.failure.reason}).`
    })
    plan.datafile = { ...stamp, isNew: true, addedAt: null }
    return
  }
  const { bytes, file } = result.success
  const stamp = { path, sizeBytes: file.sizeBytes, modifiedAtUs: file.modifiedAtUs }
  const text = file.sizeBytes > largestDatafileBytes ? undefined : decodeUtf8(bytes)
  const state = text === undefined ? undefined : parseDatafile(text)
  if (state === undefined) {
    plan.failures.push({
      ...stamp,
      isLasting: true,
      reason: "corrupt",
      message: "This datafile is not valid TOML with new = true|false; mend or delete it."
    })
  }
  plan.datafile = { ...stamp, isNew: state?.isNew ?? true, addedAt: state?.addedAt ?? null }
  if (text !== undefined && state !== undefined && !isCompleteDatafile(text)) plan.datafileText = text
}

// What is not exactly UTF-8 would be changed by writing it again.
const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Makes missing datafiles and completes empty ones; only where ids live in the files. */
const makeDatafiles = Effect.fnUntraced(function* (input: ReadBatchInput, plans: ReadonlyArray<ReleasePlan>) {
  const addedAt = localTimestamp(input.nowMs)
  for (const plan of plans) {
    const { work, decision, datafileText } = plan
    if (work.identity !== "tags") continue
    if (decision.makeDatafileFor !== null) {
      const path = `${work.directory}/${datafileName(decision.makeDatafileFor)}`
      const known = work.knownState?.id === decision.makeDatafileFor ? work.knownState : undefined
      const state = { isNew: known?.isNew ?? true, addedAt: known?.addedAt ?? addedAt }
      yield* writeDatafile(input.root, plan, path, completeDatafile("", state), null)
    } else if (datafileText !== null && plan.datafile !== null) {
      const { path, isNew } = plan.datafile
      const state = { isNew, addedAt: plan.datafile.addedAt ?? addedAt }
      yield* writeDatafile(input.root, plan, path, completeDatafile(datafileText, state), plan.datafile)
    }
  }
})

const writeDatafile = Effect.fnUntraced(function* (
  root: string,
  plan: ReleasePlan,
  path: string,
  text: string,
  expected: DatafileRead | null
) {
  const files = yield* Files
  // So that a cancellation is heard between two flushes of the disk.
  yield* Effect.yieldNow
  const written = yield* Effect.result(files.writeAtomic(absolutePath(root, path), new TextEncoder().encode(text), { expected }))
  if (Result.isFailure(written)) {
    const message = `The release's datafile cannot be written (${written.failure.reason}); its state is kept in Deadwax's own database.`
    plan.failures.push({ path, sizeBytes: 0, modifiedAtUs: 0, reason: "read-only", message, isLasting: false })
    plan.isDiskFull ||= written.failure.reason === "full"
    return
  }
  const state = parseDatafile(text)
  const { sizeBytes, modifiedAtUs } = written.success
  plan.datafile = { path, sizeBytes, modifiedAtUs, isNew: state?.isNew ?? true, addedAt: state?.addedAt ?? null }
})

const writeIds = Effect.fnUntraced(function* (root: string, plans: ReadonlyArray<ReleasePlan>) {
  const wanted = plans.flatMap((plan) => plan.decision.files.filter((file) => file.isWriteNeeded).map((file) => ({ plan, file })))
  if (wanted.length === 0) return
  const results = yield* writeIdsBatch(
    wanted.map(({ file }) => ({
      path: absolutePath(root, file.file.work.path),
      ids: { track: file.trackId, release: file.releaseId },
      expected: { sizeBytes: file.file.work.sizeBytes, modifiedAtUs: file.file.work.modifiedAtUs }
    }))
  ).pipe(Effect.catchTag("TagWriterUnavailable", (error) => Effect.succeed(wanted.map(() => Result.fail(error)))))
  for (const [i, { plan, file }] of wanted.entries()) takeWritten(plan, file.file.work, results[i]!)
})

type WriteFailure = FileError | TagWriterUnavailable

const takeWritten = (plan: ReleasePlan, file: FileWork, result: Result.Result<WriteIdsOutcome, WriteFailure>): void => {
  const outcome = Result.isFailure(result) ? result.failure : result.success
  if ("kind" in outcome && outcome.kind === "written") plan.written.set(file.path, outcome.info)
  plan.isDiskFull ||= "reason" in outcome && outcome.reason === "full"
  const refusal = "kind" in outcome ? refusalOf(outcome) : errorOf(outcome)
  if (refusal !== undefined) plan.failures.push(failureOf(file, ...refusal))
}

type Refusal = readonly [reason: FileFailure["reason"], message: string, isLasting: boolean]
const inDatabase = "Deadwax's own database holds it, with the file's sound and place."

/** A format without a field for ids is as good as one with: its id lives in library.db, and nothing failed. */
const refusalOf = (outcome: WriteIdsOutcome): Refusal | undefined => {
  switch (outcome.kind) {
    case "too-large":
      return [
        "too-large",
        `Its tags alone take more than ${largestMetadataBytes / 1024 ** 2} MB, so its id was not written: ${inDatabase}`,
        true
      ]
    case "linked":
      return ["linked", `Several names lead to this file, and writing its id would part them: ${inDatabase}`, true]
    case "refused":
      return [
        "refused",
        `Its id was not written, because more than the id would have changed (${outcome.differences.join("; ")}): ${inDatabase}`,
        true
      ]
    default:
      return undefined
  }
}

const errorOf = (error: WriteFailure): Refusal => {
  if (error._tag === "TagWriterUnavailable")
    return ["read-only", `Its id was not written (${error.message}): ${inDatabase}`, false]
  if (error.reason === "not-found") return ["vanished", "It was there when it was read and is gone now.", false]
  if (error.reason === "changed")
    return ["unreadable", "It was changed while its id was to be written; the next scan reads it again.", false]
  return ["read-only", `Its id was not written (${writeReasons[error.reason] ?? error.reason}): ${inDatabase}`, false]
}

const writeReasons: Partial<Record<FileError["reason"], string>> = {
  "read-only": "the file or its disk is read-only",
  permission: "no permission",
  full: "the disk is full",
  attributes: "its owner, mode or extended attributes could not be kept"
}

const answer = (plan: ReleasePlan): ReleaseRead => ({
  directory: plan.work.directory,
  outcome: plan.decision.outcome,
  isByAlbum: plan.decision.isByAlbum,
  datafile: plan.datafile,
  files: plan.decision.files.map((decided): FileRead => {
    const { work, tags, essence } = decided.file
    const stamp = plan.written.get(work.path) ?? work
    const { sizeBytes, modifiedAtUs } = stamp
    const { trackId, idFrom, releaseId } = decided
    const isWritten = plan.written.has(work.path)
    const before = isWritten ? { sizeBytes: work.sizeBytes, modifiedAtUs: work.modifiedAtUs } : null
    return { path: work.path, sizeBytes, modifiedAtUs, tags, essence, trackId, idFrom, releaseId, isWritten, before }
  }),
  failures: plan.failures,
  isDiskFull: plan.isDiskFull
})
