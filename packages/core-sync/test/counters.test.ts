/** The counters of the catalog: asked of its rows each time, and kept nowhere beside them (C4, C16). */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { SqliteCount } from "../../core-async/test/harness/counted-sqlite.ts"
import { cacheSchema } from "../../core-cache/src/open/schema.gen.ts"
import { countCatalog, listQueue } from "../src/catalog/catalog.ts"
import { itemChoices, pageItems, pageQueue } from "../src/catalog/item-pages.ts"
import { countLeft, countQueue } from "../src/catalog/items-left.ts"
import { endJob, readJob } from "../src/catalog/jobs.ts"
import { noteTags, upsertEntries } from "../src/catalog/metadata.ts"
import { beginJob, entry, itemAt, lookOf, makeSource, withDatabase } from "./catalog/catalog-world.ts"

const names = (database: Database, sql: string): ReadonlyArray<string> => database.prepare(sql).values().flat().map(String)

const tablesOf = (database: Database) =>
  names(database, "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name")

const columnsOf = (database: Database, table: string) => names(database, `select name from pragma_table_info('${table}')`)

/** A source with songs of these tags, each by its path. */
const fill = (database: Database, name: string, songs: Readonly<Record<string, readonly [artist: string, album: string]>>) => {
  const source = makeSource(database, name)
  const job = beginJob(database, source.no)
  const paths = Object.keys(songs)
  upsertEntries(
    database,
    lookOf(job),
    paths.map((path) => entry(path))
  )
  for (const [path, [artist, album]] of Object.entries(songs)) {
    const tags = { title: path, artist, album, albumArtist: null, durationMs: null }
    noteTags(database, itemAt(database, source.no, path).no, "1", tags)
  }
  return source.no
}

describe("[C4] [C16] counters", () => {
  test("of one source are its own, of all are those of all: an artist of two counts once, an album of several artists is one, and one of each source two", () =>
    withDatabase((database) => {
      const nas = fill(database, "NAS", { "1.mp3": ["Reds", "Velvet"], "2.mp3": ["Reds", "Satin"] })
      const cloud = fill(database, "Cloud", { "1.mp3": ["Reds", "Velvet"], "3.mp3": ["Blues", "Velvet"], "x.jpg": ["No", "No"] })
      const counted = (sourceNo?: number) => {
        const { songs, missing, artists, albums, otherFiles, queued } = countCatalog(database, 0, sourceNo)
        return [songs, missing, artists, albums, otherFiles, queued]
      }
      expect([counted(nas), counted(cloud), counted()]).toEqual([
        [2, 2, 1, 2, 0, 2],
        [2, 2, 2, 1, 1, 3],
        [4, 4, 2, 3, 1, 5]
      ])
    }))

  test("albums: two releases of one name are two, discs are one, and what is here counts as the library has it", () =>
    withDatabase((database) => {
      const song = ["Reds", "Velvet"] as const
      const nas = fill(database, "NAS", {
        "Velvet/1.mp3": song,
        "Velvet/2.mp3": song,
        "Velvet (again)/1.mp3": song,
        "Set/CD1/1.mp3": ["Blues", "Set"],
        "Set/CD 2/1.mp3": ["Blues", "Set"]
      })
      const albums = () => countCatalog(database, 0, nas).albums
      expect(albums()).toBe(3)
      const comes = (path: string, releaseId: string) => {
        const update = "update catalog set status = 'downloaded', local_path = path, track_id = path where path = ?"
        database.prepare(update).run(path)
        database.prepare("insert into traces (track_id, release_id, title) values (?, ?, '')").run(path, releaseId)
      }
      comes("Velvet/1.mp3", "one")
      expect(albums()).toBe(3)
      // As a library with one directory for each disc has it.
      comes("Set/CD1/1.mp3", "two")
      comes("Set/CD 2/1.mp3", "three")
      expect(albums()).toBe(4)
      comes("Velvet (again)/1.mp3", "one")
      expect(albums()).toBe(3)
      // Files that were placed and that no scan has seen yet.
      database.exec("update catalog set track_id = null")
      expect(albums()).toBe(3)
    }))

  test("what is not here is told by why it is not, of one source and of all, and kept with the job that ended", () =>
    withDatabase((database) => {
      const fillOf = (name: string, budgetBytes: number | null, paths: ReadonlyArray<string>) => {
        const source = makeSource(database, name, { budgetBytes, deletedHere: "leave" })
        const job = beginJob(database, source.no)
        upsertEntries(
          database,
          lookOf(job),
          paths.map((path) => entry(path, path.startsWith("unknown") ? { sizeBytes: null } : {}))
        )
        return { no: source.no, job: job.no }
      }
      const nas = fillOf("NAS", 2500, ["here", "small", "large", "unknown", "later", "unwanted", "left out", "deleted"])
      const cloud = fillOf("Cloud", null, ["large", "later"])
      const set = (source: number, path: string, columns: string) =>
        database.prepare(`update catalog set ${columns} where source_no = ? and path = ?`).run(source, path)
      set(nas.no, "here", "status = 'downloaded', local_path = path, local_size_bytes = 1000")
      set(nas.no, "large", "size_bytes = 1501")
      set(nas.no, "small", "size_bytes = 1500")
      set(cloud.no, "large", "size_bytes = 1501")
      set(nas.no, "later", "status = 'failed', retry_after_us = 70")
      set(cloud.no, "later", "status = 'failed', retry_after_us = 60")
      set(nas.no, "unwanted", "ignored_by = 'user'")
      set(nas.no, "left out", "ignored_by = 'policy'")
      set(nas.no, "deleted", "local_revision = revision")
      const ignored = { user: 1, policy: 1, deletion: 1 }
      expect(countLeft(database, 50, nas.no)).toEqual({ ready: 3, overBudget: 2, waiting: 1, nextDueUs: 70, ignored })
      expect(countLeft(database, 70, nas.no)).toMatchObject({ ready: 4, waiting: 0, nextDueUs: null })
      expect(countQueue(database, 50)).toEqual({ ready: 4, overBudget: 2, waiting: 2, nextDueUs: 60 })
      expect(readJob(database, nas.job)?.left).toBeNull()
      endJob(database, nas.job, "completed", 50)
      expect(readJob(database, nas.job)).toMatchObject({ left: { ready: 3, overBudget: 2, ignored }, stats: { items: 0 } })
      database.exec(`update sync_jobs set stats = '{"items":0,"failed":0}'`)
      expect(readJob(database, nas.job)).toMatchObject({ left: null, stats: { items: 0, failed: 0 } })
    }))

  test("each is one SELECT over the catalog and what is wanted of its sources, writes nothing, and knows at once what anybody changed", () =>
    withDatabase((database) => {
      const sourceNo = fill(database, "NAS", { "1.mp3": ["Reds", "Velvet"], "2.mp3": ["Reds", "Satin"] })
      const count = new SqliteCount()
      const counted = count.counted(database, "library")
      const writes = () => Number(database.prepare("select total_changes() as n").get()?.["n"])
      const before = writes()
      const page = { sourceNo, limit: 10, offset: 0 }
      const calls: ReadonlyArray<readonly [statements: number, call: () => unknown]> = [
        [1, () => countCatalog(counted, 0)],
        [1, () => countCatalog(counted, 0, sourceNo)],
        // One for the sources, one for their budgets, and for each source what is due and what is not yet.
        [4, () => countQueue(counted, 0)],
        [5, () => countLeft(counted, 0, sourceNo)],
        [1, () => listQueue(counted, 0)],
        [2, () => pageQueue(counted, 0, page)],
        ...itemChoices.map((choice) => [2, () => pageItems(counted, { ...page, choice })] as const)
      ]
      for (const [statements, call] of calls) {
        count.reset()
        call()
        const asked = [...count.of("library").texts.keys()]
        expect([count.of("library").statements, asked.length]).toEqual([statements, statements])
        for (const text of asked) {
          expect(text).toMatch(/^select /)
          const tables = [...text.matchAll(/\b(?:from|join)\s+(\w+)/g)].map(([, table]) => table)
          expect(tables.filter((table) => table !== "catalog" && table !== "sources")).toEqual([])
        }
      }
      expect(writes()).toBe(before)
      database.exec("update catalog set status = 'failed', last_error = 'x', artist = 'Blues' where no = 1")
      expect(countCatalog(database, 0)).toMatchObject({ missing: 1, failed: 1, artists: 2 })
      database.exec("delete from catalog where no = 2")
      expect(countCatalog(database, 0)).toMatchObject({ missing: 0, failed: 1, songs: 1, albums: 1, queued: 1 })
    }))
})

/** What speaks of the catalog as a whole or in parts, column by column: a total or a state of it would be one more. */
const besideTheCatalog: Readonly<Record<string, ReadonlyArray<string>>> = {
  sources: ["no", "name", "kind", "address", "settings", "policy", "added_us", "disk"],
  cursors: ["source_no", "fingerprint", "cursor", "job_no"],
  catalog_steps: ["one", "files_version"],
  catalog_doubts: ["catalog_no"],
  work_items: ["job_no", "catalog_no", "action", "priority", "state", "outcome"]
}

/** Names that a counter or a snapshot might have. Each column that has one is here, with what it says. */
const isTold =
  /count|total|number|sum|stat(?:s|us|e)$|stat(?:s|e)_|songs|albums|artists|missing|failed|downloaded|downloading|ignored|queue|progress|snapshot|plays$/

const explained: Readonly<Record<string, string>> = {
  "catalog.status": "the item's own",
  "catalog.ignored_by": "the item's own",
  "collection_members.is_missing": "of one entry of a playlist",
  "library.state_changes": "how many changes of tracks' states there were",
  "release_artists.position": "an order",
  "scans.failed_total": "of a scan that ended: files of the library that it could not read",
  "search_releases.artists": "words to search",
  "search_tracks.artists": "words to search",
  "sync_jobs.stats": "of a job that ended: what became of the items that it worked on",
  "sync_jobs.status": "the job's own",
  "track_state.counted_last_us": "plays",
  "track_state.counted_plays": "plays",
  "track_state.play_count": "plays",
  "tracks.track_number": "a tag",
  "tracks.disc_number": "a tag",
  "releases.catalog_number": "a tag",
  "work_items.state": "of a job's work on one item"
}

const toldColumns = (database: Database): Array<string> =>
  tablesOf(database).flatMap((table) =>
    columnsOf(database, table)
      .filter((column) => isTold.test(column))
      .map((column) => `${table}.${column}`)
  )

test("[C16] no table and no column keeps a counter or a state of the catalog beside it, and nothing could keep one in step", () =>
  withDatabase((database) => {
    for (const [table, columns] of Object.entries(besideTheCatalog))
      expect([table, columnsOf(database, table)]).toEqual([table, columns])
    // What is said of jobs is said of each by itself.
    const ofSources = tablesOf(database).filter((table) =>
      names(database, `select [table] from pragma_foreign_key_list('${table}')`).some(
        (to) => to === "sources" || to === "catalog"
      )
    )
    expect(ofSources).toEqual([
      "begun_changes",
      "catalog",
      "catalog_doubts",
      "cursors",
      "placing_tags",
      "sync_jobs",
      "work_items"
    ])
    expect(names(database, "select name from sqlite_schema where type = 'view'")).toEqual([])
    const triggers = names(database, "select sql from sqlite_schema where type = 'trigger' and sql like '%catalog%'")
    expect(triggers).toHaveLength(3)
    // They say to which release an item's track belongs, and nothing else.
    for (const text of triggers) expect(text.match(/\bset [a-z_]+|\b(?:insert into|delete from)\b/g)).toEqual(["set release_id"])
    const others = names(database, "select name from sqlite_schema where type = 'trigger' and sql not like '%catalog%'")
    expect(others).toEqual(["ids_merging"])
    const told = toldColumns(database)
    // Both databases have one of this name.
    database.exec("drop table track_state")
    database.exec(cacheSchema)
    told.push(...toldColumns(database))
    expect(told.filter((column) => explained[column] === undefined)).toEqual([])
  }))
