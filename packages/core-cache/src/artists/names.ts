/** The tables of names: artists, genres, labels, descriptors. A name is made when it is first used and goes with its last use. */
import { markArtist, removeArtistDocument } from "../search/index-documents.ts"
import type { WriteTransaction } from "../store/store.ts"

/** What a look-up in a table of names needs of a write. */
type Naming = Pick<WriteTransaction, "cache" | "numbers">

/** The number of an artist, made (and marked for the search index) when the name is new. */
export const artistNo = ({ cache, numbers }: Naming, name: string): number =>
  numbers.of(`artists ${name}`, () => {
    const known = cache.prepare("select no from artists where name = ?").get(name)
    if (known !== undefined) return known["no"] as number
    const no = cache.prepare("insert into artists (name) values (?) returning no").get(name)!["no"] as number
    markArtist(cache, no)
    return no
  })

type ValueTable = "genres" | "labels" | "descriptors"

const statements: Readonly<Record<ValueTable, { readonly find: string; readonly make: string }>> = {
  genres: { find: "select no from genres where name = ?", make: "insert into genres (name) values (?) returning no" },
  labels: { find: "select no from labels where name = ?", make: "insert into labels (name) values (?) returning no" },
  descriptors: {
    find: "select no from descriptors where name = ?",
    make: "insert into descriptors (name) values (?) returning no"
  }
}

/** The number of a genre, label or descriptor, made when the name is new. */
export const valueNo = ({ cache, numbers }: Naming, table: ValueTable, name: string): number =>
  numbers.of(`${table} ${name}`, () => {
    const row = cache.prepare(statements[table].find).get(name) ?? cache.prepare(statements[table].make).get(name)!
    return row["no"] as number
  })

/** Removes names (and field sets) that nothing uses any more. Costs one index look-up a name, so it runs once a scan that changed anything. */
export const removeUnusedNames = ({ cache, note, numbers }: WriteTransaction): void => {
  numbers.forget()
  const unused = cache
    .prepare(
      `select no from artists where not exists (select 1 from track_artists where artist_no = artists.no)
        and not exists (select 1 from release_artists where artist_no = artists.no)`
    )
    .values() as Array<[number]>
  if (unused.length > 0) note("artist")
  for (const [no] of unused) {
    removeArtistDocument(cache, no)
    cache.prepare("delete from artists where no = ?").run(no)
  }
  for (const kind of ["genre", "label", "descriptor"] as const) {
    const removed = cache.prepare(
      `delete from ${kind}s where not exists (select 1 from release_${kind}s where ${kind}_no = ${kind}s.no)`
    )
    if (removed.run() > 0) note(kind)
  }
  cache
    .prepare("delete from release_fields where not exists (select 1 from tracks where release_fields_no = release_fields.no)")
    .run()
}
