/** What a key of the configuration may not be. */

/** A key with a value that cannot be used; `expected` completes "must be". */
export class InvalidKey extends Error {
  readonly key: string
  readonly expected: string
  constructor(key: string, expected: string) {
    super(`${key} must be ${expected}`)
    this.key = key
    this.expected = expected
  }
}

/** All that is wrong in one document: itself the first of the mistakes. */
export class InvalidKeys extends InvalidKey {
  readonly mistakes: ReadonlyArray<InvalidKey>
  constructor(mistakes: readonly [InvalidKey, ...ReadonlyArray<InvalidKey>]) {
    super(mistakes[0].key, mistakes[0].expected)
    this.mistakes = mistakes
  }
}

/** The mistakes that an error stands for; undefined: it is something else. */
export const mistakesOf = (error: unknown): ReadonlyArray<InvalidKey> | undefined => {
  if (error instanceof InvalidKeys) return error.mistakes
  return error instanceof InvalidKey ? [error] : undefined
}

/** Reads one part; what a part with a mistake answers is not there, and never leaves `readParts`. */
export type ReadPart = <A>(read: () => A) => A

/** Reads parts that know nothing of each other, each to its own first mistake; throws at the end if there were any, of several `InvalidKeys`. */
export const readParts = <A>(read: (part: ReadPart) => A): A => {
  const found: Array<InvalidKey> = []
  const part: ReadPart = <B>(readOne: () => B): B => {
    try {
      return readOne()
    } catch (error) {
      const mistakes = mistakesOf(error)
      if (mistakes === undefined) throw error
      found.push(...mistakes)
      return undefined as B
    }
  }
  const value = read(part)
  const [first, ...others] = found
  if (first !== undefined) throw others.length === 0 ? first : new InvalidKeys([first, ...others])
  return value
}

export type Table = Readonly<Record<string, unknown>>

export const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
