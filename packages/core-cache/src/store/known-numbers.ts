/** Numbers of rows that one write has looked up or made, so that it asks for each once: tracks of a release share names and field sets. */

/** The numbers, by a key that names the row. They live no longer than their transaction, so that a rollback leaves none behind. */
export interface KnownNumbers {
  /** The number under this key, found (or made) by `find` when it is asked for first. */
  readonly of: (key: string, find: () => number) => number
  /** To be called when rows are removed. */
  readonly forget: () => void
}

/** Knows nothing yet. */
export const makeKnownNumbers = (): KnownNumbers => {
  const numbers = new Map<string, number>()
  return {
    of: (key, find) => {
      const known = numbers.get(key)
      if (known !== undefined) return known
      const no = find()
      numbers.set(key, no)
      return no
    },
    forget: () => numbers.clear()
  }
}
