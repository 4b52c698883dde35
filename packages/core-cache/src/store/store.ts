/**
 * The one gate for change of cache.db: `write(f)`.
 *
 * Each write is one IMMEDIATE transaction that carries a sequence number, fails when the writer no longer owns the library (so that a
 * process which slept through its lock's end cannot write), and answers the record of what it touched. Everything in `f` is synchronous.
 */
import { type Database, transaction } from "@deadwax/core-async"
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

export const makeStore = (cache: Database, isOwner: () => boolean): Store => ({
  cache,
  write: <A>(f: (tx: WriteTransaction) => A extends PromiseLike<unknown> ? never : A): Written<A> => {
    const touched: Array<Touched> = []
    const touch = (kind: EntityKind, id: string, operation: TouchOperation) => touched.push({ kind, id, operation })
    const committed = transaction(cache, () => {
      if (!isOwner()) throw new NotOwner()
      const value: A = f({ cache, touch: (kind, id, operation) => void touch(kind, id, operation) })
      return { value, sequence: touched.length === 0 ? currentSequence(cache) : nextSequence(cache) }
    })
    return { ...committed, touched }
  }
})

const currentSequence = (cache: Database): number =>
  Number(cache.prepare("select value from meta where key = 'sequence'").get()?.["value"] ?? 0)

const nextSequence = (cache: Database): number => {
  const sequence = currentSequence(cache) + 1
  cache
    .prepare("insert into meta (key, value) values ('sequence', ?) on conflict (key) do update set value = excluded.value")
    .run(String(sequence))
  return sequence
}
