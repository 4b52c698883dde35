/** Rows and their integers, for the drivers whose engine answers integers as numbers or as bigints but not by their size. */
import type { SqlRow, SqlValue } from "./sqlite.ts"

const maxSafe = Number.MAX_SAFE_INTEGER

/** True for a number that may be a rounded integer. REAL values of that size are whole too, so they are suspects as well. */
export const isSuspect = (value: SqlValue): boolean => typeof value === "number" && (value > maxSafe || value < -maxSafe)

/** Does the row hold a number that may be a rounded integer? */
export const rowIsSuspect = (row: SqlRow): boolean => {
  for (const name in row) if (isSuspect(row[name] as SqlValue)) return true
  return false
}

/** A bigint as a number where that is exact. */
export const narrow = (value: SqlValue): SqlValue =>
  typeof value === "bigint" && value <= maxSafe && value >= -maxSafe ? Number(value) : value

/** A row as an array, its integers narrowed in place. */
export const narrowValues = (row: Array<SqlValue>): Array<SqlValue> => {
  for (let index = 0; index < row.length; index++) row[index] = narrow(row[index] as SqlValue)
  return row
}

/** A row as an object of its own, its integers narrowed in place. */
export const narrowRow = (row: SqlRow): SqlRow => {
  const own = row as Record<string, SqlValue>
  for (const name in own) {
    const value = own[name] as SqlValue
    if (typeof value === "bigint") own[name] = narrow(value)
  }
  return row
}

/** An object of one's own from names and values in column order; of two columns with one name the last wins. */
export const rowFrom = (names: ReadonlyArray<string>, values: ReadonlyArray<SqlValue>): SqlRow => {
  const row: Record<string, SqlValue> = {}
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string
    // Plain assignment of this one name would set the prototype.
    if (name === "__proto__")
      Object.defineProperty(row, name, { value: values[index], enumerable: true, writable: true, configurable: true })
    else row[name] = values[index] as SqlValue
  }
  return row
}
