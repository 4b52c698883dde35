/** Looking into the catalog, and what it comes to. Nothing here is stored: every count is one SELECT over the rows that it counts. */
import type { Database } from "@deadwax/core-async"
import { type CatalogItem, itemColumns, itemOf } from "./item.ts"
import { isDue } from "./item-states.ts"
import { isWanted } from "./wanted.ts"

/** How many songs of a source, or of all, are in which state. The first five add up to `songs`. What is gone from its source is not counted. */
export interface CatalogCounts {
  readonly missing: number
  readonly downloading: number
  readonly downloaded: number
  readonly failed: number
  /** Not wanted, by the user's word, by the policy, or since they were deleted here and are to stay so; they count nowhere else. */
  readonly ignored: number
  readonly songs: number
  /** Names of artists that the tags of these songs hold, as far as those were read. */
  readonly artists: number
  /**
   * The releases of the library that these songs belong to, and those that would come: of what is not here the albums of each folder of a source
   * (without those of discs), by title and their artist as far as tags were read, but for those of which a song is here.
   */
  readonly albums: number
  /** What is no music: covers, lyrics, and whatever else lies there. */
  readonly otherFiles: number
  /** Songs and other files that can be fetched now. */
  readonly queued: number
}

/** A condition that holds for the rows of one source, or of all. */
const ofSource = (sourceNo: number | undefined): string => (sourceNo === undefined ? "1" : "source_no = ?")

const parametersOf = (sourceNo: number | undefined): ReadonlyArray<number> => (sourceNo === undefined ? [] : [sourceNo])

/** What stands in the queue: not here, wanted, nobody is at it, and its time has come. */
export const isQueued = `status in ('missing', 'failed') and ${isWanted} and deleted_us is null
  and ${isDue}`

const inStatus = (status: string): string =>
  `count(*) filter (where is_music = 1 and ${isWanted} and status = '${status}') as ${status}`

/** A song whose release a scan has told. */
const isHere = "local_path is not null and release_id is not null"

/** Of folders in which something is not here; there may be none. */
const albumsToCome = (sourceNo: number | undefined): string => {
  const isSong = `is_music = 1 and deleted_us is null and ${ofSource(sourceNo)}`
  return `select count(*) from (select 1 from catalog where ${isSong} and album is not null
      and release_folder in (select release_folder from catalog where ${isSong} and album is not null and not (${isHere}))
    group by source_no, release_folder, album, album_artist having not max(${isHere}))`
}

/** The state of the catalog at a moment, of one source or of all. */
export const countCatalog = (database: Database, nowUs: number, sourceNo?: number): CatalogCounts => {
  const of = parametersOf(sourceNo)
  const row = database
    .prepare(
      `select ${["missing", "downloading", "downloaded", "failed"].map(inStatus).join(", ")},
        count(*) filter (where is_music = 1 and not (${isWanted})) as ignored,
        count(*) filter (where is_music = 1) as songs,
        count(*) filter (where is_music = 0) as otherFiles,
        count(distinct artist) filter (where is_music = 1) as artists,
        count(*) filter (where ${isQueued}) as queued,
        count(distinct release_id) filter (where is_music = 1 and ${isHere}) + (${albumsToCome(sourceNo)}) as albums
      from catalog where deleted_us is null and ${ofSource(sourceNo)}`
    )
    .get(nowUs, ...of, ...of, ...of)
  return row as unknown as CatalogCounts
}

/** What is to be fetched now, the most urgent first, in an order that does not change while nothing happens. */
export const listQueue = (
  database: Database,
  nowUs: number,
  { sourceNo, limit = -1, offset = 0 }: { readonly sourceNo?: number; readonly limit?: number; readonly offset?: number } = {}
): ReadonlyArray<CatalogItem> =>
  database
    .prepare(
      `select ${itemColumns} from catalog where ${ofSource(sourceNo)} and ${isQueued} order by priority desc, no limit ? offset ?`
    )
    .all(...parametersOf(sourceNo), nowUs, limit, offset)
    .map(itemOf)

/** Every item of a source, in the order in which they came; also those that are gone from it. */
export const listItems = (database: Database, sourceNo: number): ReadonlyArray<CatalogItem> =>
  database.prepare(`select ${itemColumns} from catalog where source_no = ? order by no`).all(sourceNo).map(itemOf)

/** One item; undefined when there is none of this number. */
export const readItem = (database: Database, no: number): CatalogItem | undefined => {
  const row = database.prepare(`select ${itemColumns} from catalog where no = ?`).get(no)
  return row === undefined ? undefined : itemOf(row)
}
