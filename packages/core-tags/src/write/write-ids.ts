/**
 * Writes the two ids into audio files, and nothing else.
 *
 * Order, per file: read it whole → decide → edit in memory → compare new with old part by part → hand the bytes to `writeAtomic`,
 * which puts them beside the file, flushes, reads them back for a last comparison and only then lets them take the file's place.
 * A crash at any point leaves the old file or the new one, and perhaps a temporary file that scans ignore.
 * A file is refused rather than written whenever something besides the two fields would change; then it is not touched at all.
 */
import { FileError, type FileInfo, Files, type OpenFile } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { formatOfPath } from "./format-of.ts"
import { makeContent, planIds, type Refusal } from "./plan-ids.ts"
import { holds, readsAlike } from "./read-back.ts"
import { TagWriter, type TagWriterUnavailable } from "./tag-writer.ts"
import type { TrackIds } from "./track-ids.ts"

/** Files beyond this are not written: editing holds several times a file in memory. */
export const largestWritableBytes = 64 * 1024 * 1024

/** One file to write: its path, the ids it shall hold, and its size and time when they were decided on. */
export interface WriteIdsItem {
  readonly path: string
  readonly ids: TrackIds
  readonly expected: { readonly sizeBytes: number; readonly modifiedAtUs: number }
}

/**
 * What became of a file. In all but `written` it was not touched.
 * - `written`, `unchanged`: it holds `ids` now, or did before. A track id that the file already had is kept, so `ids.track` may
 *   be another than the one asked for.
 * - `read-only`: this kind of file has no field for the ids. `too-large`: beyond `largestWritableBytes`.
 * - `linked`: several names lead to it, and writing would part them.
 * - `refused`: something else would have changed, or its structure is damaged; `differences` says what, naming no contents.
 */
export type WriteIdsOutcome =
  | { readonly kind: "written"; readonly ids: TrackIds; readonly info: FileInfo }
  | { readonly kind: "unchanged"; readonly ids: TrackIds }
  | { readonly kind: "read-only" }
  | { readonly kind: "too-large"; readonly sizeBytes: number }
  | { readonly kind: "linked" }
  | Refusal

/** What is read of a file: its bytes, unless it is too large. */
interface Original {
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly linked: boolean
  readonly bytes: Uint8Array | undefined
}

const readOriginal = (file: OpenFile): Original => {
  const { sizeBytes, modifiedAtUs, linked } = file
  return { sizeBytes, modifiedAtUs, linked, bytes: sizeBytes > largestWritableBytes ? undefined : readAll(file) }
}

/** Shorter than `sizeBytes` when the file shrank meanwhile; `writeAtomic` then refuses it as changed. */
const readAll = (file: OpenFile): Uint8Array => {
  const bytes = new Uint8Array(file.sizeBytes)
  let length = 0
  while (length < bytes.length) {
    const got = file.read(bytes.subarray(length), length)
    if (got === 0) break
    length += got
  }
  return bytes.subarray(0, length)
}

const openOriginal = (item: WriteIdsItem): Effect.Effect<Original, FileError, Files> =>
  Effect.gen(function* () {
    const files = yield* Files
    const [read] = yield* files.readEach([item.path], readOriginal)
    if (read === undefined || Result.isFailure(read)) {
      return yield* read?.failure ?? new FileError({ reason: "io", operation: "read", path: item.path })
    }
    const { sizeBytes, modifiedAtUs } = read.success
    if (sizeBytes !== item.expected.sizeBytes || modifiedAtUs !== item.expected.modifiedAtUs) {
      return yield* new FileError({ reason: "changed", operation: "write ids", path: item.path })
    }
    return read.success
  })

/** The refusals of the atomic write that say something about the file rather than about the system. */
const asOutcome = (error: FileError): Effect.Effect<WriteIdsOutcome, FileError> => {
  if (error.reason === "linked") return Effect.succeed({ kind: "linked" })
  if (error.reason === "refused")
    return Effect.succeed({ kind: "refused", differences: ["read back from the disk, it is not the same track"] })
  return Effect.fail(error)
}

const writeOne = (item: WriteIdsItem): Effect.Effect<WriteIdsOutcome, FileError | TagWriterUnavailable, Files | TagWriter> =>
  Effect.gen(function* () {
    if (formatOfPath(item.path) === undefined) return { kind: "read-only" }
    const { bytes, linked, sizeBytes } = yield* openOriginal(item)
    if (bytes === undefined) return { kind: "too-large", sizeBytes }
    const plan = planIds(item.path, bytes, item.ids)
    if (plan.kind === "held") return { kind: "unchanged", ids: plan.ids }
    if (plan.kind !== "edit") return plan
    if (linked) return { kind: "linked" }
    const writer = yield* TagWriter
    const made = yield* writer.withTagLib((edit) => makeContent(plan, bytes, edit))
    if (made.kind === "refused") return made
    const { content } = made
    const files = yield* Files
    return yield* files
      .writeAtomic(item.path, content, {
        expected: item.expected,
        verify: (file) => holds(file, content) && readsAlike(item.path, bytes, file, plan.ids)
      })
      .pipe(
        Effect.map((info): WriteIdsOutcome => ({ kind: "written", ids: plan.ids, info })),
        Effect.catch(asOutcome)
      )
  })

/**
 * Makes one file hold the ids. Fails with a `FileError` when the file cannot be read or replaced (`not-found`, `permission`,
 * `read-only`, `full`, `changed` since `expected`, `attributes` that cannot be kept, …): it is then as it was.
 */
export const writeIds = (
  path: string,
  ids: TrackIds,
  expected: WriteIdsItem["expected"]
): Effect.Effect<WriteIdsOutcome, FileError | TagWriterUnavailable, Files | TagWriter> => writeOne({ path, ids, expected })

/**
 * The same for many files, one after another, in their order: results[i] is about items[i], and one file's failure is only that
 * file's result. Interruption takes effect between files. Fails as a whole only if TagLib itself cannot be loaded, which is not
 * tried before a file needs it. The items and outcomes are plain data, so that a worker can run a share of them.
 */
export const writeIdsBatch = (
  items: ReadonlyArray<WriteIdsItem>
): Effect.Effect<ReadonlyArray<Result.Result<WriteIdsOutcome, FileError>>, TagWriterUnavailable, Files | TagWriter> =>
  Effect.gen(function* () {
    const writer = yield* TagWriter
    return yield* Effect.forEach(items, itemResult).pipe(Effect.ensuring(writer.release))
  })

type ItemResult = Result.Result<WriteIdsOutcome, FileError>

const itemResult = (item: WriteIdsItem): Effect.Effect<ItemResult, TagWriterUnavailable, Files | TagWriter> =>
  writeOne(item).pipe(
    Effect.map((outcome): ItemResult => Result.succeed(outcome)),
    Effect.catchTag("FileError", (error) => Effect.succeed<ItemResult>(Result.fail(error)))
  )
