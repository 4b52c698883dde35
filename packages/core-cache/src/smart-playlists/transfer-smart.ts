/** Smart playlists as lines of the user's state: out, and in again, where of two under one name the later one counts. */
import type { Database } from "@deadwax/core-async"
import * as Result from "effect/Result"
import { CacheError } from "../cache-error.ts"
import { InvalidFilter } from "../filter-language/invalid-filter.ts"
import { checkName, checkRules } from "./smart-playlist.ts"
import { findSmartRow, insertSmart, type SmartRow, smartChangedUs, updateSmart } from "./store-smart.ts"

/** Takes one in; true when that changed something. The failure says in one sentence why it cannot be had. */
export const takeSmart = (userDb: Database, row: SmartRow, changedUs: number): Result.Result<boolean, string> => {
  try {
    checkName(row.name)
    checkRules(row)
    const before = findSmartRow(userDb, row.name)
    if (before === undefined) return Result.succeed(insertSmart(userDb, row, changedUs))
    const isSame = before.filter === row.filter && before.sort === row.sort && before.limit === row.limit
    if (isSame || smartChangedUs(userDb, row.name) >= changedUs) return Result.succeed(false)
    return Result.succeed(updateSmart(userDb, row, changedUs))
  } catch (cause) {
    if (cause instanceof CacheError || cause instanceof InvalidFilter) return Result.fail(cause.message)
    throw cause
  }
}
