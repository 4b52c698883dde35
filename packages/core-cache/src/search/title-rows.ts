/** The keys of titles and names (title-key.ts), as they are kept to be found by their beginning. */
import type { Database } from "@deadwax/core-async"
import type { Hit } from "../model/model.ts"
import { nameKeys, titleKey } from "./title-key.ts"

export type Kind = Hit["kind"]

/** As numbers, in the order in which equals stand in a search: a name that is an artist's is rather meant as that. */
export const kinds = ["artist", "release", "track"] as const satisfies ReadonlyArray<Kind>

export const kindNumber = (kind: Kind): number => kinds.indexOf(kind)

/** Keeps a title's keys. It must have none. */
export const storeKeys = (cache: Database, kind: Kind, no: number, title: string): void => {
  const insert = cache.prepare("insert into search_titles (kind, no, key, length) values (?, ?, ?, ?)")
  for (const key of kind === "artist" ? nameKeys(title) : [titleKey(title)]) insert.run(kindNumber(kind), no, key, title.length)
}

/** The greatest number of a kind that has keys; 0: none has. */
export const lastNo = (cache: Database, kind: Kind): number =>
  (cache.prepare("select max(no) as no from search_titles where kind = ?").get(kindNumber(kind))?.["no"] as number | null) ?? 0

export const removeKeys = (cache: Database, kind: Kind, no: number): void => {
  cache.prepare("delete from search_titles where kind = ? and no = ?").run(kindNumber(kind), no)
}

/** The keys of these, with the lengths of the titles themselves. */
export const keysOf = (
  cache: Database,
  kind: Kind,
  nos: Iterable<number>
): ReadonlyArray<[no: number, key: string, length: number]> =>
  cache
    .prepare(
      `select keys.no, keys.key, keys.length from json_each(?) as wanted
      cross join search_titles as keys on keys.kind = ? and keys.no = wanted.value`
    )
    .values(JSON.stringify([...nos]), kindNumber(kind)) as Array<[number, string, number]>
