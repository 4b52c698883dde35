import { Database } from "bun:sqlite"
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Status } from "@deadwax/core-cache"
import { afterEach, describe, expect, test } from "vitest"
import { flatReleases, flatTrackTotal } from "./expected.ts"
import { inTurn, type Program } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld, titlesIn } from "./scanned-world.ts"
import { failure, parsed, slowMs, type World } from "./world.ts"

let world: World
afterEach(() => world.remove())

const scanned = async (program: Program): Promise<Library> => {
  const made = await scannedWorld(program)
  world = made.world
  return made.library
}

const titles = (program: Program) => titlesIn(world, program)
const expectFailure = (program: Program, ...expected: Expected) => expectFailureIn(world, program, ...expected)

/** Overwrites the first page of a table, which opening the database does not read. */
const spoilTable = (path: string, table: string): void => {
  const database = new Database(path)
  database.exec("pragma wal_checkpoint(truncate)")
  const row = database.query(
    "select rootpage, (select page_size from pragma_page_size) as size from sqlite_schema where name = ?"
  )
  const { rootpage, size } = row.get(table) as { rootpage: number; size: number }
  database.close()
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0x5a, (rootpage - 1) * size, rootpage * size))
}

describe.each(inTurn(import.meta.path))("a cache that is lost, $name", (program) => {
  test(
    "[D8] a corrupt cache.db is rebuilt with a notice, and the answer is whole",
    async () => {
      const library = await scanned(program)
      const all = await titles(program)
      const bytes = readFileSync(world.cacheDb(library.id))
      writeFileSync(world.cacheDb(library.id), bytes.fill(0x5a, 0, 4096))
      const ran = await world.run(program, ["releases", "list"])
      expect(ran.code).toBe(0)
      expect(ran.err).toMatch(/^notice: .*(damaged|built again)/)
      expect(ran.out.trimEnd().split("\n")).toHaveLength(flatReleases.length)
      const again = await world.run(program, ["releases", "list"])
      expect({ ...again, out: "" }).toEqual({ code: 0, out: "", err: "" })
      expect(await titles(program)).toEqual(all)
    },
    slowMs
  )

  test(
    "[D8] a cache that is gone is built again; with the storage offline that is said instead of an empty list",
    async () => {
      await scanned(program)
      rmSync(join(world.home, ".cache"), { recursive: true })
      renameSync(world.music, `${world.music}.away`)
      const listed = await expectFailure(
        program,
        ["releases", "list"],
        3,
        "offline",
        /^deadwax: storage offline: .*cache\.db is gone/
      )
      expect(listed.err).not.toContain("notice:")
      const told = parsed<Status>(await world.run(program, ["status", "--json"]))
      expect(told).toMatchObject({ storage: "offline", needsScan: true, releases: 0 })
      renameSync(`${world.music}.away`, world.music)
      expect(await titles(program)).toHaveLength(flatReleases.length)
    },
    slowMs
  )

  test(
    "[D8] status of a library whose cache is gone, or whose last scan was cut off, scans nothing and says what to do",
    async () => {
      const library = await scanned(program)
      const path = world.cacheDb(library.id)
      rmSync(path)
      for (const _ of [1, 2]) {
        const ran = await world.run(program, ["status", "--json"])
        expect([ran.code, parsed<Status>(ran)]).toMatchObject([0, { releases: 0, needsScan: true, storage: "online" }])
        expect(JSON.parse(ran.err).notice.message).toContain("Run deadwax scan")
      }
      await world.run(program, ["scan"])
      const cache = new Database(path)
      cache.run("delete from meta where key = 'scanned'")
      cache.close()
      const ran = await world.run(program, ["status"])
      expect(ran.out).toContain(", not finished\n")
      expect(ran.err).toMatch(/^notice: .*cut off.*Run deadwax scan/)
      expect(await titles(program)).toHaveLength(flatReleases.length)
      expect(await world.run(program, ["status"])).toMatchObject({ err: "", out: expect.not.stringContaining("not finished") })
    },
    slowMs
  )

  test(
    "[D8] a cache.db found damaged in the middle of a command is replaced, and the command answers",
    async () => {
      const library = await scanned(program)
      const all = await titles(program)
      const path = world.cacheDb(library.id)
      for (const [table, args, lines] of [
        ["releases", ["releases", "list"], flatReleases.length],
        ["tracks", ["tracks", "list", "--all"], flatTrackTotal],
        ["tracks", ["scan"], 3],
        ["search_releases_data", ["search", "velvet", "static"], undefined]
      ] as const) {
        spoilTable(path, table)
        const ran = await world.run(program, args)
        expect(ran.err).toContain(`notice: ${path} turned out to be damaged`)
        expect(ran.code).toBe(0)
        expect(ran.out).not.toBe("")
        if (lines !== undefined) expect(ran.out.trimEnd().split("\n")).toHaveLength(lines)
        expect({ ...(await world.run(program, args)), out: "" }).toMatchObject({ code: 0 })
        expect((await world.run(program, ["status"])).err).toBe("")
        expect(await titles(program)).toEqual(all)
      }
    },
    slowMs
  )

  test(
    "[D8] a directory where cache.db should be is named, and left alone",
    async () => {
      const library = await scanned(program)
      const path = world.cacheDb(library.id)
      for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true })
      mkdirSync(path)
      const ran = await expectFailure(program, ["releases", "list"], 3, "storage", /cannot be opened/)
      expect(ran.err).toContain(`the cache ${path} cannot be opened`)
      expect(failure(await world.run(program, ["status", "--json"])).path).toBe(path)
      expect(readdirSync(path)).toEqual([])
    },
    slowMs
  )
})
