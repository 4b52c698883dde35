import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Collage, CollectionSummary, Page, Playlist, PlaylistImport, Release } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inTurn, onBun } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { parsed, slowMs, type World } from "./world.ts"

const lightHouse = "018d6a00-0001-7dea-8d3a-000000000002"

for (const program of inTurn(import.meta.path)) {
  describe(`[X1] [U10] [U11] collages and playlists on the command line, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => {
      const ran = await run(...args, "--json")
      expect(ran).toMatchObject({ code: 0, err: "" })
      return parsed<T>(ran)
    }
    const file = (path: string): string => readFileSync(join(world.music, path), "utf8")

    beforeAll(async () => {
      world = (await scannedWorld(program)).world
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "[R6] list collages, get collage, list playlists, get playlist",
      async () => {
        const collages = await json<Page<CollectionSummary>>("collages", "list")
        expect(collages.items.map(({ name, count, missing }) => [name, count, missing])).toEqual([
          ["Empty Shelf", 0, 0],
          ["Late Night", 4, 1]
        ])
        expect(collages).toMatchObject({ total: 2, limit: 50, offset: 0 })
        const kitchen = await json<Playlist>("playlists", "show", "Kitchen")
        expect(kitchen).toMatchObject({
          name: "Kitchen",
          count: 5,
          missing: 1,
          coverPath: join(world.music, "!playlists/Kitchen.jpg")
        })
        expect(kitchen.tracks[3]).toEqual({
          id: lightHouse,
          position: 4,
          description: "[2018-11-02] The Paper Lanterns (feat. Mira Solvang) - Glow Worm (Interlude)",
          missing: false
        })
        expect((await run("playlists", "list")).out).toBe(`Kitchen\t5\t1\t${join(world.music, "!playlists/Kitchen.jpg")}\n`)
        expect((await run("collages", "show", "Late Night")).out).toMatch(
          /^Name: {4}Late Night\nEntries: 4\nMissing: 1\n\n(?:.*\t.*\n){4}$/
        )
      },
      slowMs
    )

    test(
      "a playlist's life: create, add by path and id, move, remove, cover, rename, delete to the trash, restore",
      async () => {
        expect((await run("playlists", "create", "Mine")).out).toBe("Mine: 0 tracks\n")
        await expectFailureIn(world, program, ["playlists", "create", "Mine"], 2, "usage", /already/)
        const path = join(world.music, "Nova Kite - 2024. Static Bloom - Single")
        const [track = ""] = readdirSync(path).filter((name) => name.endsWith(".flac"))
        await run("playlists", "add", "Mine", join(path, track), lightHouse)
        const added = await json<Playlist>("playlists", "add", "Mine", lightHouse, "--at", "1")
        expect(added.tracks.map(({ id }) => id === lightHouse)).toEqual([true, false, true])
        expect(file("!playlists/Mine.toml").match(/\[\[tracks\]\]/g)?.length).toBe(3)
        await expectFailureIn(world, program, ["playlists", "move", "Mine", lightHouse, "2"], 2, "usage", /positions 1, 3/)
        const moved = await json<Playlist>("playlists", "move", "Mine", lightHouse, "2", "--at", "3")
        expect(moved.tracks.map(({ id }) => id === lightHouse)).toEqual([true, true, false])
        expect((await run("playlists", "remove", "Mine", lightHouse, "--at", "2")).out).toBe("Mine: 2 tracks\n")
        const cover = join(world.music, "!playlists/Kitchen.jpg")
        const covered = await json<Playlist>("playlists", "cover", "Mine", cover)
        expect(readFileSync(covered.coverPath ?? "")).toEqual(readFileSync(cover))
        const renamed = await json<Playlist>("playlists", "rename", "Mine", "Yours")
        expect(renamed.coverPath).toBe(join(world.music, "!playlists/Yours.jpg"))
        expect((await json<Playlist>("playlists", "cover", "Yours", "--remove")).coverPath).toBeNull()
        expect(await json<Playlist>("playlists", "delete", "Yours")).toMatchObject({ name: "Yours", count: 2 })
        expect(existsSync(join(world.music, "!playlists/Yours.toml"))).toBe(false)
        const trash = join(world.music, ".deadwax/trash")
        expect(readdirSync(trash).length).toBe(2)
        rmSync(trash, { recursive: true })
      },
      slowMs
    )

    test(
      "[X7] export and import are the identity, into any name; unmatched lines are named and exit 1",
      async () => {
        const path = join(world.directory, "other.m3u8")
        await run("playlists", "export", "Kitchen", path)
        const text = readFileSync(path, "utf8")
        expect(await json<PlaylistImport>("playlists", "import", path)).toMatchObject({
          name: "Kitchen",
          isNew: false,
          unmatched: []
        })
        writeFileSync(path, text.replace("#PLAYLIST:Kitchen", "#PLAYLIST:Copy"))
        expect(await json<PlaylistImport>("playlists", "import", path)).toMatchObject({ name: "Copy", isNew: true, count: 5 })
        const of = async (name: string) => (await json<Playlist>("playlists", "show", name)).tracks
        expect(await of("Copy")).toEqual(await of("Kitchen"))
        const back = join(world.directory, "back.m3u8")
        await run("playlists", "export", "Copy", back)
        expect(readFileSync(back, "utf8").replace("#PLAYLIST:Copy", "#PLAYLIST:Kitchen")).toBe(text)
        writeFileSync(path, "#EXTM3U\n# note\nnowhere.mp3\nLoose Change.mp3\n")
        const ran = await run("playlists", "import", path)
        expect(ran).toMatchObject({ code: 1, out: "other: 0 tracks\n" })
        expect(ran.err).toMatch(/line 2 has no place here: # note/)
        expect(ran.err).toMatch(/line 3: no track here: nowhere\.mp3/)
      },
      slowMs
    )

    test(
      "[U15] a broken file is named by scan, list and show, and the others are there",
      async () => {
        const broken = `${file("!collages/Late Night.toml")}[[releases]\n`
        writeFileSync(join(world.music, "!collages/Late Night.toml"), broken)
        const scan = await run("scan")
        expect(scan.code).toBe(1)
        expect(scan.err).toMatch(/!collages\/Late Night\.toml: .*not valid TOML \(line \d+, column \d+\)/)
        const list = await run("collages", "list")
        expect(list.out).toBe("Empty Shelf\t0\t0\t\nLate Night\t0\t0\t\n")
        expect(list.err).toMatch(/warning: the collage "Late Night": .*not valid TOML/)
        expect((await json<Collage>("collages", "show", "Late Night").catch(() => undefined))?.failure?.reason).toBe("corrupt")
        expect(file("!collages/Late Night.toml")).toBe(broken)
      },
      slowMs
    )
  })
}

describe("[X1] [U10] collections that changed since the last scan", () => {
  let world: World
  beforeAll(async () => {
    world = (await scannedWorld(onBun)).world
  }, slowMs)
  afterAll(() => world.remove())

  test(
    "what is removed, and what is not, is said by the file and not by what was known of it",
    async () => {
      const path = join(world.music, "!playlists/Kitchen.toml")
      const before = readFileSync(path, "utf8")
      writeFileSync(path, `${before}\n[[tracks]]\nuuid = "by hand"\n`)
      const removed = await world.run(onBun, ["playlists", "remove", "Kitchen", "by hand"])
      expect(removed).toMatchObject({ code: 0, out: "Kitchen: 5 tracks, 1 missing\n" })
      expect(readFileSync(path, "utf8")).not.toContain("by hand")
      writeFileSync(path, `[[tracks]]\nuuid = "${lightHouse}"\n`)
      const fails = (...expected: Expected) => expectFailureIn(world, onBun, ...expected)
      await fails(["playlists", "remove", "Kitchen", "none"], 5, "not-found", /has no track "none"; nothing was changed/)
      await fails(["playlists", "remove", "Kitchen", lightHouse, "--at", "2"], 5, "not-found", /at position 2; nothing/)
      expect(readFileSync(path, "utf8").match(/\[\[tracks\]\]/g)?.length).toBe(1)
    },
    slowMs
  )

  test(
    "one that no scan has seen is not deleted as what is not there; one that is gone takes no entry",
    async () => {
      const path = join(world.music, "!collages/Unseen.toml")
      writeFileSync(path, '[[releases]]\nuuid = "x"\n')
      const fails = (...expected: Expected) => expectFailureIn(world, onBun, ...expected)
      await fails(["collages", "delete", "Unseen"], 5, "not-found", /no collage "Unseen"/)
      expect(existsSync(path)).toBe(true)
      await fails(["collages", "create", "Unseen"], 2, "usage", /already/)
      const seen = await world.run(onBun, ["collages", "show", "Unseen", "--json"])
      expect(parsed<Collage>(seen)).toMatchObject({ count: 1, missing: 1 })
      rmSync(path)
      const { id } = parsed<Page<Release>>(await world.run(onBun, ["releases", "list", "--json"])).items[0]!
      await fails(["collages", "add", "Unseen", id], 5, "not-found", /no collage "Unseen"/)
      expect(existsSync(path)).toBe(false)
    },
    slowMs
  )
})

describe("[X1] what goes wrong with collages and playlists is said, and with which code", () => {
  let world: World
  beforeAll(async () => {
    world = (await scannedWorld(onBun)).world
  }, slowMs)
  afterAll(() => world.remove())

  test(
    "unknown names, wrong positions, files that are something else",
    async () => {
      const fails = (...expected: Expected) => expectFailureIn(world, onBun, ...expected)
      await fails(["collages", "show", "late night"], 5, "not-found", /no collage "late night"/)
      await fails(["playlists", "delete", "none"], 5, "not-found", /no playlist "none"/)
      await fails(["playlists", "add", "Kitchen", "none"], 5, "not-found", /no track "none"/)
      await fails(
        ["playlists", "remove", "Kitchen", "none"],
        5,
        "not-found",
        /"Kitchen" has no track "none"; nothing was changed/
      )
      await fails(["collages", "remove", "none", "x"], 5, "not-found", /no collage "none"/)
      await fails(["collages", "create", "a/b"], 2, "usage", /holds a slash/)
      await fails(["collages", "create", "LATE NIGHT"], 2, "usage", /case or Unicode/)
      await fails(["collages", "rename", "Late Night", "Empty Shelf"], 2, "usage", /already/)
      await fails(["collages", "add", "Late Night"], 2, "usage", /ID\|PATH is missing/)
      await fails(["collages", "move", "Late Night", "x", "0"], 2, "usage", /1 or more/)
      await fails(["playlists", "cover", "Kitchen"], 2, "usage", /which picture was not said/)
      await fails(
        ["playlists", "cover", "Kitchen", join(world.music, "notes.txt")],
        2,
        "usage",
        /notes\.txt is no cover: its name ends in \.txt/
      )
      const empty = join(world.directory, "empty.jpg")
      writeFileSync(empty, "")
      await fails(["playlists", "cover", "Kitchen", empty], 2, "usage", /empty\.jpg is empty/)
      const words = join(world.directory, "words.jpg")
      writeFileSync(words, "these are words, and no picture")
      const { sourcePath } = parsed<Page<Release>>(await world.run(onBun, ["releases", "list", "--json"])).items[0]!
      const kept = readFileSync(join(world.music, "!playlists/Kitchen.jpg"))
      for (const to of [
        ["playlists", "cover", "Kitchen"],
        ["releases", "cover", sourcePath]
      ])
        await fails([...to, words], 2, "usage", /words\.jpg holds no picture/)
      expect(readFileSync(join(world.music, "!playlists/Kitchen.jpg"))).toEqual(kept)
      await fails(["playlists", "cover", "Kitchen", "none.jpg"], 2, "usage", /there is no picture .*none\.jpg/)
      await fails(["playlists", "export", "Kitchen", join(world.music, "notes.txt")], 2, "usage", /is no M3U8/)
      await fails(["playlists", "import", "none.m3u8"], 5, "not-found", /no file/)
      writeFileSync(join(world.directory, "latin.m3u8"), new Uint8Array([0x23, 0xe9]))
      await fails(["playlists", "import", "latin.m3u8"], 2, "usage", /not UTF-8/)
    },
    slowMs
  )
})
