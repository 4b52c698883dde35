/** Looks at a library's two databases without opening the library: nothing is made, migrated, rebuilt or written. */
import { type Database, Processes, Sqlite, SqliteError } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { attempt, fromSqlite } from "../cache-error.ts"
import { staleLocks } from "../locks/lock.ts"
import { hasMeta } from "../open/cache-db.ts"
import { contentText } from "../open/content.ts"
import { hasDamageMark } from "../open/library-row.ts"
import type { OpenLibrary } from "../open/open-library.ts"
import { cacheSchema, libraryMigrations } from "../open/schema.gen.ts"
import { defaultContentRules } from "../scan/entry-names.ts"
import { readMeta } from "../store/meta.ts"
import { type Finding, problem } from "./finding.ts"

/** A database as it was found. Undefined: there is none, or it is not to be read; `findings` say why. */
export interface Looked {
  readonly database: Database | undefined
  readonly findings: ReadonlyArray<Finding>
}

const fromBackup =
  "It holds your library's ids and state: restore it from a backup, or from a file beside it whose name has .before- in it."
const rebuilt = "Run deadwax scan: it is made again from your files. Nothing of yours is lost."

/** library.db: sound, and of this version? */
export const lookAtLibraryDb = Effect.fnUntraced(function* ({ libraryPath }: OpenLibrary) {
  return yield* look(libraryPath, fromBackup, (database) => {
    const version = Number(database.prepare("pragma user_version").get()?.["user_version"] ?? 0)
    if (version === libraryMigrations.length) return undefined
    return version > libraryMigrations.length
      ? problem("database", libraryPath, "It was made by a newer version of Deadwax.", "Use that version or a newer one.")
      : problem(
          "database",
          libraryPath,
          `Its format (${version}) is older than this program's (${libraryMigrations.length}), so the databases were not examined further.`,
          "The next command that opens the library brings it up to date and leaves a copy beside it: run deadwax status, then deadwax doctor again.",
          { severity: "note" }
        )
  })
})

/** cache.db: sound, and made from these files by this version? */
export const lookAtCacheDb = Effect.fnUntraced(function* (options: OpenLibrary, library: Database | undefined) {
  const { cachePath } = options
  const isMarked = library !== undefined && (yield* attempt(() => hasDamageMark(library)))
  const damaged = problem("database", cachePath, "It failed while it was in use.", rebuilt)
  if (isMarked) return { database: undefined, findings: [damaged] } satisfies Looked
  return yield* look(cachePath, rebuilt, (database) => {
    const content = contentText(options.library, { ...defaultContentRules, ...options.content })
    const isCurrent =
      hasMeta(database) && readMeta(database, "schema") === cacheSchema && readMeta(database, "content") === content
    const why = "It was made by another version or with other settings, so what is in it was not examined."
    return isCurrent ? undefined : problem("database", cachePath, why, rebuilt)
  })
})

const look = Effect.fnUntraced(function* (path: string, remedy: string, check: (database: Database) => Finding | undefined) {
  const sqlite = yield* Sqlite
  if (!(yield* Effect.mapError(sqlite.exists(path), fromSqlite))) {
    const absent = problem("database", path, "It is not there.", "Run deadwax scan, which makes it.")
    return { database: undefined, findings: [absent] } satisfies Looked
  }
  const opened = yield* Effect.result(sqlite.open(path, { readOnly: true }))
  if (opened._tag === "Failure") {
    const message = `It cannot be opened (${opened.failure.reason}).`
    return { database: undefined, findings: [problem("database", path, message, remedy)] } satisfies Looked
  }
  const database = opened.success
  return yield* attempt((): Looked => {
    const faults = faultsOf(database)
    if (faults.length > 0) {
      const message = `It is damaged: ${faults.join("; ")}.`
      return { database: undefined, findings: [problem("database", path, message, remedy)] }
    }
    const finding = check(database)
    return finding === undefined ? { database, findings: [] } : { database: undefined, findings: [finding] }
  })
})

const mostFaults = 3

/** What SQLite finds wrong. Reads the whole file. */
const faultsOf = (database: Database): ReadonlyArray<string> => {
  try {
    const rows = database.prepare(`pragma integrity_check(${mostFaults})`).values() as Array<[string]>
    return rows.map(([text]) => text).filter((text) => text !== "ok")
  } catch (cause) {
    if (cause instanceof SqliteError && (cause.reason === "corrupt" || cause.reason === "not-a-database")) return [cause.message]
    throw cause
  }
}

/** Work that was begun and not ended: locks that nobody holds any more, renames in the journal. */
export const lookAtWork = Effect.fnUntraced(function* (library: Database) {
  const processes = yield* Processes
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  return yield* attempt((): ReadonlyArray<Finding> => {
    const locks = staleLocks(library, nowUs, processes).map(({ name, pid, host, purpose }) =>
      problem(
        "lock",
        library.path,
        `The lock "${name}" is still marked as held by process ${pid} on ${host} (${purpose}), which is gone.`,
        "It keeps nobody out; deadwax doctor --fix clears it.",
        { fixable: true }
      )
    )
    const count = Number(library.prepare("select count(*) as count from renames").get()?.["count"] ?? 0)
    if (count === 0) return locks
    const message = `Renaming was cut off: ${count} ${count === 1 ? "rename is" : "renames are"} in the journal.`
    const remedy = "The next scan settles them, as does deadwax doctor --fix."
    return [...locks, problem("renames", library.path, message, remedy, { fixable: true })]
  })
})
