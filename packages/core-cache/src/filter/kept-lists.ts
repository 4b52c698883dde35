/**
 * Answers kept while the cache is as it was: the numbers of a list in order, so that any page of it is a slice, and lists of values.
 *
 * What makes it hard: another process may write at any time. Each commit that touches an entity raises the cache's sequence, and each
 * building has a generation of its own; both are read in the same snapshot as the answer, so a kept one is never of another state.
 * Bounded by the count of numbers kept; the least recently used goes first.
 */
import type { Database } from "@deadwax/core-async"
import { readMeta } from "../store/meta.ts"

/** Something that takes so much room. */
interface Sized {
  readonly length: number
}

/** Eight megabytes of numbers. A row of values counts as one: it is larger, but a library has at most some hundred thousand of them. */
const mostKept = 2_000_000

export interface KeptLists {
  /** The kept answer, or the one that `make` reads now. To be called inside the snapshot in which the answer is used. */
  readonly keep: <A extends Sized>(key: string, make: () => A) => A
}

/** Makes a keeper for one connection. `keep` throws what `make` and SQLite throw. */
export const makeKeptLists = (cache: Database, most = mostKept): KeptLists => {
  const lists = new Map<string, Sized>()
  let state = ""
  const forget = (): void => {
    lists.clear()
    state = stateOf(cache)
  }
  return {
    keep: <A extends Sized>(key: string, make: () => A): A => {
      if (stateOf(cache) !== state) forget()
      // What a key names is always of one type: it begins with the kind of list.
      const known = lists.get(key) as A | undefined
      const list = known ?? make()
      lists.delete(key)
      lists.set(key, list)
      if (known === undefined) makeRoom(lists, most)
      return list
    }
  }
}

const stateOf = (cache: Database): string => `${readMeta(cache, "generation")}:${readMeta(cache, "sequence")}`

const makeRoom = (lists: Map<string, Sized>, most: number): void => {
  let kept = 0
  for (const list of lists.values()) kept += list.length
  for (const [key, list] of lists) {
    if (kept <= most) return
    lists.delete(key)
    kept -= list.length
  }
}
