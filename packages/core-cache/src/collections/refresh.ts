/**
 * Brings one collection in step: its rows with its file and the cache, and, where files may be written, its file with both.
 *
 * Order: the file is read; what its members are is asked of the cache; library.db remembers what the file does not say; the file is
 * replaced if it is still what was read (else it is read again: the marks are worked out anew from what it says now, so nobody's edit is
 * lost); then the rows. A crash before the file leaves all as it was, one after it a file that the next look finds changed.
 */
import type { Database } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import type { Library } from "../model/model.ts"
import type { ContentRules } from "../scan/entry-names.ts"
import { mayBeRacy, type Recent } from "../scan/racy.ts"
import type { Store } from "../store/store.ts"
import { isRead, type ReadCollection, readCollection, unknownLayout, unwritten, writeCollection } from "./collection-file.ts"
import { describeMembers } from "./describe.ts"
import { type CollectionKind, collectionPath } from "./kind.ts"
import { rememberDescriptions, rememberedDescriptions, resolveMerged } from "./member-records.ts"
import { type KnownMembers, type Member, planEntries, planMembers, planRemembered } from "./plan-entries.ts"
import { rewriteCollection } from "./rewrite-collection.ts"
import { type CollectionFailure, type CoverStamp, type FileStamp, storeCollection } from "./store-collection.ts"

/** What an update of collections works with. */
export interface CollectionRun {
  readonly library: Library
  readonly rules: ContentRules
  readonly userDb: Database
  readonly store: Store
  /** False in identity mode `fingerprint`: nothing in the library is written but by an edit (I1). */
  readonly mayWrite: boolean
  /** Has a scan of the whole library filled the cache? Until then what is not in it is not called missing. */
  readonly isComplete: boolean
  /** Files read so shortly after they were written that their time proves nothing. */
  readonly recent: Array<Recent>
  /** Files that were gone when they were to be read. */
  readonly vanished: Set<string>
  isDiskFull: boolean
}

const mostTries = 4

/** Answers the failure that stands, if any; undefined also for a file that has gone, whose rows are left to eviction. */
export const refreshCollection = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  name: string,
  cover: CoverStamp | undefined
) {
  for (let tries = 1; ; tries++) {
    const readAtUs = (yield* Clock.currentTimeMillis) * 1000
    const read = yield* readCollection(run.library, kind, name)
    if (!isRead(read)) {
      const { stamp, failure } = read
      const isKept = failure.reason === "unreadable"
      if (failure.reason === "vanished") {
        run.vanished.add(collectionPath(kind, name))
        return failure
      }
      yield* attempt(() =>
        storeCollection(run.store, kind, {
          name,
          stamp: stamp ?? { sizeBytes: 0, modifiedAtUs: 0 },
          cover,
          members: isKept ? undefined : [],
          failure,
          isProvisional: false
        })
      )
      return failure
    }
    const members = yield* attempt(() => currentMembers(run, kind, read))
    const written = yield* writeBack(run, kind, name, read, members)
    if (written === "changed" && tries < mostTries) continue
    const { stamp, failure, isWritten } = written === "changed" ? keepsChanging(read) : written
    note(run, collectionPath(kind, name), stamp, readAtUs, isWritten)
    yield* attempt(() =>
      storeCollection(run.store, kind, { name, stamp, cover, members, failure, isProvisional: !run.isComplete })
    )
    return failure
  }
})

interface Outcome {
  readonly stamp: FileStamp
  readonly failure: CollectionFailure | undefined
  readonly isWritten: boolean
}

// Someone writes it over and over: what was read last is shown, and the next scan looks again.
const keepsChanging = ({ stamp }: ReadCollection): Outcome => ({
  stamp,
  failure: {
    reason: "unreadable",
    message: "Another program keeps changing it, so that it could not be brought in step with the library.",
    isRead: true,
    isLasting: false
  },
  isWritten: false
})

const note = (run: CollectionRun, path: string, stamp: FileStamp, readAtUs: number, isWritten: boolean): void => {
  const known = { path, sizeBytes: stamp.sizeBytes, modifiedAtUs: stamp.modifiedAtUs }
  if (mayBeRacy(known, readAtUs)) run.recent.push({ ...known, readAtUs, isWritten, content: null })
}

/** The members as they are now, by one query; what the file does not say of them is remembered on the way. */
const currentMembers = (run: CollectionRun, kind: CollectionKind, { parsed }: ReadCollection): ReadonlyArray<Member> => {
  const known = knownMembers(
    run,
    kind,
    parsed.entries.map((entry) => entry.id)
  )
  const members = planMembers(parsed.entries, known)
  rememberDescriptions(run.userDb, kind, planRemembered(parsed.entries, members, known.remembered))
  return members
}

/** What the databases know of these ids of a file. */
export const knownMembers = (run: CollectionRun, kind: CollectionKind, fileIds: ReadonlyArray<string>): KnownMembers => {
  const merged = resolveMerged(run.userDb, kind, fileIds)
  const resolve = (fileId: string) => merged.get(fileId) ?? fileId
  const ids = fileIds.map(resolve)
  const described = describeMembers(run.store.cache, kind, ids)
  const remembered = rememberedDescriptions(run.userDb, kind, ids)
  return {
    resolve,
    describe: (id) => described.get(id),
    remembered: (id) => remembered.get(id),
    isComplete: run.isComplete
  }
}

const writeBack = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  name: string,
  { stamp, text, parsed }: ReadCollection,
  members: ReadonlyArray<Member>
) {
  const asItIs = (failure?: CollectionFailure): Outcome => ({ stamp, failure, isWritten: false })
  if (!run.mayWrite) return asItIs()
  const wanted = rewriteCollection(text, kind, parsed, planEntries(members))
  if (wanted === undefined) return asItIs(unknownLayout)
  if (wanted === text) return asItIs()
  return yield* writeCollection(run.library, kind, name, wanted, stamp).pipe(
    Effect.map((now): Outcome => ({ stamp: now, failure: undefined, isWritten: true })),
    Effect.catch((error) => {
      run.isDiskFull ||= error.reason === "full"
      const isMoved = error.reason === "changed" || error.reason === "busy" || error.reason === "not-found"
      return Effect.succeed(isMoved ? ("changed" as const) : asItIs(unwritten(error)))
    })
  )
})
