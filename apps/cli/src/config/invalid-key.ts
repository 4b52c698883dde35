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

export type Table = Readonly<Record<string, unknown>>

export const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
