/**
 * Where the catalog says that files of sources lie, or lay: so that no item is given another's place. Only what is asked for is read, whatever
 * the catalog holds.
 */
import type { Database } from "@deadwax/core-async"
import { foldName } from "@deadwax/core-cache"
import type { KnownPlace, KnownPlaces } from "../placement/places.ts"
import type { CatalogItem } from "./item.ts"
import { isWanted } from "./wanted.ts"

/** An item whose file lies here. */
export interface PlacedItem {
  readonly no: number
  /** Where it lies, relative to the library's root. */
  readonly path: string
}

/** Those at exactly these paths, of every source. */
export const listPlacedAt = (database: Database, paths: Iterable<string>): ReadonlyArray<PlacedItem> => {
  const at = database.prepare("select no, local_path as path from catalog where local_path = ? order by no")
  return [...paths].flatMap((path) => at.all(path) as unknown as ReadonlyArray<PlacedItem>)
}

/** Where music of a source lies that no look has met as a track since it was placed. */
export const listUnmet = (database: Database, sourceNo: number): ReadonlyArray<string> =>
  database
    .prepare(
      `select local_path from catalog indexed by catalog_unmet
      where status = 'downloaded' and track_id is null and is_music = 1 and source_no = ? order by no`
    )
    .values(sourceNo)
    .map(([path]) => String(path))

/** What of a source was placed, and where. To be asked inside a transaction, or while nothing is placed. */
export const knownPlaces = (database: Database, sourceNo: number): KnownPlaces => {
  const find = (condition: string) => {
    const finding = database.prepare(
      `select local_source_path as remotePath, local_place as place, deleted_us is not null as isGone from catalog
      where source_no = ? and local_source_path is not null and local_place is not null and ${condition} limit 1`
    )
    return (...parameters: ReadonlyArray<string>): KnownPlace | undefined => {
      const row = finding.get(sourceNo, ...parameters)
      return row && { remotePath: String(row["remotePath"]), place: String(row["place"]), isGone: row["isGone"] === 1 }
    }
  }
  // Of two that have one path or place, one is gone: few rows to put in order.
  const thereFirst = "order by deleted_us is not null"
  const [from, fromBelow] = [find(`local_source_path = ? ${thereFirst}`), find("local_source_path > ? and local_source_path < ?")]
  const [at, below] = [find(`place_key = ? ${thereFirst}`), find("place_key > ? and place_key < ?")]
  // "0" is the character after "/": the range holds what lies below.
  return {
    from: (path) => from(path),
    fromBelow: (path) => fromBelow(`${path}/`, `${path}0`),
    at: (key) => at(key) ?? below(`${key}/`, `${key}0`)
  }
}

/** Directories here, up to two of them, in which music from below a directory of the source was placed; "" is the library's root. */
export const directoriesOfMusic = (database: Database, sourceNo: number, remoteDirectory: string): ReadonlyArray<string> =>
  database
    .prepare(
      `select distinct rtrim(local_place, replace(local_place, '/', '')) from catalog
      where source_no = ? and local_source_path > ? and local_source_path < ? and is_music = 1 and local_place is not null
        and deleted_us is null limit 2`
    )
    .values(sourceNo, `${remoteDirectory}/`, `${remoteDirectory}0`)
    .map(([directory]) => String(directory).replace(/\/$/, ""))

/** Where music was placed that has this path at the source but for its extension. */
export const placeOfStem = (database: Database, sourceNo: number, remoteStem: string): string | undefined => {
  const row = database
    .prepare(
      `select local_place from catalog where source_no = ? and local_source_path > ? and local_source_path < ? and is_music = 1
        and local_place is not null and deleted_us is null limit 1`
    )
    .values(sourceNo, `${remoteStem}.`, `${remoteStem}/`)[0]
  return row === undefined ? undefined : String(row[0])
}

/** Tells of places from before they had a key. */
export const keyPlaces = (database: Database): void => {
  const keying = database.prepare("update catalog set place_key = ? where no = ?")
  const unkeyed = database.prepare(
    "select no, local_place from catalog where local_place is not null and place_key is null limit 1000"
  )
  for (let rows = unkeyed.values(); rows.length > 0; rows = unkeyed.values())
    for (const [no = null, place] of rows) keying.run(foldName(String(place)), no)
}

/** Does a source have an item of this id, of this revision, that may still be fetched? Not when it lies here already, or nobody wants it. */
export const isFetchable = (database: Database, sourceNo: number, remoteId: string, revision: string): boolean =>
  database
    .prepare(
      `select 1 from catalog where source_no = ? and remote_id = ? and revision = ? and deleted_us is null
        and (status <> 'downloaded' or local_revision is not revision) and ${isWanted}`
    )
    .get(sourceNo, remoteId, revision) !== undefined

/** What an item's file takes here, bytes. */
export const usedBytesOf = ({ localPath, localSizeBytes, sizeBytes }: CatalogItem): number =>
  localPath === null ? 0 : (localSizeBytes ?? sizeBytes ?? 0)

/** The same of all files that lie here of a source. */
export const usedBytes = (database: Database, sourceNo: number): number =>
  Number(
    database
      .prepare(
        `select coalesce(sum(coalesce(local_size_bytes, size_bytes, 0)), 0) as bytes from catalog
        where source_no = ? and local_path is not null`
      )
      .get(sourceNo)?.["bytes"]
  )
