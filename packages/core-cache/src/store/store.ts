/**
 * The one gate for change of cache.db: `write(f)`.
 *
 * Each write is one IMMEDIATE transaction that carries a sequence number, fails when the writer no longer owns the library (so that a
 * process which slept through its lock's end cannot write) or the cache was emptied since the writer looked at it (what it knows of the
 * rows is no longer so), and answers what it touched. Everything in `f` is synchronous.
 *
 * In the same transaction the gate writes the record that query cache, change feed and events read (record.ts). It sees by itself what
 * changed: an entity is looked at when it is touched, which is before it is changed, and again at the end. A writer of many releases, as a
 * first scan is, would pay for that with each; from some number on its writes are recorded as ones that may have changed everything.
 */
import { type Database, transaction } from "@deadwax/core-async"
import { markStale } from "../collections/stale.ts"
import { type Fact, hasPortrait } from "./change.ts"
import { type KnownNumbers, makeKnownNumbers } from "./known-numbers.ts"
import { readMeta, writeMeta } from "./meta.ts"
import { keepMoved } from "./moved-tracks.ts"
import { NotOwner } from "./not-owner.ts"
import { ownWrites } from "./own-writes.ts"
import { keepRecord } from "./record.ts"
import type { EntityKind, Touched, TouchOperation } from "./touched.ts"
import { makeWatched, type Watched } from "./watched.ts"

/** A write under way. */
export interface WriteTransaction {
  readonly cache: Database
  /** This write is going to change an entity: to be called before it does. What it changes is seen by itself. */
  readonly touch: (kind: EntityKind, id: string, operation: TouchOperation) => void
  /** Something may change along with others, which nobody counts as an update of it. To be called before, too. */
  readonly affect: (kind: "release" | "track", id: string) => void
  /** Something changes that is no entity. */
  readonly note: (fact: Fact) => void
  /** What this write has looked up so far. */
  readonly numbers: KnownNumbers
  /** The cache was empty when its writer began: what is stored is most likely not there yet. */
  readonly isFilling: boolean
}

/** A write that was committed. `sequence` rises by one with each that touched something. */
export interface Written<A> {
  readonly value: A
  readonly sequence: number
  readonly touched: ReadonlyArray<Touched>
}

/** The gate. `isOwner` is asked inside each transaction. */
export interface Store {
  readonly cache: Database
  /** The cache was empty when this writer began, so that nobody has seen a release of it yet. */
  readonly isFilling: () => boolean
  readonly write: <A>(f: (tx: WriteTransaction) => A extends PromiseLike<unknown> ? never : A) => Written<A>
}

/** A writer of more releases than these may have changed everything. */
export const mostReleases = 64

/** What a writer has done so far. */
interface Progress {
  /** The cache was empty when it began. Undefined: it has not begun. */
  wasEmpty: boolean | undefined
  /** Its writes are not looked into: the cache was empty, or it has written much. */
  isBulk: boolean
  releases: number
}

/**
 * Makes the gate for one writer. `generation`: the building of the cache that the writer knows, by default the one of this moment; a write
 * to any other throws `NotOwner`, like one without the lock. Throws `SqliteError`.
 */
export const makeStore = (cache: Database, isOwner: () => boolean, generation = readMeta(cache, "generation")): Store => {
  const progress: Progress = { wasEmpty: undefined, isBulk: false, releases: 0 }
  const own = ownWrites(cache)
  return {
    cache,
    isFilling: () => beganEmpty(cache, progress),
    write: <A>(f: (tx: WriteTransaction) => A extends PromiseLike<unknown> ? never : A): Written<A> => {
      const touched: Array<Touched> = []
      const committed = transaction(cache, () => {
        if (!isOwner() || readMeta(cache, "generation") !== generation) throw new NotOwner()
        const watching: Watching = { progress, watched: undefined, tracks: new Set() }
        const value: A = f(openTransaction(cache, touched, watching))
        markStale(cache, touched)
        return { value, sequence: finish(cache, watching, touched) }
      })
      own.count++
      noteProgress(progress, touched)
      return { ...committed, touched }
    }
  }
}

const isEmpty = (cache: Database): boolean => cache.prepare("select 1 as one from releases limit 1").get() === undefined

const beganEmpty = (cache: Database, progress: Progress): boolean => {
  progress.wasEmpty ??= isEmpty(cache)
  return progress.wasEmpty
}

/** How one write is looked at. `watched`: undefined until it touches something, null when everything may change. */
interface Watching {
  readonly progress: Progress
  watched: Watched | null | undefined
  /** Ids of the tracks that it says it changes. */
  readonly tracks: Set<string>
}

const watch = (cache: Database, watching: Watching): Watched | null => {
  const { progress } = watching
  progress.isBulk ||= beganEmpty(cache, progress)
  watching.watched ??= progress.isBulk ? null : makeWatched(cache)
  return watching.watched
}

const openTransaction = (cache: Database, touched: Array<Touched>, watching: Watching): WriteTransaction => ({
  cache,
  touch: (kind, id, operation) => {
    touched.push({ kind, id, operation })
    const watched = watch(cache, watching)
    if (kind === "track") watching.tracks.add(id)
    if (hasPortrait(kind)) watched?.look(kind, id)
  },
  affect: (kind, id) => {
    if (kind === "track") watching.tracks.add(id)
    watch(cache, watching)?.look(kind, id)
  },
  note: (fact) => watch(cache, watching)?.note(fact),
  numbers: makeKnownNumbers(),
  get isFilling() {
    return beganEmpty(cache, watching.progress)
  }
})

/** Writes the record; answers the write's sequence. */
const finish = (cache: Database, { watched, progress, tracks }: Watching, touched: ReadonlyArray<Touched>): number => {
  const before = Number(readMeta(cache, "sequence") ?? 0)
  if (watched === undefined) return before
  const sequence = before + 1
  writeMeta(cache, "sequence", String(sequence))
  keepRecord(cache, sequence, watched?.compare(touched))
  // Filling an empty cache, nobody has looked at the tracks before.
  keepMoved(cache, sequence, progress.wasEmpty === true ? undefined : tracks)
  return sequence
}

// Only once it is committed: a write that failed has stored nothing.
const noteProgress = (progress: Progress, touched: ReadonlyArray<Touched>): void => {
  for (const { kind } of touched) if (kind === "release") progress.releases++
  if (progress.releases > mostReleases) progress.isBulk = true
}
