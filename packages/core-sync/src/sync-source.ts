/** One sync of a source that the library knows, with everything that it takes: for programs that have a library open and a source's name. */
import { type Bodies, type Digests, Files, type Http, type Parts } from "@deadwax/core-async"
import { LibraryCache, type LibraryCacheShape } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { endJob, type JobKind, readCursor, startJob } from "./catalog/jobs.ts"
import type { SourceRow } from "./catalog/source-rows.ts"
import type { Consents } from "./consents.ts"
import { executeSync, type SyncFailure, type SyncReport } from "./coordinator.ts"
import { failureOf } from "./job-failure.ts"
import { localLibrary } from "./local/local-library.ts"
import { isWantedBy, type SyncPolicy } from "./planning/policy.ts"
import { type Carrier, inOnePart } from "./processing/carrier.ts"
import { libraryCarrier } from "./processing/library-carrier.ts"
import { makeIsSame } from "./processing/same-file.ts"
import { type OpeningSource, openSource } from "./sources/open-source.ts"
import { policyOf, settingsOf } from "./sources/settings.ts"
import type { Entry, Source } from "./sources/source.ts"
import type { SourceError } from "./sources/source-error.ts"
import { SyncError } from "./sync-error.ts"
import type { SyncEvent } from "./sync-events.ts"

/** What is to be synced, and how. */
export interface SyncSource extends Consents {
  readonly row: SourceRow
  readonly opening: OpeningSource
  /** `incremental`: what changed since the last completed sync, where the source can tell; `full`: everything is looked at. */
  readonly kind: JobKind
  /** False: the catalog is brought in step, and no file is touched. */
  readonly downloads?: boolean
  /** Files that are fetched at a time, other than the source's settings say. */
  readonly concurrency?: number
  /** What comes together in a second, other than the source's settings say; null: as fast as it can. */
  readonly bytesPerSecond?: number | null
  /** Told what happens, as it happens. */
  readonly onEvent?: (event: SyncEvent) => void
}

/** What a sync uses. */
export type SyncServices = LibraryCache | Files | Bodies | Http | Parts | Digests

/** The source as this sync is to reach it. */
const reachedBy = ({ row, concurrency, bytesPerSecond }: SyncSource): SourceRow => ({
  ...row,
  settings: {
    ...row.settings,
    ...(concurrency !== undefined && { concurrency }),
    ...(bytesPerSecond !== undefined && { bytesPerSecond })
  }
})

/** Leaves everything for a later sync, but for what an earlier one was cut off in. */
const idle = ({ recover }: Carrier): Carrier => ({
  recover,
  divide: inOnePart,
  prepare: () =>
    Effect.succeed({
      order: [],
      carryOut: () => Effect.succeed({ outcome: "skipped", now: "unchanged" } as const)
    })
})

/** Of what is new: is it to be fetched? What the policy does not want can still be asked for by name. */
const wantsBy = (policy: SyncPolicy): ((entry: Entry) => boolean) => {
  const isWanted = isWantedBy(policy)
  return ({ path }) => isWanted(path)
}

const isWithin = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`)

/**
 * Fails as `overlap` when a directory that is a source lies in the library, or around it: it would be copied into itself without end. Looked at
 * each time, since links may lead elsewhere by now. What is not there is told by whoever asks for it.
 */
export const checkApart = Effect.fnUntraced(function* (cache: LibraryCacheShape, row: SourceRow) {
  if (row.kind !== "directory") return
  const { realPath } = yield* Files
  const real = (path: string) => Effect.orElseSucceed(realPath(path), () => path)
  const [source, library] = [yield* real(row.address), yield* real(cache.library.root)]
  if (!isWithin(source, library) && !isWithin(library, source)) return
  return yield* new SyncError({
    reason: "overlap",
    source: row.name,
    detail: "its directory lies in the library now, or the library in it"
  })
})

/** A source that does not let itself be opened has a failed job in its history too, unless another sync of it is at work. */
const noteUnopened = Effect.fnUntraced(function* (
  cache: LibraryCacheShape,
  { row, kind }: SyncSource,
  error: SourceError | SyncError
) {
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const failure = failureOf(error)
  const noting = cache.inLibraryDb((database) => {
    const job = startJob(database, { sourceNo: row.no, fingerprint: "", requested: kind, nowUs })
    endJob(database, job.no, "failed", nowUs, failure)
  })
  yield* Effect.ignore(cache.withLock(`sync:${row.no}`, `a sync of ${row.name}`, noting, 0))
})

/** What was told under other cursors than the source's own is of no use any more. */
const tidySnapshots = Effect.fnUntraced(function* (cache: LibraryCacheShape, { row, opening }: SyncSource, source: Source) {
  if (opening.snapshots === undefined) return
  const known = yield* cache.inLibraryDb((database) => readCursor(database, row.no))
  yield* opening.snapshots.keepOnly(source.fingerprint, known === undefined ? [] : [known.cursor])
})

/** Waits that the source asks for are events of the run; until it has begun it has no number. */
const waitsTold = ({ onEvent }: SyncSource) => {
  let jobNo: number | undefined
  return {
    onEvent: (event: SyncEvent): void => {
      jobNo = event.jobNo
      onEvent?.(event)
    },
    onWait: (waitMs: number): void => onEvent?.({ kind: "waiting", jobNo, waitMs })
  }
}

/**
 * Opens a source and syncs it: `executeSync` says what can come of it. A source that cannot be opened fails as `SourceError`, and its history
 * tells so.
 */
export const syncSource = (request: SyncSource): Effect.Effect<SyncReport, SyncFailure, SyncServices> =>
  Effect.gen(function* () {
    const { opening, kind, downloads = true, allowRemoval = false, allowMoves = allowRemoval === true } = request
    const row = reachedBy(request)
    const cache = yield* LibraryCache
    const { onEvent, onWait } = waitsTold(request)
    const opened = Effect.andThen(checkApart(cache, row), openSource(row, { ...opening, onWait }))
    const source = yield* Effect.tapError(opened, (error) => noteUnopened(cache, request, error))
    const policy = policyOf(row)
    const { checkOnline, inLibraryDb, placeByTemplates: placeByTags } = cache
    const { root } = cache.library
    const carrier = yield* libraryCarrier({ source, sourceNo: row.no, policy, root, inLibraryDb, checkOnline, placeByTags })
    const report = yield* executeSync({
      library: cache,
      local: yield* localLibrary(cache),
      source,
      sourceNo: row.no,
      kind,
      carrier: downloads ? carrier : idle(carrier),
      concurrency: settingsOf(row).concurrency,
      wants: wantsBy(policy),
      isSame: yield* makeIsSame({ source, root, checkOnline }),
      allowRemoval,
      allowMoves,
      duplicates: { library: cache, policy: policy.duplicates },
      onEvent
    })
    yield* tidySnapshots(cache, request, source)
    return report
  })
