import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Finding, Library, Mended, Page, Release, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inTurn } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs, type World } from "./world.ts"

interface Report {
  readonly findings: ReadonlyArray<Finding>
  readonly mended: ReadonlyArray<Mended>
}

/** Every file below a directory with its time and content. */
const everythingIn = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => `${name} ${statSync(join(directory, name)).mtimeMs} ${Bun.hash(readFileSync(join(directory, name)))}`)
    .sort()

for (const program of inTurn(import.meta.path)) {
  describe(`[X1] [U17] doctor, ${program.name}`, () => {
    let world: World
    let library: Library
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const releases = async () => parsed<Page<Release>>(await run("releases", "list", "--all", "--json")).items

    beforeAll(async () => {
      world = makeWorld("sample")
      rmSync(join(world.music, "!playlists"), { recursive: true, force: true })
      rmSync(join(world.music, "!collages"), { recursive: true, force: true })
      library = parsed<Library>(await run("init", world.music, "--identity", "tags", "--name", "mine", "--json"))
      expect((await run("scan", "--force", "--quiet")).code).toBeLessThan(2)
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "a copied album is named with both paths, and shown as a copy of the other",
      async () => {
        const original = (await releases()).find(({ sourcePath }) => !/\.\w+$/.test(sourcePath))
        const copied = join(world.music, "Zz copied")
        cpSync(original?.sourcePath ?? "", copied, { recursive: true })
        await run("scan", "--quiet")
        const shown = await run("releases", "show", copied)
        expect(shown.out).toContain(`A copy of: `)
        expect(shown.out).toContain(original?.sourcePath ?? "?")
        const track = parsed<Release>(await run("releases", "show", copied, "--json")).tracks?.[0]
        expect((await run("tracks", "show", track?.id ?? "")).out).toMatch(/^A copy of: +\/.*$/m)
        expect(Object.keys(track ?? {})).not.toContain("duplicateOf")
        const ran = await run("doctor", "--json")
        expect(ran).toMatchObject({ code: 1, err: "" })
        const { findings, mended } = parsed<Report>(ran)
        expect(mended).toEqual([])
        expect(findings).toContainEqual(
          expect.objectContaining({ kind: "copy", path: copied, otherPath: original?.sourcePath, severity: "problem" })
        )
      },
      slowMs
    )

    test(
      "[I2] a copy that is renamed keeps its ids, its rating and its places in a playlist and a collage",
      async () => {
        const [copied, renamed] = [join(world.music, "Zz copied"), join(world.music, "Before all others")]
        const show = async (path: string) => parsed<Release>(await run("releases", "show", path, "--json"))
        const before = await show(copied)
        const idsOf = ({ tracks }: Release) => tracks?.map(({ id }) => id)
        const [rated = ""] = idsOf(before) ?? []
        await run("tracks", "rate", rated, "5")
        for (const [kind, id] of [["playlists", rated] as const, ["collages", before.id] as const]) {
          expect((await run(kind, "create", "Copies")).code).toBe(0)
          expect((await run(kind, "add", "Copies", id)).code).toBe(0)
        }
        renameSync(copied, renamed)
        await run("scan", "--quiet")
        const after = await show(renamed)
        expect([after.id, idsOf(after)]).toEqual([before.id, idsOf(before)])
        expect(parsed<Track>(await run("tracks", "show", rated, "--json"))).toMatchObject({ rating: 5 })
        expect((await run("tracks", "lost")).out).not.toContain(rated)
        for (const kind of ["playlists", "collages"]) {
          expect((await run(kind, "show", "Copies", "--json")).out).not.toMatch(/"isMissing": ?true/)
          expect((await run(kind, "delete", "Copies")).code).toBe(0)
        }
        renameSync(renamed, copied)
        await run("scan", "--quiet")
        expect(idsOf(await show(copied))).toEqual(idsOf(before))
      },
      slowMs
    )

    test(
      "without --fix nothing is changed; with it a leftover goes to the trash, and the copy gets its own ids; what is odd is said once",
      async () => {
        const leftover = join(world.music, "Zz copied", ".01.flac.deadwax-tmp")
        writeFileSync(leftover, "half a fi")
        const databases = [world.libraryDb(library.id), world.cacheDb(library.id)]
        const state = () => [
          everythingIn(world.music),
          databases.map((path) => [statSync(path).mtimeMs, Bun.hash(readFileSync(path))])
        ]
        const before = state()
        const plain = await run("doctor")
        expect(plain.code).toBe(1)
        expect(plain.out).toContain(`leftover\tproblem\t${leftover}\t\tfixable\t`)
        expect(state()).toEqual(before)
        writeFileSync(world.config, `tehme = 1\n${readFileSync(world.config, "utf8")}`)
        const fixed = await run("doctor", "--fix", "--json")
        expect(fixed.err.match(/unknown key tehme/g)).toHaveLength(1)
        expect(parsed<Report>(fixed).mended).toContainEqual({
          kind: "leftover",
          path: leftover,
          message: "The temporary file is in the trash."
        })
        expect(existsSync(leftover)).toBe(false)
        expect(parsed<Report>(fixed).mended.map(({ kind }) => kind)).toContain("copy")
        expect(parsed<Report>(fixed).findings.filter(({ fixable }) => fixable)).toEqual([])
        expect((await run("releases", "show", join(world.music, "Zz copied"))).out).not.toContain("A copy of:")
        expect((await run("trash", "list")).out).toContain(leftover)
      },
      slowMs
    )

    test(
      "a root without its marker is said, and --fix leaves it alone",
      async () => {
        const marker = join(world.music, ".deadwax/library.toml")
        const text = readFileSync(marker)
        rmSync(marker)
        const ran = await run("doctor", "--fix", "--json")
        expect(ran.code).toBe(1)
        expect(parsed<Report>(ran).findings[0]).toMatchObject({ kind: "storage", path: world.music, fixable: false })
        expect(existsSync(marker)).toBe(false)
        writeFileSync(marker, text)
      },
      slowMs
    )

    test(
      "a sound library has nothing amiss; a library that was never registered is no finding but an error",
      async () => {
        const other = makeWorld("empty")
        mkdirSync(join(other.music, "Empty"))
        await other.run(program, ["init", other.music, "--identity", "fingerprint"])
        await other.run(program, ["scan", "--quiet"])
        expect(await other.run(program, ["doctor"])).toEqual({ code: 0, out: "", err: "" })
        expect(parsed<Report>(await other.run(program, ["doctor", "--fix", "--json"]))).toEqual({ findings: [], mended: [] })
        const unknown = await other.run(program, ["doctor", "--library", "nobody", "--json"])
        expect(unknown.code).toBeGreaterThan(1)
        expect(failure(unknown).remedy).not.toBe("")
        other.remove()
      },
      slowMs
    )
  })
}
