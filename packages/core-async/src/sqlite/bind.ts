/**
 * What may be bound to a parameter, checked before any driver sees it.
 *
 * What makes it hard: each driver lets other things through, and turns them into NULL, 0, text or REAL without a word (a Date, undefined,
 * an integer of more than 64 bits). Everything that could not come back as it went in is refused here.
 */
import { misuse } from "./errors.ts"
import type { SqlValue } from "./sqlite.ts"

const maxInt64 = 2n ** 63n - 1n
const minInt64 = -(2n ** 63n)

const describe = (value: unknown): string =>
  typeof value === "object" ? Object.prototype.toString.call(value).slice(8, -1) : typeof value

const refuse = (what: string, index: number, sql: string): never => {
  throw misuse(`parameter ${index + 1} ${what}`, sql)
}

/**
 * The value that goes to the driver. Booleans become 0 and 1, −0 becomes 0 (SQLite's integers have no sign of zero).
 * Throws `misuse` for NaN, for a bigint beyond 64 bits, for text with a lone surrogate (UTF-8 cannot hold it, so it would come back
 * as another text), and for everything that is not an `SqlInput`.
 */
const bindable = (value: unknown, index: number, sql: string): SqlValue => {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? value : refuse("is text with a lone surrogate", index, sql)
    case "number":
      return Number.isNaN(value) ? refuse("is NaN", index, sql) : value === 0 ? 0 : value
    case "bigint":
      return value > maxInt64 || value < minInt64 ? refuse("is an integer of more than 64 bits", index, sql) : value
    case "boolean":
      return value ? 1 : 0
    default:
      if (value === null || value instanceof Uint8Array) return value
      return refuse(`is of a type that has no SQL value: ${describe(value)}`, index, sql)
  }
}

/** A call's parameters as they go to the driver, in a new array. Throws `misuse`. */
export const bindParameters = (parameters: ReadonlyArray<unknown>, expected: number, sql: string): Array<SqlValue> => {
  if (parameters.length !== expected) {
    throw misuse(`the statement has ${expected} parameters, the call gives ${parameters.length}`, sql)
  }
  const bound: Array<SqlValue> = []
  for (let index = 0; index < expected; index++) bound.push(bindable(parameters[index], index, sql))
  return bound
}
