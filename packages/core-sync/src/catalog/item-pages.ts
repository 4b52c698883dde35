/** Parts of the catalog as lists show them: with the name of the source and what the tags say. */
import type { Database, SqlRow } from "@deadwax/core-async"
import { isQueued } from "./catalog.ts"
import { type CatalogItem, itemColumns, itemOf } from "./item.ts"
import { itemStatuses } from "./item-states.ts"
import { isLeft, isWanted } from "./wanted.ts"

/** What a list of items may be narrowed to: those of a status that are wanted, or those that are not. */
export const itemChoices = [...itemStatuses, "ignored"] as const
/** One of them. */
export type ItemChoice = (typeof itemChoices)[number]

/** An item, the name of its source, and what its tags say as far as they were read. */
export interface ShownItem {
  readonly item: CatalogItem
  /** It was deleted here, and is to stay so. */
  readonly isLeft: boolean
  readonly source: string
  readonly title: string | null
  readonly artist: string | null
  readonly album: string | null
}

/** Which items: of one source or of all, in one state or in any; `limit` -1 stands for all of them. */
export interface ItemPageRequest {
  readonly sourceNo: number | undefined
  readonly choice: ItemChoice | undefined
  readonly limit: number
  readonly offset: number
}

/** A part of a list, and how many there are in all. */
export interface ItemPage {
  readonly items: ReadonlyArray<ShownItem>
  readonly total: number
}

type Parameters = ReadonlyArray<string | number>

const shown = `${itemColumns}, ${isLeft} as isLeft, title, artist, album, (select name from sources where no = source_no) as source`

const shownOf = (row: SqlRow): ShownItem => {
  const { isLeft: left, title, artist, album, source, ...rest } = row as SqlRow & Omit<ShownItem, "item" | "isLeft">
  return { item: itemOf(rest as SqlRow), isLeft: left === 1, source, title, artist, album }
}

const pageWhere = (
  database: Database,
  where: string,
  parameters: Parameters,
  order: string,
  { limit, offset }: Pick<ItemPageRequest, "limit" | "offset">
): ItemPage => ({
  items: database
    .prepare(`select ${shown} from catalog where ${where} order by ${order} limit ? offset ?`)
    .all(...parameters, limit, offset)
    .map(shownOf),
  total: Number(database.prepare(`select count(*) from catalog where ${where}`).values(...parameters)[0]?.[0])
})

const ofSource = (sourceNo: number | undefined): readonly [string, Parameters] =>
  sourceNo === undefined ? ["1", []] : ["source_no = ?", [sourceNo]]

const inState = (choice: ItemChoice | undefined): readonly [string, Parameters] => {
  if (choice === undefined) return ["1", []]
  return choice === "ignored" ? [`not (${isWanted})`, []] : [`${isWanted} and status = ?`, [choice]]
}

/** What sources have now, in the order in which it came. */
export const pageItems = (database: Database, request: ItemPageRequest): ItemPage => {
  const [source, sourceParameters] = ofSource(request.sourceNo)
  const [state, stateParameters] = inState(request.choice)
  const where = `deleted_us is null and ${source} and ${state}`
  return pageWhere(database, where, [...sourceParameters, ...stateParameters], "no", request)
}

/** What is to be fetched now, the most urgent first (K10). */
export const pageQueue = (database: Database, nowUs: number, request: Omit<ItemPageRequest, "choice">): ItemPage => {
  const [source, parameters] = ofSource(request.sourceNo)
  return pageWhere(database, `${source} and ${isQueued}`, [...parameters, nowUs], "priority desc, no", request)
}

/** One item as lists show it; undefined when there is none of this number. */
export const readShownItem = (database: Database, no: number): ShownItem | undefined => {
  const row = database.prepare(`select ${shown} from catalog where no = ?`).get(no)
  return row === undefined ? undefined : shownOf(row)
}
