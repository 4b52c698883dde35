/**
 * The one gate for change of cache.db: `write(f)`.
 *
 * Each write is one IMMEDIATE transaction that carries a sequence number, fails when the writer no longer owns the library (so that a
 * process which slept through its lock's end cannot write) or the cache was emptied since the writer looked at it (what it knows of the
 * rows is no longer so), and answers the record of what it touched. Everything in `f` is synchronous.
 */
import { type Database, transaction } from "@deadwax/core-async"
import { markStale } from "../collections/stale.ts"
import { readMeta, writeMeta } from "./meta.ts"
import { NotOwner } from "./not-owner.ts"
import type { EntityKind, Touched, TouchOperation } from "./touched.ts"

/** A write under way. */
export interface WriteTransaction {
  readonly cache: Database
  readonly touch: (kind: EntityKind, id: string, operation: TouchOperation) => void
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
  readonly write: <A>(f: (tx: WriteTransaction) => A extends PromiseLike<unknown> ? never : A) => Written<A>
}

/**
 * Makes the gate for one writer. `generation`: the building of the cache that the writer knows, by default the one of this moment; a write
 * to any other throws `NotOwner`, like one without the lock. Throws `SqliteError`.
 */
export const makeStore = (cache: Database, isOwner: () => boolean, generation = readMeta(cache, "generation")): Store => ({
  cache,
  write: <A>(f: (tx: WriteTransaction) => A extends PromiseLike<unknown> ? never : A): Written<A> => {
    const touched: Array<Touched> = []
    const touch = (kind: EntityKind, id: string, operation: TouchOperation) => touched.push({ kind, id, operation })
    const committed = transaction(cache, () => {
      if (!isOwner() || readMeta(cache, "generation") !== generation) throw new NotOwner()
      const value: A = f({ cache, touch: (kind, id, operation) => void touch(kind, id, operation) })
      markStale(cache, touched)
      return { value, sequence: touched.length === 0 ? currentSequence(cache) : nextSequence(cache) }
    })
    return { ...committed, touched }
  }
})

const currentSequence = (cache: Database): number => Number(readMeta(cache, "sequence") ?? 0)

const nextSequence = (cache: Database): number => {
  const sequence = currentSequence(cache) + 1
  writeMeta(cache, "sequence", String(sequence))
  return sequence
}
