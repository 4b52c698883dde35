/** The one row of library.db that says which library it is the database of. */
import type { Database } from "@deadwax/core-async"
import type { Library } from "../model/model.ts"

/** Writes which library this is on the first opening, and where it is on every other. `newGeneration` tells this database from others. */
export const rememberLibrary = (userDb: Database, library: Library, newGeneration: () => string): void => {
  const row = userDb.prepare("select root from library where one = 1").get()
  if (row !== undefined && row["root"] === library.root) return
  userDb
    .prepare(
      "insert into library (one, id, root, generation) values (1, ?, ?, ?) on conflict (one) do update set root = excluded.root"
    )
    .run(library.id, library.root, newGeneration())
}

/** Which library, and which making of its database. */
export const readLibraryRow = (userDb: Database): { readonly id: string; readonly root: string; readonly generation: string } =>
  userDb.prepare("select id, root, generation from library where one = 1").get() as never

/** The file system on which the root lies, where no marker could be written. */
export const readRootDevice = (userDb: Database): string | undefined => {
  const device = userDb.prepare("select root_device from library where one = 1").get()?.["root_device"]
  return typeof device === "string" ? device : undefined
}

export const keepRootDevice = (userDb: Database, device: string): void => {
  userDb.prepare("update library set root_device = ? where one = 1").run(device)
}

/** Did the cache turn out to be damaged while it was in use? */
export const hasDamageMark = (userDb: Database): boolean =>
  userDb.prepare("select is_cache_damaged from library where one = 1").get()?.["is_cache_damaged"] === 1

export const setDamageMark = (userDb: Database): void => {
  userDb.prepare("update library set is_cache_damaged = 1 where one = 1").run()
}

export const clearDamageMark = (userDb: Database): void => {
  userDb.prepare("update library set is_cache_damaged = 0 where one = 1").run()
}
