/** Narrowed and ordered lists, and artists, genres, descriptors and labels, as scripts see them. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { ArtistRow, GenreEntry, Page, Release, Track, ValueRow } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { withSortJoined } from "../src/commands/list-options.ts"
import { inTurn, onBun } from "./programs.ts"
import { scannedWorld } from "./scanned-world.ts"
import { failure, parsed, slowMs, type World } from "./world.ts"

test.each([
  ["tracks list --sort -title --json", "tracks list --sort=-title --json"],
  ["tracks list --sort title", "tracks list --sort title"],
  ["tracks list --sort -x", "tracks list --sort -x"],
  ["search -- --sort -title", "search -- --sort -title"],
  ["--sort", "--sort"]
])("[X1] a sort downwards may stand after a blank: %s", (given, joined) => {
  expect(withSortJoined(given.split(" ")).join(" ")).toBe(joined)
})

for (const program of inTurn(import.meta.path)) {
  describe(`[X1] lists that are narrowed and ordered, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => parsed<T>(await run(...args, "--json"))
    const titles = async (...args: ReadonlyArray<string>) =>
      (await json<Page<Release | Track>>(...args)).items.map(({ title }) => title)

    beforeAll(async () => {
      ;({ world } = await scannedWorld(program))
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "[R1] [R4] releases and tracks by each option, and by several at once",
      async () => {
        expect(await titles("releases", "list", "--artist", "The Paper Lanterns")).toContain("Velvet Static")
        expect(await titles("releases", "list", "--release-artist", "Mira Solvang")).not.toContain("Velvet Static")
        expect(await titles("releases", "list", "--artist", "Mira Solvang")).toContain("Velvet Static")
        expect(await titles("tracks", "list", "--genre", "alternative rock", "--label", "Cassette Moon")).toContain(
          "Neon Orchard"
        )
        expect(await titles("releases", "list", "--type", "single", "--descriptor", "nothing")).toEqual([])
        const whole = await json<Page<Release>>("releases", "list")
        const isNew = await json<Page<Release>>("releases", "list", "--new", "--limit", "0")
        const notNew = await json<Page<Release>>("releases", "list", "--not-new", "--limit", "0")
        expect(isNew.total + notNew.total).toBe(whole.total)
        expect(await titles("releases", "list", "--no-loose", "--type", "loosetrack")).toEqual([])
      },
      slowMs
    )

    test(
      "[R1] --sort orders, downwards with a dash before the key",
      async () => {
        const up = await titles("tracks", "list", "--sort", "title", "--all")
        const down = await titles("tracks", "list", "--sort", "-title", "--all")
        expect(up.length).toBeGreaterThan(20)
        expect(new Set(down)).toEqual(new Set(up))
        expect(down[0]).toBe(up.at(-1) as string)
        const wrong = await run("tracks", "list", "--sort", "size")
        expect(wrong.code).toBe(2)
        expect(wrong.err).toContain("it must be one of path, title, artist, date, added")
        expect((await run("tracks", "list", "--new", "--not-new")).code).toBe(2)
      },
      slowMs
    )

    test(
      "[R8] [R9] a filter narrows, beside options; one that makes no sense is shown with a mark below the place",
      async () => {
        const both = await titles("tracks", "list", "artist:lanterns", "title:~orch", "--all")
        expect(both).toContain("Neon Orchard")
        expect(await titles("tracks", "list", 'artist:=="The Paper Lanterns"')).toEqual(
          await titles("tracks", "list", "--artist", "The Paper Lanterns")
        )
        expect(await titles("releases", "list", "type:album or type:single", "--new")).toEqual(
          (await json<Page<Release>>("releases", "list", "--all")).items
            .filter(({ type, isNew }) => isNew && (type === "album" || type === "single"))
            .map(({ title }) => title)
        )
        const whole = await json<Page<Track>>("tracks", "list", "--limit", "0")
        const without = parsed<Page<Track>>(await run("--json", "tracks", "list", "--limit", "0", "--", "-artist:lanterns"))
        const withThem = await json<Page<Track>>("tracks", "list", "--limit", "0", "artist:lanterns")
        expect([whole.total, withThem.total > 0]).toEqual([without.total + withThem.total, true])
        const wrong = await run("tracks", "list", "東京 genre:dub foo:bar")
        expect([wrong.code, wrong.out]).toEqual([2, ""])
        const found = await json<Page<Track>>("search", "lanterns", "year:1900..2100", "--kind", "track")
        expect(found.items.map(({ artists }) => artists.main[0]?.name)).toContain("The Paper Lanterns")
        expect((await json<Page<ArtistRow>>("search", "paper lantern", "--kind", "artist")).items[0]?.name).toBe(
          "The Paper Lanterns"
        )
        expect(wrong.err.split("\n").slice(0, 3)).toEqual([
          "deadwax: the filter makes no sense: there is no field of this name.",
          "  東京 genre:dub foo:bar",
          `  ${" ".repeat(15)}^^^`
        ])
        expect(wrong.err).toMatch(/Expected: one of .*title/)
        const error = failure(await run("releases", "list", "year:x", "--json"))
        expect(error).toMatchObject({ code: "usage", position: 5, length: 1, path: null })
      },
      slowMs
    )

    test(
      "[R7] artists, genres, descriptors and labels are listed and shown",
      async () => {
        const kinds = [
          ["artist", "artists"],
          ["genre", "genres"],
          ["descriptor", "descriptors"],
          ["label", "labels"]
        ] as const
        // Beside what contracts ask of each runtime's SQLite.
        for (const [one, many] of program === onBun ? kinds : kinds.slice(0, 1)) {
          const page = await json<Page<ArtistRow>>(many, "list")
          expect(page.items.length).toBeGreaterThan(2)
          const [first] = page.items
          expect(await json<ArtistRow>(many, "show", first?.name ?? "")).toMatchObject(first ?? {})
          const plain = await run(many, "list", "--limit", "1")
          expect(plain.out.split("\t").slice(0, 3).join(" ").trim()).toBe(`${first?.name} ${first?.releases} ${first?.tracks}`)
          const absent = await run(many, "show", "Nobody Nothing", "--json")
          expect([absent.code, absent.out, failure(absent).code]).toEqual([5, "", "not-found"])
          expect(failure(absent).message).toContain(`no ${one} "Nobody Nothing"`)
        }
        const names = (await json<Page<ValueRow>>("genres", "list", "--all")).items.map(({ name }) => name)
        expect(names).toEqual(expect.arrayContaining(["Dream Pop", "Pop", "Rock"]))
        expect(await json<GenreEntry>("genres", "show", "dream pop")).toMatchObject({ name: "Dream Pop" })
      },
      slowMs
    )

    test(
      "[R3] [X5] aliases and a genre tree of one's own take effect without a scan; config check tells what is set and what is odd",
      async () => {
        const tree = join(world.home, ".config/deadwax/own.toml")
        writeFileSync(tree, '"Dream Pop" = ["Sleepy"]\n')
        const env = {
          DEADWAX_ARTIST_ALIASES: '[{ artist = "Lamp Folk", aliases = ["The Paper Lanterns"] }]',
          DEADWAX_GENRE_TREE: "own.toml"
        }
        const found = await world.run(program, ["releases", "list", "--artist", "Lamp Folk", "--genre", "Sleepy", "--json"], {
          env
        })
        expect(found.err).toBe("")
        const [release] = parsed<Page<Release>>(found).items
        expect(release?.artists.main).toContainEqual({ name: "Lamp Folk", alias: true })
        expect(release?.parentGenres).toEqual(["Sleepy"])
        const check = await world.run(program, ["config", "check", "--json"], { env })
        expect(parsed(check)).toMatchObject({
          path: world.config,
          exists: true,
          settings: { artistAliases: [{ artist: "Lamp Folk" }], genreTree: "own.toml" },
          environment: ["DEADWAX_ARTIST_ALIASES", "DEADWAX_GENRE_TREE"],
          warnings: []
        })
        writeFileSync(tree, '"Dream Pop" = ["Sleepy"]\n"Sleepy" = ["dream-pop"]\n')
        const cycle = await world.run(program, ["config", "check", "--json"], { env })
        expect([cycle.code, failure(cycle).code, failure(cycle).path]).toEqual([2, "config", tree])
        expect(failure(cycle).message).toContain("must be a tree without cycles")
        const absent = await world.run(program, ["genres", "list", "--json"], { env: { DEADWAX_GENRE_TREE: "none.toml" } })
        expect([absent.code, failure(absent).code]).toEqual([2, "config"])
        const wrong = await world.run(program, ["status"], { env: { DEADWAX_MAX_FILENAME_BYTES: "many" } })
        expect(wrong.err).toContain("the environment variable DEADWAX_MAX_FILENAME_BYTES must be a whole number")
      },
      slowMs
    )

    test(
      "[X5] config check tells all mistakes at once: of the file, of the environment and of the genre tree, each with what to do",
      async () => {
        const sound = readFileSync(world.config, "utf8")
        const tree = join(world.home, ".config/deadwax/wrong.toml")
        writeFileSync(tree, '"A" = "B"\n"C" = 5\n')
        const keys = 'valid_art_exts = 5\nquick_reader = "yes"\ngenre_tree = "wrong.toml"\ntehme = 1\n'
        writeFileSync(world.config, `${keys}${sound}`)
        try {
          const env = { DEADWAX_MAX_FILENAME_BYTES: "many" }
          const ran = await world.run(program, ["config", "check", "--json"], { env })
          expect([ran.code, ran.out]).toEqual([2, ""])
          const lines = ran.err
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line))
          const expected = [
            [`valid_art_exts in ${world.config} must be`, world.config, "Mend that key."],
            ["DEADWAX_MAX_FILENAME_BYTES must be", world.config, "Mend or unset that variable."],
            [`quick_reader in ${world.config} must be`, world.config, "Mend that key."],
            [`"A" in ${tree} must be`, tree, "Mend that key."],
            [`"C" in ${tree} must be`, tree, "Mend that key."]
          ]
          expect(lines[0].warning.message).toContain("unknown key tehme")
          expect(lines.slice(1).map(({ error }) => [error.code, error.path, error.remedy])).toEqual(
            expected.map(([, path, remedy]) => ["config", path, remedy])
          )
          for (const [i, [text]] of expected.entries()) expect(lines[i + 1].error.message).toContain(text)
          const inWords = await world.run(program, ["config", "check"], { env })
          expect(inWords.err.match(/^deadwax: /gm)).toHaveLength(expected.length)
          const elsewhere = await world.run(program, ["status", "--json"], { env })
          expect([elsewhere.code, elsewhere.err.trimEnd().split("\n").length]).toEqual([2, 3])
        } finally {
          writeFileSync(world.config, sound)
        }
      },
      slowMs
    )
  })
}
