/**
 * Writes the two ids into audio files, and nothing else, in memory that does not grow with the file.
 *
 * Order, per file: read its metadata → decide → edit in memory → compare new metadata with old part by part → hand the parts of the
 * new file to `writeAtomic`, which copies the audio from the old file into one beside it, flushes, has all of it compared with the
 * old one, and only then lets it take the file's place.
 * A crash at any point leaves the old file or the new one, and perhaps a temporary file that scans ignore.
 * A file is refused rather than written whenever something besides the two fields would change; then it is not touched at all.
 */
import { attemptFile, FileError, type FileInfo, Files, type OpenFile } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { QuickReader } from "../read/quick-reader.ts"
import { MalformedFile } from "./bytes.ts"
import { formatOfPath } from "./format-of.ts"
import { compareWritten, type IdEdit, makeSplice, orRefusal, planIds, type Refusal, type TooLarge } from "./plan-ids.ts"
import { readsAlike } from "./read-back.ts"
import { type Steps, sourceOf } from "./source.ts"
import { holdsNewBytes, type Splice, toSpliced } from "./splice.ts"
import { TagWriter, type TagWriterUnavailable } from "./tag-writer.ts"
import type { TrackIds } from "./track-ids.ts"

/** One file to write: its path, the ids it shall hold, and its size and time when they were decided on. */
export interface WriteIdsItem {
  readonly path: string
  readonly ids: TrackIds
  readonly expected: { readonly sizeBytes: number; readonly modifiedAtUs: number }
  /** The track id that the file may hold and that gives way to the new one, by the user's consent; any other stays. */
  readonly replaced?: string
}

/**
 * What became of a file. In all but `written` it was not touched.
 * - `written`, `unchanged`: it holds `ids` now, or did before. A track id that the file already had is kept, so `ids.track` may
 *   be another than the one asked for.
 * - `read-only`: this kind of file has no field for the ids. `too-large`: its tags alone, of
 *   `sizeBytes`, are beyond `largestMetadataBytes`; the file as a whole may have any size.
 * - `linked`: several names lead to it, and writing would part them.
 * - `refused`: something else would have changed, or its structure is damaged; `differences` says what, naming no contents.
 */
export type WriteIdsOutcome =
  | { readonly kind: "written"; readonly ids: TrackIds; readonly info: FileInfo }
  | { readonly kind: "unchanged"; readonly ids: TrackIds }
  | { readonly kind: "read-only" }
  | TooLarge
  | { readonly kind: "linked" }
  | Refusal

/** What is to be done about a file: nothing more, or to write these parts. */
type Prepared = WriteIdsOutcome | { readonly kind: "splice"; readonly plan: IdEdit; readonly splice: Splice }

const prepare = (
  file: OpenFile,
  item: WriteIdsItem,
  writer: TagWriter["Service"]
): Effect.Effect<Prepared, FileError | TagWriterUnavailable> =>
  Effect.gen(function* () {
    if (file.sizeBytes !== item.expected.sizeBytes || file.modifiedAtUs !== item.expected.modifiedAtUs) {
      return yield* new FileError({ reason: "changed", operation: "write ids", path: item.path })
    }
    const source = sourceOf(file)
    const plan = yield* attemptFile(() => planIds(item.path, source, item.ids, item.replaced))
    if (plan.kind === "held") return { kind: "unchanged", ids: plan.ids }
    if (plan.kind !== "edit") return plan
    if (file.linked) return { kind: "linked" }
    const made = yield* writer.withTagLib((edit) => attemptFile(() => makeSplice(plan, source, edit)))
    return made.kind === "splice" ? { ...made, plan } : made
  })

/** TagLib's absence is not one file's failure, so it passes through `readEach` as a value. */
const prepareItem = (item: WriteIdsItem): Effect.Effect<Prepared, FileError | TagWriterUnavailable, Files | TagWriter> =>
  Effect.gen(function* () {
    const files = yield* Files
    const writer = yield* TagWriter
    const [prepared] = yield* files.readEach([item.path], (file) =>
      prepare(file, item, writer).pipe(
        Effect.map((value) => Result.succeed(value)),
        Effect.catchTag("TagWriterUnavailable", (error) => Effect.succeed(Result.fail(error)))
      )
    )
    if (prepared === undefined) return yield* new FileError({ reason: "io", operation: "read", path: item.path })
    return yield* Effect.fromResult(yield* Effect.fromResult(prepared))
  })

/** How many steps of a comparison are taken before others get their turn on the thread. */
const stepsAtOnce = 8

/** Takes the steps in slices, between which it can be interrupted. */
const runSteps = <A>(steps: Steps<A>) => {
  const slice = attemptFile(() =>
    orRefusal(() => {
      for (let i = 0; i < stepsAtOnce; i++) {
        const step = steps.next()
        if (step.done === true) return { kind: "done" as const, value: step.value }
      }
      return { kind: "more" as const }
    })
  )
  return Effect.gen(function* () {
    while (true) {
      const result = yield* slice
      if (result.kind !== "more") return result
      yield* Effect.yieldNow
    }
  })
}

const isAsPlanned = (original: OpenFile, written: OpenFile, plan: IdEdit, splice: Splice): Effect.Effect<boolean, FileError> =>
  Effect.gen(function* () {
    const [before, after] = [sourceOf(original), sourceOf(written)]
    if (!(yield* attemptFile(() => holdsNewBytes(after, splice)))) return false
    const compared = yield* runSteps(compareWritten(plan, before, after))
    if (compared.kind !== "done" || compared.value.length > 0) return false
    const quick = yield* QuickReader
    return yield* Effect.promise(() => readsAlike(original, written, plan.ids, { quick }))
  })

/** The refusals of the atomic write that say something about the file rather than about the system. */
const asOutcome = (error: FileError): Effect.Effect<WriteIdsOutcome, FileError> => {
  if (error.reason === "linked") return Effect.succeed({ kind: "linked" })
  if (error.reason === "refused") {
    const reason =
      error.cause instanceof MalformedFile ? error.cause.message : "read back from the disk, it is not the same track"
    return Effect.succeed({ kind: "refused", differences: [reason] })
  }
  return Effect.fail(error)
}

const writeOne = (item: WriteIdsItem): Effect.Effect<WriteIdsOutcome, FileError | TagWriterUnavailable, Files | TagWriter> =>
  Effect.gen(function* () {
    if (formatOfPath(item.path) === undefined) return { kind: "read-only" }
    const prepared = yield* prepareItem(item)
    if (prepared.kind !== "splice") return prepared
    const { plan, splice } = prepared
    const files = yield* Files
    return yield* files
      .writeAtomic(item.path, toSpliced(splice), {
        expected: item.expected,
        verify: (file, original) => original !== undefined && isAsPlanned(original, file, plan, splice)
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
 * file's result. Interruption takes effect between files and within large ones. Fails as a whole only if TagLib itself cannot be loaded, which is not
 * tried before a file needs it. The items and outcomes are plain data, so that a worker can run a share of them.
 */
export const writeIdsBatch = (
  items: ReadonlyArray<WriteIdsItem>
): Effect.Effect<ReadonlyArray<Result.Result<WriteIdsOutcome, FileError>>, TagWriterUnavailable, Files | TagWriter> =>
  Effect.gen(function* () {
    const writer = yield* TagWriter
    // A write waits for the disk, not for others: without their turn, whoever cancels would not be heard for dozens of files.
    const inTurn = (item: WriteIdsItem) => Effect.andThen(Effect.yieldNow, itemResult(item))
    return yield* Effect.forEach(items, inTurn).pipe(Effect.ensuring(writer.release))
  })

type ItemResult = Result.Result<WriteIdsOutcome, FileError>

const itemResult = (item: WriteIdsItem): Effect.Effect<ItemResult, TagWriterUnavailable, Files | TagWriter> =>
  writeOne(item).pipe(
    Effect.map((outcome): ItemResult => Result.succeed(outcome)),
    Effect.catchTag("FileError", (error) => Effect.succeed<ItemResult>(Result.fail(error)))
  )
