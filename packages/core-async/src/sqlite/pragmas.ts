/** The settings of every connection, for all drivers. */
import type { OpenOptions } from "./sqlite.ts"

export const defaultBusyTimeoutMs = 5000

/**
 * The first statements of a connection; the last of them reads the file, so that opening a file that is no database fails.
 *
 * `exclusive`: the file system has no shared memory, so the write-ahead log works only under an exclusive lock, which must be asked
 * for before anything else: a database left in this mode cannot even be opened without it.
 */
export const pragmasFor = (options: OpenOptions, exclusive: boolean): string =>
  [
    ...(exclusive ? ["pragma locking_mode=exclusive"] : []),
    // Before the journal mode: changing that may have to wait for another process.
    `pragma busy_timeout=${Math.max(0, Math.trunc(options.busyTimeoutMs ?? defaultBusyTimeoutMs))}`,
    ...(options.readOnly === true
      ? []
      : ["pragma journal_mode=wal", `pragma synchronous=${options.durable === true ? "full" : "normal"}`]),
    "pragma foreign_keys=on",
    // Where nobody else can write, what was read stays true. A page costs a call out of the module there, and nothing below keeps it.
    ...(exclusive ? ["pragma cache_size=-32768"] : []),
    "select 1 from sqlite_schema limit 1"
  ].join(";")
