/** Rows that no search finds: those that lost their path to another file (see storeTrack) and wait under one that begins with "/". */
import { ofSearch } from "../query-cache/dependency.ts"
import type { Reader } from "../reader.ts"
import type { Kind } from "./title-rows.ts"

const isWaiting = "source_path >= '/' and source_path < '0'"

const absent: Readonly<Record<Kind, string | undefined>> = {
  artist: undefined,
  release: `select no from releases where ${isWaiting}`,
  track: `select no from tracks where ${isWaiting}
    union all select tracks.no from tracks where release_no in (select no from releases where ${isWaiting})`
}

/**
 * A SELECT of the numbers of what is not there; undefined: all of this kind is. Outside of a scan nothing waits, and to look for it in each of a
 * search's statements would take a tenth of its time.
 */
export const absentOf = (reader: Reader, kind: Kind): string | undefined => {
  const sql = absent[kind]
  if (sql === undefined) return undefined
  const isSomeAbsent = reader.queries.part(`absent ${kind}s`, {
    condition: ofSearch,
    read: () => reader.cache.prepare(`select exists (${sql})`).values()[0]?.[0] === 1,
    bytesOf: () => 100
  })
  return isSomeAbsent ? sql : undefined
}
