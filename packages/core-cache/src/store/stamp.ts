/** One text for one state of the databases: what was answered under an equal stamp is still so. */
import type { Database } from "@deadwax/core-async"

// What others committed shows in data_version, what this connection committed in total_changes(). Neither reads a page of the file.
const stampOf = (database: Database): string => {
  const others = database.prepare("pragma data_version").get()?.["data_version"]
  const own = database.prepare("select total_changes() as own").get()?.["own"]
  return `${others}.${own}`
}

/** The stamp of both databases. It may change without a difference in any answer, never the other way round. */
export const readStamp = (cache: Database, userDb: Database): string => `${stampOf(cache)}-${stampOf(userDb)}`
