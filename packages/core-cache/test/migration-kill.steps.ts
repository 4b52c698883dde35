/** A schema's history for killing programs in its midst: each later step changes every row, and takes its while. */
import type { Migration } from "../src/open/library-db.ts"
import { libraryMigrations } from "../src/open/schema.gen.ts"

/** How many rows of the user there are to lose. */
export const rows = 20_000

const later = (step: number): Migration => ({
  name: `later-${step}`,
  sql: `create table later_${step} (id text not null primary key) strict, without rowid;
    insert into later_${step} select id from ids;
    update ids set first_seen_us = ${step};`
})

/** The real history, and then three steps. */
export const laterSteps: ReadonlyArray<Migration> = [...libraryMigrations, ...[1, 2, 3].map(later)]
