import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Hit, Library, Page, Release, ScanReport, SearchPage, Status, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { expected, flatReleases, flatTrackTotal, sample } from "./expected.ts"
import { onBun, programs } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs } from "./world.ts"

/** Every file of the library with its content, to see that nothing was written. */
const contents = (root: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((path) => join(root, path))
      .filter((path) => statSync(path).isFile() && !path.includes("/.deadwax/"))
      .map((path) => [path, readFileSync(path, "base64")])
  )

for (const program of programs) {
  describe(`[X1] a library from init to search, ${program.name}`, () => {
    const world = makeWorld("sample")
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => {
      const ran = await run(...args, "--json")
      expect(ran.err).toBe("")
      expect(ran.code).toBe(0)
      expect(ran.out.endsWith("\n") && ran.out.indexOf("\n") === ran.out.length - 1).toBe(true)
      return parsed<T>(ran)
    }
    let library: Library
    let before: ReadonlyMap<string, string>

    beforeAll(async () => {
      before = contents(world.music)
      const made = await run("init", world.music, "--identity", "fingerprint", "--name", "Mine", "--json")
      expect(made.err).toContain("the layout is taken for flat")
      library = parsed<Library>(made)
    }, slowMs)
    afterAll(world.remove)

    test("init detects the layout, writes the marker and the configuration, and nothing else", () => {
      expect(library).toEqual({ id: library.id, name: "Mine", root: world.music, identity: "fingerprint", layout: "flat" })
      expect(readFileSync(join(world.music, ".deadwax/library.toml"), "utf8")).toContain(library.id)
      expect(readFileSync(world.config, "utf8")).toContain(`root = "${world.music}"`)
      expect(contents(world.music)).toEqual(before)
    })

    test(
      "before the first scan an empty list says why it is empty",
      async () => {
        const list = await run("releases", "list")
        expect(list).toEqual({ code: 0, out: "", err: "This library was never scanned: run deadwax scan.\n" })
        expect((await json<Status>("status")).lastScanAt).toBeNull()
      },
      slowMs
    )

    test(
      "scan reports what it did, again nothing, and [I1] writes no file of the library",
      async () => {
        const first = await json<ScanReport>("scan")
        expect(first.releases).toEqual({ added: flatReleases.length, updated: 0, removed: 0, unchanged: 0 })
        expect(first.tracks).toEqual({ added: flatTrackTotal, updated: 0, removed: 0, unchanged: 0 })
        expect({ failed: first.failed, failedTotal: first.failedTotal }).toEqual({ failed: [], failedTotal: 0 })
        const second = await run("scan")
        expect(second.code).toBe(0)
        expect(second.out).toMatch(
          new RegExp(`^Releases: 0 added, 0 updated, 0 removed, ${flatReleases.length} unchanged\nTracks: .*\nTook:`)
        )
        expect(second.err).toMatch(/^Finding files/)
        expect((await run("scan", "--quiet")).out + (await run("scan", "--quiet")).err).toBe("")
        expect(contents(world.music)).toEqual(before)
      },
      slowMs
    )

    test(
      "status in both forms",
      async () => {
        const status = await json<Status>("status")
        expect(status).toMatchObject({
          library,
          releases: flatReleases.length,
          tracks: flatTrackTotal,
          storage: "online",
          failedTotal: 0
        })
        expect(status.lastScanAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        const text = await run("status")
        for (const line of [
          "Library:      Mine",
          `Root:         ${world.music}`,
          "Storage:      online",
          `Tracks:       ${flatTrackTotal}`
        ]) {
          expect(text.out.split("\n")).toContain(line)
        }
      },
      slowMs
    )

    test("the databases are where the XDG rules put them", () => {
      expect(existsSync(world.libraryDb(library.id))).toBe(true)
      expect(existsSync(world.cacheDb(library.id))).toBe(true)
    })

    test(
      "releases list is a page, bytewise by path; [A1] its parts make the whole",
      async () => {
        const all = await json<Page<Release>>("releases", "list", "--all", "--tracks")
        expect({ total: all.total, limit: all.limit, offset: all.offset }).toEqual({
          total: flatReleases.length,
          limit: all.total,
          offset: 0
        })
        const paths = all.items.map(({ sourcePath }) => sourcePath)
        expect(paths).toEqual([...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
        expect(all.items.map(({ title }) => title).sort()).toEqual(flatReleases.map(({ title }) => title).sort())
        for (const release of all.items) expect(release.tracks).toHaveLength(release.trackTotal)
        const parts: Array<Release> = []
        for (let offset = 0; offset < all.total; offset += 4) {
          const page = await json<Page<Release>>("releases", "list", "--limit", "4", "--offset", String(offset), "--tracks")
          expect(page.total).toBe(all.total)
          parts.push(...page.items)
        }
        expect(parts).toEqual(all.items as Array<Release>)
      },
      slowMs
    )

    test(
      "[D11] limits: 50 unless told, cut at 1,000, 0 gives the total alone, past the end nothing",
      async () => {
        const page = (...args: ReadonlyArray<string>) => json<Page<Track>>("tracks", "list", ...args)
        expect((await page()).limit).toBe(50)
        expect((await page("--limit", "5000")).limit).toBe(1000)
        expect(await page("--limit", "0")).toEqual({ items: [], total: flatTrackTotal, limit: 0, offset: 0 })
        expect(await page("--offset", "999")).toEqual({ items: [], total: flatTrackTotal, limit: 50, offset: 999 })
        expect((await page("--all")).items).toHaveLength(flatTrackTotal)
      },
      slowMs
    )

    test(
      "in a pipe lists are lines with tabs, the id first",
      async () => {
        const text = await run("releases", "list")
        const items = (await json<Page<Release>>("releases", "list")).items
        expect(text.err).toBe("")
        expect(
          text.out
            .trimEnd()
            .split("\n")
            .map((line) => line.split("\t")[0])
        ).toEqual(items.map(({ id }) => id))
        const tracks = await run("tracks", "list", "--limit", "3")
        expect(tracks.out.trimEnd().split("\n")).toHaveLength(3)
        const both = (await run("releases", "list", "--tracks")).out.trimEnd().split("\n")
        expect(both).toHaveLength(flatReleases.length + flatTrackTotal)
        expect(both.filter((line) => line.startsWith("\t"))).toHaveLength(flatTrackTotal)
      },
      slowMs
    )

    test(
      "a release and a track are shown by id, by path, and by a path seen from here",
      async () => {
        const [release] = (await json<Page<Release>>("releases", "list", "--limit", "1", "--tracks")).items
        const [track] = release?.tracks ?? []
        if (release === undefined || track === undefined) throw new Error("the sample has no release")
        expect(await json<Release>("releases", "show", release.id)).toEqual(release)
        expect(await json<Release>("releases", "show", release.sourcePath)).toEqual(release)
        const near = await world.run(
          program,
          ["tracks", "show", `./${track.sourcePath.slice(world.music.length + 1)}`, "--json"],
          {
            cwd: world.music
          }
        )
        expect(parsed<Track>(near)).toEqual(track)
        const text = await run("releases", "show", release.id)
        expect(text.out).toContain(`Title:`)
        expect(text.out).toContain(release.sourcePath)
        expect((await run("tracks", "show", track.id)).out).toContain(track.title)
      },
      slowMs
    )

    test(
      "what is not there: 5, told in both forms",
      async () => {
        for (const kind of ["releases", "tracks"]) {
          const text = await run(kind, "show", "nobody")
          expect({ code: text.code, out: text.out }).toEqual({ code: 5, out: "" })
          expect(text.err).toContain(`the library "Mine" has no ${kind.slice(0, -1)} "nobody"`)
          expect(failure(await run(kind, "show", "nobody", "--json"))).toMatchObject({ code: "not-found", path: "nobody" })
        }
      },
      slowMs
    )

    test(
      "[R8] search finds what the sample says it must",
      async () => {
        for (const { query, finds, never = [] } of program === onBun ? expected.searches : expected.searches.slice(0, 4)) {
          const page = parsed<SearchPage>(await run("search", "--json", "--", ...query.split(" ")))
          expect(Object.keys(page)).toEqual(["items", "total", "limit", "offset", "totalCapped"])
          const has = ({ kind, title }: Pick<Hit, "kind" | "title">): boolean =>
            page.items.some((hit) => hit.kind === kind && hit.title === title)
          for (const hit of finds) expect({ query, hit, found: has(hit as Hit) }).toEqual({ query, hit, found: true })
          for (const hit of never) expect({ query, hit, found: has(hit as Hit) }).toEqual({ query, hit, found: false })
        }
        const text = await run("search", "velvet", "static")
        expect(text.out).toMatch(/^release\tVelvet Static\tThe Paper Lanterns\t/m)
        expect((await run("search", "nothing-like-this")).out).toBe("")
        expect((await json<SearchPage>("search", "lantern", "--limit", "2")).items).toHaveLength(2)
      },
      slowMs
    )

    test(
      "a scan of one release, and of the root",
      async () => {
        const [release] = (await json<Page<Release>>("releases", "list", "--limit", "1")).items
        const one = await json<ScanReport>("scan", release?.sourcePath ?? "", "--force")
        expect(one.releases).toEqual({ added: 0, updated: 1, removed: 0, unchanged: 0 })
        expect((await json<ScanReport>("scan", world.music)).releases.unchanged).toBe(flatReleases.length)
        const outside = await run("scan", world.home)
        expect(outside.code).toBe(2)
        expect(outside.err).toContain(`${world.home} is not inside the library`)
      },
      slowMs
    )

    test(
      "workers or none: the same library",
      async () => {
        for (const workers of ["0", "2"]) {
          const report = await json<ScanReport>("scan", "--force", "--workers", workers)
          expect(report.tracks).toEqual({ added: 0, updated: flatTrackTotal, removed: 0, unchanged: 0 })
          expect(report.failedTotal).toBe(0)
        }
      },
      slowMs
    )

    test(
      "the library is found by name and by directory; a second one must be told apart",
      async () => {
        expect((await json<Status>("status", "--library", "Mine")).library).toEqual(library)
        expect((await json<Status>("status", "--library", world.music)).library).toEqual(library)
        const again = await run("init", world.music, "--identity", "tags")
        expect(again.code).toBe(2)
        const second = makeWorld("sample")
        const other = await json<Library>(
          "init",
          second.music,
          "--identity",
          "fingerprint",
          "--layout",
          "nested",
          "--name",
          "Other"
        )
        expect(other.layout).toBe("nested")
        const which = await run("status")
        expect(which.code).toBe(2)
        expect(which.err).toContain('Name one of "Mine", "Other" with --library.')
        expect((await json<Status>("status", "--library", "Other")).library).toEqual(other)
        second.remove()
      },
      slowMs
    )
  })

  describe(`inspect, ${program.name}`, () => {
    const world = makeWorld()
    afterAll(world.remove)

    test(
      "says of every sample file what stands in its tags, without a library",
      async () => {
        const paths = expected.inspections.map(({ path }) => join(sample, path))
        const ran = await world.run(program, ["inspect", "--json", ...paths])
        expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: "" })
        const lines = ran.out
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as { path: string; durationMs: number })
        expect(lines).toHaveLength(paths.length)
        for (const [index, { path, durationMs, sidecarLyrics: _, ...tags }] of expected.inspections.entries()) {
          expect(lines[index]).toMatchObject({ ...tags, path: join(sample, path) })
          expect(Math.abs((lines[index]?.durationMs ?? 0) - durationMs)).toBeLessThanOrEqual(
            expected.durationToleranceMs[tags.format] ?? 0
          )
        }
        expect(existsSync(world.config)).toBe(false)
      },
      slowMs
    )

    test(
      "in words: what is absent is left out",
      async () => {
        const ran = await world.run(program, ["inspect", join(sample, expected.inspections[0]?.path ?? "")])
        expect(ran.out).toContain("Title:")
        expect(ran.out).not.toContain("null")
        expect(ran.out).not.toContain("Composed:")
      },
      slowMs
    )
  })
}
