/** What library.db knows of the members of collections: which id stands for a merged one, and what a member was called last. */
import { type Database, transaction } from "@deadwax/core-async"
import type { CollectionKind } from "./kind.ts"

/** Those of the ids that were merged into others, with the id that stands for them now. */
export const resolveMerged = (
  userDb: Database,
  kind: CollectionKind,
  ids: ReadonlyArray<string>
): ReadonlyMap<string, string> => {
  const survivors = userDb.prepare("select merged_into from ids where kind = ? and id = ? and merged_into is not null")
  const merged = userDb
    .prepare(
      "select id, merged_into from ids where kind = ? and merged_into is not null and id in (select value from json_each(?))"
    )
    .values(kind.no, JSON.stringify(ids)) as Array<[string, string]>
  const follow = (id: string): string => {
    const seen = new Set<string>()
    for (let at = id; !seen.has(at); ) {
      seen.add(at)
      const next = survivors.get(kind.no, at)?.["merged_into"]
      if (next === undefined) return at
      at = String(next)
    }
    return id
  }
  return new Map(merged.map(([id, into]) => [id, follow(into)]))
}

/** Every id that was merged into another. */
export const mergedIds = (userDb: Database, kind: CollectionKind): ReadonlyArray<string> =>
  userDb.prepare("select id from ids where kind = ? and merged_into is not null").values(kind.no).flat() as ReadonlyArray<string>

/** What these ids were called when they were there, as far as no file says it. */
export const rememberedDescriptions = (
  userDb: Database,
  kind: CollectionKind,
  ids: ReadonlyArray<string>
): ReadonlyMap<string, string> =>
  new Map(
    userDb
      .prepare("select id, description from member_descriptions where kind = ? and id in (select value from json_each(?))")
      .values(kind.no, JSON.stringify(ids)) as Array<[string, string]>
  )

/** Remembers what members are called; writes nothing when all of it is known. */
export const rememberDescriptions = (userDb: Database, kind: CollectionKind, fresh: ReadonlyMap<string, string>): void => {
  if (fresh.size === 0) return
  transaction(userDb, () => {
    const upsert = userDb.prepare(
      `insert into member_descriptions (kind, id, description) values (?, ?, ?)
      on conflict (kind, id) do update set description = excluded.description`
    )
    for (const [id, description] of fresh) upsert.run(kind.no, id, description)
  })
}
