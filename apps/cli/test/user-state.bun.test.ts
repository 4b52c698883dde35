import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, StateImport, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inTurn } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { parsed, slowMs, type World } from "./world.ts"

for (const program of inTurn(import.meta.path)) {
  describe(`[A4] [A6] favourites, ratings and plays on the command line, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => {
      const ran = await run(...args, "--json")
      expect(ran).toMatchObject({ code: 0, err: "" })
      return parsed<T>(ran)
    }
    const idsOf = async (...args: ReadonlyArray<string>) => (await json<Page<Track>>(...args)).items.map(({ id }) => id)
    const expectFailure = (...expected: Expected) => expectFailureIn(world, program, ...expected)
    let [one, two]: ReadonlyArray<Track> = []

    beforeAll(async () => {
      world = (await scannedWorld(program)).world
      // Files that carry their ids are known again when both databases are gone.
      const { items } = await json<Page<Track>>("tracks", "list", "--all")
      ;[one, two] = items.filter(({ id }) => id.startsWith("018d6a00"))
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "[D2] a track is made a favourite by id or path, rated, played; lists and orders follow",
      async () => {
        const [a, b] = [one?.id ?? "", two?.id ?? ""]
        expect(await json<Track>("tracks", "favorite", a, "on")).toEqual({ ...one, isFavorite: true })
        expect((await run("tracks", "favorite", two?.sourcePath ?? "", "on")).out).toBe(`Favourite: ${two?.sourcePath}\n`)
        expect((await run("tracks", "rate", b, "4")).out).toBe(`Rated 4: ${two?.sourcePath}\n`)
        const play = ["tracks", "play", a, "--at", "2020-01-02T03:04:05Z", "--key", "k"]
        for (let n = 0; n < 2; n++)
          expect(await json<Track>(...play)).toMatchObject({ playCount: 1, lastPlayedAt: "2020-01-02T03:04:05.000Z" })
        expect((await run("tracks", "play", b)).out).toBe(`Played once: ${two?.sourcePath}\n`)
        expect((await run("tracks", "play", b)).out).toBe(`Played 2 times: ${two?.sourcePath}\n`)
        expect(await idsOf("tracks", "favorites")).toEqual([b, a])
        expect(await idsOf("tracks", "played")).toEqual([b, a])
        expect(await idsOf("tracks", "most-played", "--limit", "1")).toEqual([b])
        expect((await json<Page<Track>>("tracks", "recent", "--limit", "0")).total).toBeGreaterThan(20)
        expect(await idsOf("tracks", "list", "--sort", "-rating", "--limit", "1")).toEqual([b])
        expect(await idsOf("tracks", "list", "--sort", "-plays", "--limit", "2")).toEqual([b, a])
        expect((await run("tracks", "favorite", a, "off")).out).toBe(`No favourite: ${one?.sourcePath}\n`)
        expect((await run("tracks", "rate", b, "0")).out).toBe(`No rating: ${two?.sourcePath}\n`)
        await expectFailure(["tracks", "favorite", "nobody", "on"], 5, "not-found", /no track "nobody"/)
        await expectFailure(["tracks", "play", a, "--at", "soon"], 2, "usage", /which is no time/)
        expect((await run("tracks", "rate", a, "6")).code).toBe(2)
        expect((await run("releases", "list", "--sort", "plays")).code).toBe(2)
      },
      slowMs
    )

    test(
      "[X7] the state goes out to a file and comes back into a new library.db; broken lines are named by number",
      async () => {
        const file = join(world.directory, "state.jsonl")
        await run("tracks", "rate", one?.id ?? "", "5")
        const before = await json<Page<Track>>("tracks", "list", "--all")
        expect((await run("export", "state", file)).out).toMatch(/^Written to .*: \d+ lines\n$/)
        const text = readFileSync(file, "utf8")
        expect((await run("export", "state", file)).code).toBe(0)
        expect(readFileSync(file, "utf8")).toBe(text)
        writeFileSync(join(world.directory, "other"), "mine")
        await expectFailure(["export", "state", join(world.directory, "other")], 2, "usage", /was not replaced/)
        await expectFailure(["import", "state", join(world.directory, "none")], 5, "not-found", /there is no file/)
        await expectFailure(["import", "state", world.music], 2, "usage", /is a directory/)
        await expectFailure(
          ["export", "state", join(world.directory, "none/x")],
          5,
          "not-found",
          /the directory of .* is not there/
        )
        for (const kind of [".local/share/deadwax", ".cache/deadwax"]) rmSync(join(world.home, kind), { recursive: true })
        expect((await run("scan", "--quiet")).code).toBe(0)
        writeFileSync(file, `${text}{"kind":"play"\n`)
        const ran = await run("import", "state", file)
        expect(ran.code).toBe(1)
        expect(ran.err).toContain(`state.jsonl, line ${text.split("\n").length}: `)
        for (const track of [one, two])
          expect(await json<Track>("tracks", "show", track?.id ?? "")).toEqual(
            before.items.find(({ id }) => id === track?.id) as Track
          )
        writeFileSync(file, Buffer.concat([Buffer.from(text), Buffer.of(0xff, 0x0a)]))
        expect((await run("import", "state", file)).err).toMatch(/, line \d+: it is not UTF-8 text\n$/)
        writeFileSync(file, text)
        expect(await json<StateImport>("import", "state", file)).toMatchObject({
          tracks: 0,
          plays: 0,
          failed: [],
          failedTotal: 0
        })
      },
      slowMs
    )

    test(
      "[D9] the state of a track that is gone is still there to be changed",
      async () => {
        const id = (await idsOf("tracks", "list", "--sort", "-rating", "--limit", "1"))[0] ?? ""
        const track = await json<Track>("tracks", "show", id)
        rmSync(track.sourcePath)
        await run("scan", "--quiet")
        expect((await run("tracks", "lost")).out).toContain("rated 5")
        expect((await run("tracks", "rate", id, "0")).out).toBe(`Kept for a track that is gone: ${id}\n`)
        expect(await json("tracks", "favorite", id, "off")).toBeNull()
      },
      slowMs
    )
  })
}
