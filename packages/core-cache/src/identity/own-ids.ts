/**
 * Copies that have an id of their own by the user's consent though their files carry another's (library.db): where a scan may not write, or
 * the file has no field for an id. Such a copy never takes the other's id over.
 */
import type { Database } from "@deadwax/core-async"
import type { IdKind } from "./issued-ids.ts"

/** The consents as one scan asks for them. */
export interface OwnIds {
  /** The own ids of copies whose files carry this id. */
  readonly ofCopies: (kind: IdKind, copiedId: string) => ReadonlyArray<string>
}

/** Opens the record. Most libraries have none, and are not asked for each file. */
export const openOwnIds = (library: Database): OwnIds => {
  const isEmpty = library.prepare("select 1 as one from own_ids limit 1").get() === undefined
  return {
    ofCopies: (kind, copiedId) =>
      isEmpty
        ? []
        : (library
            .prepare("select id from own_ids where kind = ? and copied_id = ? order by id")
            .values(kind, copiedId)
            .flat() as Array<string>)
  }
}

/** Records the user's consent. */
export const giveOwnId = (library: Database, kind: IdKind, id: string, copiedId: string): void => {
  library
    .prepare(
      `insert into own_ids (kind, id, copied_id) values (?, ?, ?)
      on conflict (kind, id) do update set copied_id = excluded.copied_id`
    )
    .run(kind, id, copiedId)
}

/** The id that the files of a copy with an own id carry; null: it is no such copy. */
export const copiedIdOf = (library: Database, kind: IdKind, id: string): string | null =>
  (library.prepare("select copied_id from own_ids where kind = ? and id = ?").get(kind, id)?.["copied_id"] as
    | string
    | undefined) ?? null
