/** What the catalog says of a real library that follows a real server, against what its rows and the disk say. */
import { Database } from "bun:sqlite"
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Page, Release } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type ApacheSource, password, readSample, samplePaths, startApacheSource, user } from "./apache-source.ts"
import { filesBelow } from "./holdings.ts"
import { onBun } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

type Row = Readonly<Record<string, string | number | null>>

/** What C9 names, as the columns are called. */
const stateColumns = [
  "status",
  "local_path",
  "seen_on_disk_us",
  "last_error",
  "error_class",
  "attempts",
  "retry_after_us",
  "lease_until_us"
]

describe("the catalog of a library that follows Apache", () => {
  let world: World
  let source: ApacheSource
  let library: Library
  const run = (...args: ReadonlyArray<string>) => world.run(onBun, args)
  const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => parsed<T>(await run(...args, "--json"))
  const sync = async (...args: ReadonlyArray<string>) => (await json<SyncJob>("sync", ...args)).stats
  const inDb = <A>(work: (database: Database) => A): A => {
    const database = new Database(world.libraryDb(library.id))
    database.run("pragma busy_timeout = 5000")
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  const rows = () => inDb((database) => database.query<Row, []>("select * from catalog where deleted_us is null").all())
  const distinct = (values: ReadonlyArray<unknown>): number => new Set(values.filter((value) => value !== null)).size
  /** The counters, counted one by one. */
  const counted = () => {
    const all = rows()
    const songs = all.filter((row) => row["is_music"] === 1)
    const inStatus = (status: string) => songs.filter((row) => row["ignored_by"] === null && row["status"] === status).length
    const isQueued = (row: Row) =>
      ["missing", "failed"].includes(String(row["status"])) &&
      row["ignored_by"] === null &&
      Number(row["retry_after_us"] ?? 0) <= Date.now() * 1000
    return {
      missing: inStatus("missing"),
      downloading: inStatus("downloading"),
      downloaded: inStatus("downloaded"),
      failed: inStatus("failed"),
      ignored: songs.filter((row) => row["ignored_by"] !== null).length,
      songs: songs.length,
      artists: distinct(songs.map((row) => row["artist"] ?? null)),
      albums: distinct(
        songs.map((row) =>
          row["album"] === null ? null : `${row["album_artist"] ?? row["artist"] ?? ""}\n${row["album"] ?? ""}`
        )
      ),
      otherFiles: all.length - songs.length,
      queued: all.filter(isQueued).length
    }
  }
  const status = async () => {
    const { catalog } = await json<LibraryStatus>("status")
    const { missing, downloading, downloaded, failed, ignored, songs } = catalog ?? counted()
    expect(missing + downloading + downloaded + failed + ignored).toBe(songs)
    expect(catalog).toEqual(counted())
    return catalog
  }
  const entry = async (path: string) => {
    const { items } = await json<Page<CatalogEntry>>("queue", "list", "--status", "downloaded", "--all")
    const all = [...items, ...(await json<Page<CatalogEntry>>("queue", "list", "--status", "missing", "--all")).items]
    return all.find((one) => one.path === path)?.id ?? ""
  }
  const songs = samplePaths.filter((path) => /\.(?:mp3|flac|m4a|ogg|opus)$/i.test(path))
  const [first = "", second = "", third = ""] = songs

  beforeAll(async () => {
    world = makeWorld()
    source = await startApacheSource()
    for (const path of samplePaths) source.put(path, readSample(path))
    library = await json<Library>("init", world.music, "--identity", "fingerprint", "--layout", "nested")
    writeFileSync(join(world.directory, "password"), password)
    const added = await run("sources", "add", "NAS", source.url, "--user", user, "--password-file", "password")
    expect(added.code).toBe(0)
  }, slowMs)
  afterAll(async () => {
    await source.stop()
    world.remove()
  })

  test(
    "[C4] [C2] the counters are those of the rows after each step, their parts add up, and albums are as many as releases",
    async () => {
      expect(await sync("--no-download")).toMatchObject({ failed: 0 })
      expect(await status()).toMatchObject({
        songs: songs.length,
        missing: songs.length,
        downloaded: 0,
        queued: samplePaths.length
      })
      expect(await sync()).toMatchObject({ added: samplePaths.length, failed: 0 })
      const all = await status()
      expect(all).toMatchObject({ missing: 0, downloaded: songs.length, queued: 0 })
      expect(all?.albums).toBe((await json<Page<Release>>("releases", "list", "--limit", "0")).total)
      for (const path of [first, second]) rmSync(join(world.music, path))
      expect((await run("scan")).code).toBe(0)
      expect(await status()).toMatchObject({ missing: 2, downloaded: songs.length - 2, queued: 2 })
      expect((await run("queue", "ignore", await entry(first))).code).toBe(0)
      expect(await status()).toMatchObject({ missing: 1, ignored: 1, queued: 1 })
      source.remove(third)
      source.put("New/locked.mp3", readSample(first))
      chmodSync(join(source.directory, "New/locked.mp3"), 0)
      expect(await run("sync", "--json")).toMatchObject({ code: 1 })
      expect(await status()).toMatchObject({ songs: songs.length, failed: 1, missing: 0, ignored: 1, queued: 0 })
      chmodSync(join(source.directory, "New/locked.mp3"), 0o644)
      const [failed] = (await json<Page<CatalogEntry>>("queue", "list", "--status", "failed")).items
      expect((await run("queue", "retry", failed?.id ?? "")).code).toBe(0)
      expect(await status()).toMatchObject({ failed: 0, missing: 1, queued: 1 })
      expect((await run("queue", "unignore", await entry(first))).code).toBe(0)
      expect(await sync()).toMatchObject({ added: 2, failed: 0 })
      expect(await status()).toMatchObject({ songs: songs.length, downloaded: songs.length, missing: 0, queued: 0 })
      expect(existsSync(join(world.music, first))).toBe(true)
    },
    slowMs
  )

  test(
    "[C16] nothing of what is counted is stored: a row that changes is told by the next status, and asking writes nothing",
    async () => {
      const tables = () =>
        inDb((database) =>
          database
            .query<{ name: string }, []>("select name from sqlite_schema where type = 'table' order by name")
            .all()
            .map(({ name }) => [name, database.query(`select * from ${name}`).all()])
        )
      const before = await status()
      inDb((database) => database.run("update catalog set ignored_by = 'user' where path = ?", [first]))
      const stored = tables()
      expect(await status()).toEqual({
        ...counted(),
        downloaded: (before?.downloaded ?? 0) - 1,
        ignored: (before?.ignored ?? 0) + 1
      })
      for (const args of [
        ["queue", "list"],
        ["sources", "list"],
        ["sync", "history"]
      ])
        await run(...args)
      expect(tables()).toEqual(stored)
      inDb((database) => database.run("update catalog set ignored_by = null where path = ?", [first]))
      expect(await status()).toEqual(before)
      // A source's numbers are no row's either.
      const { sources } = await json<LibraryStatus>("status")
      expect(sources).toHaveLength(1)
    },
    slowMs
  )

  test(
    "[C9] a look at the source writes none of the columns that say what became of an item here; only who they are for does",
    async () => {
      const names = inDb((database) => database.query<{ name: string }, []>("pragma table_info(catalog)").all()).map(
        ({ name }) => name
      )
      expect(names).toEqual(expect.arrayContaining([...stateColumns, "seen_in_source_us"]))
      const changed = stateColumns.map((column) => `old.${column} is not new.${column}`).join(" or ")
      inDb((database) =>
        database.exec(`create table written (path text not null);
          create trigger write_noted after update on catalog when ${changed} begin insert into written values (new.path); end`)
      )
      /** Whose state was written since it was asked last. */
      const written = (): ReadonlyArray<string> =>
        inDb((database) => {
          const paths = database.query<{ path: string }, []>("select distinct path from written order by path").all()
          database.run("delete from written")
          return paths.map(({ path }) => path)
        })
      source.put(first, readSample(second))
      source.remove(second)
      source.put("New/another.mp3", readSample(first))
      for (const kind of [[], ["--full"]]) expect((await json<SyncJob>("sync", "--no-download", ...kind)).stats.failed).toBe(0)
      for (const args of [["status"], ["queue", "list"], ["sources", "test", "NAS"]]) expect((await run(...args)).code).toBe(0)
      expect(written()).toEqual([])
      // A person's word, a look at the library, a job: each writes of its items alone.
      const id = await entry("New/another.mp3")
      for (const word of ["ignore", "unignore", "retry"]) expect((await run("queue", word, id)).code).toBe(0)
      expect(written().filter((path) => path !== "New/another.mp3")).toEqual([])
      const gone = songs.find((path) => path.startsWith("Various")) ?? ""
      rmSync(join(world.music, gone))
      expect((await run("scan")).code).toBe(0)
      await run("status")
      expect(written()).toEqual([gone])
      await sync()
      // The second is gone from its source, and the user's own from now on.
      expect(written()).toEqual([first, second, "New/another.mp3", gone].sort())
      inDb((database) => database.exec("drop trigger write_noted; drop table written"))
    },
    slowMs
  )

  test(
    "[C8] no event of a file is needed: what was done behind the program's back is known at the next sync",
    async () => {
      const gone = songs.find((path) => path.startsWith("Orchestra")) ?? ""
      const before = filesBelow(world.music).length
      rmSync(join(world.music, gone))
      expect(await sync("--no-download")).toMatchObject({ failed: 0 })
      expect(await status()).toMatchObject({ missing: 1, queued: 1 })
      expect(await sync()).toMatchObject({ items: 1, added: 1 })
      expect([await status(), filesBelow(world.music).length]).toMatchObject([{ missing: 0, queued: 0 }, before])
    },
    slowMs
  )
})
