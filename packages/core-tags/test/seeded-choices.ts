/** Choices that a seed repeats. */
export interface Choices {
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number
  /** Between `least` and `most` different items, in a random order. */
  readonly some: <A>(items: ReadonlyArray<A>, least: number, most: number) => ReadonlyArray<A>
}

/** A 32-bit xorshift: small, and the same everywhere. */
export const seededChoices = (seed: number): Choices => {
  let state = seed >>> 0 || 1
  const below = (limit: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  return {
    below,
    some: (items, least, most) => {
      const left = [...items]
      const count = least + below(most - least + 1)
      return Array.from({ length: count }, () => left.splice(below(left.length), 1)).flat()
    }
  }
}
