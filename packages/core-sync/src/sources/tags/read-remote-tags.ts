/**
 * Reads the tags of remote files without downloading them: by ranges, the head first and then what the file's own structure asks for, which is
 * mostly its tail. All of it is of one revision, or fails as `changed`.
 */
import { QuickReader, type ReadOutcome, type ReadTagsOptions, readTagsAtOnce } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Entry, Source } from "../source.ts"
import { failingAs, type SourceError, type SourceErrorReason } from "../source-error.ts"
import { SparseFile } from "./sparse-file.ts"

/** What most files need first, and all that many need but for their tail. */
const headBytes = 64 * 1024

/** A file that asks for more than this leads through itself: its tags can be read once it is here. */
const most = { rounds: 64, bytes: 8 * 1024 * 1024 }

const unreadable = (message: string): ReadOutcome => ({ ok: false, reason: "unreadable", message })

/** Some formats are read with promises. */
const readHere = ({ file }: SparseFile, options: ReadTagsOptions): Effect.Effect<ReadOutcome> =>
  Effect.flatMap(QuickReader, (quick) => {
    const outcome = readTagsAtOnce(file, { quick, ...options })
    return "ok" in outcome ? Effect.succeed(outcome) : Effect.promise(() => Promise.resolve(outcome))
  })

/** A range of one revision, and how large all of it is. */
export const fetchRange = (source: Source, { id, revision }: Entry, from: number, to: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const opened = yield* source.read({ id, revision, from, to })
      const chunks = yield* Stream.runCollect(opened.bytes)
      const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
      let at = 0
      for (const chunk of chunks) {
        bytes.set(chunk, at)
        at += chunk.length
      }
      return { bytes, totalBytes: opened.totalBytes }
    })
  )

/**
 * Tags and properties of a remote file, in the revision of its entry. A file without tags, or that is no sound, is an outcome, as for files that
 * are here; so is one that cannot be read without downloading it (`unreadable`). Fails when the source does. What `options` ask for besides is read by
 * ranges as well.
 */
export const readRemoteTags = (
  source: Source,
  entry: Entry,
  options: ReadTagsOptions = {}
): Effect.Effect<ReadOutcome, SourceError> =>
  Effect.gen(function* () {
    if (!source.capabilities.ranges) return unreadable("its source cannot give parts of files")
    if (entry.sizeBytes === 0) return yield* readHere(new SparseFile(entry.path, 0), options)
    const head = yield* fetchRange(source, entry, 0, headBytes)
    const size = head.totalBytes ?? entry.sizeBytes
    if (size === null) return unreadable("its source does not say how large it is")
    const sparse = new SparseFile(entry.path, size)
    sparse.add(0, head.bytes)
    let fetched = head.bytes.length
    for (let round = 0; round < most.rounds && fetched < most.bytes; round++) {
      const outcome = yield* readHere(sparse, options)
      const missing = sparse.takeMissing()
      if (missing === undefined) return outcome
      const { bytes } = yield* fetchRange(source, entry, missing.from, missing.to)
      if (bytes.length === 0)
        return yield* failingAs(source.name, "read")("protocol", "is shorter than it says", { path: entry.path })
      sparse.add(missing.from, bytes)
      fetched += bytes.length
    }
    return unreadable("its tags lie too deep to be read from afar")
  })

/** What became of one file: its tags, or why its source did not give them. */
export interface TaggedEntry<A extends Entry = Entry> {
  readonly entry: A
  readonly outcome: ReadOutcome | SourceError
}

/** After these nothing else that is asked of a source would go better. */
export const ofTheSource: ReadonlySet<SourceErrorReason> = new Set([
  "credentials",
  "unavailable",
  "rate-limited",
  "certificate",
  "redirect",
  "plain-http"
])

/** How many files are read at a time unless it is said: with 10 ms for each request, some hundreds in a second. */
const usualConcurrency = 12

/**
 * The tags of many files, so many at a time, in the order in which they come. A file that its source does not give is told with its failure and
 * stops nothing; the stream fails when the source as a whole does, once all that came before was told.
 */
export const readTagsOfEntries = <A extends Entry, E>(
  source: Source,
  entries: Stream.Stream<A, E>,
  concurrency: number = usualConcurrency
): Stream.Stream<TaggedEntry<A>, E | SourceError> =>
  Stream.mapEffect(
    entries,
    (entry) =>
      readRemoteTags(source, entry).pipe(
        Effect.map((outcome): TaggedEntry<A> => ({ entry, outcome })),
        Effect.catch((error) => (ofTheSource.has(error.reason) ? Effect.fail(error) : Effect.succeed({ entry, outcome: error })))
      ),
    { concurrency, unordered: true }
  )
