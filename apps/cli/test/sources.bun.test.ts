import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Page } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SourceInfo, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inTurn, onBun } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { parsed, slowMs, type World } from "./world.ts"

const secret = "hunter2-is-not-shown"

for (const program of inTurn(import.meta.path)) {
  describe(`[Y16] sources and queue on the command line, ${program.name}`, () => {
    let world: World
    let library: Library
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => {
      const ran = await run(...args, "--json")
      expect(ran).toMatchObject({ code: 0, err: "" })
      return parsed<T>(ran)
    }
    const expectFailure = (...expected: Expected) => expectFailureIn(world, program, ...expected)

    beforeAll(async () => {
      ;({ world, library } = await scannedWorld(program))
      mkdirSync(join(world.directory, "nas"))
      symlinkSync(world.music, join(world.directory, "linked"))
      writeFileSync(join(world.directory, "pw"), `${secret}\n`)
      chmodSync(join(world.directory, "pw"), 0o600)
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "a source is added, listed, asked, shown by status and removed",
      async () => {
        expect(Object.keys(await json<LibraryStatus>("status"))).not.toContain("sources")
        const added = await json<SourceInfo>(
          "sources",
          "add",
          "NAS",
          "dir:nas",
          "--policy",
          "removed=mirror",
          "--policy",
          "exclude=*.m3u"
        )
        const url = `dir:${join(world.directory, "nas")}`
        expect(added).toMatchObject({ name: "NAS", url, policy: { removed: "mirror", conflicts: "keep-both" }, lastSync: null })
        expect(added.policy.exclude).toContain("Thumbs.db")
        expect(added.policy.exclude.at(-1)).toBe("*.m3u")
        // What is refused says nothing of what it would have been.
        const taken = await expectFailure(["sources", "add", "nas", "dir:away"], 2, "usage", /differs in case alone/)
        expect(taken.err).not.toContain("not there")
        expect((await json<Page<SourceInfo>>("sources", "list")).items).toEqual([added])
        expect((await run("sources", "list")).out).toBe(`NAS\t${url}\t0\t0\t0\t0\tnever\n`)
        expect((await run("sources", "test", "NAS")).out).toBe("NAS is there and lets Deadwax in.\n")
        const status = await json<LibraryStatus>("status")
        expect(status).toMatchObject({ catalog: { songs: 0 }, queue: { ready: 0, waiting: 0, nextAt: null }, sources: [added] })
        expect((await run("status")).out).toMatch(/^Queue: +0 files to be fetched$/m)
        expect((await json<Page<CatalogEntry>>("queue", "list", "--status", "ignored", "--source", "NAS")).total).toBe(0)
        for (const name of ["nas", "Nope", ""])
          for (const more of [[], ["--status", "missing"], ["--all"]])
            await expectFailure(["queue", "list", "--source", name, ...more], 5, "not-found", /library "mine" has no source ".*"/)
        expect((await run("sources", "remove", "NAS")).out).toBe("Removed: NAS; files that came from it stay.\n")
        expect((await json<Page<SourceInfo>>("sources", "list")).total).toBe(0)
      },
      slowMs
    )

    test(
      "[C9] what is wanted of a source, and how it is reached, is changed later",
      async () => {
        const address = "webdav://127.0.0.1:1/music"
        await json("sources", "add", "Later", address, "--user", "me", "--password-file", "pw", "--policy", "include=*.mp3")
        const policy = ["--policy", "removed=mirror", "--policy", "include=*.flac", "--policy", "below=NAS"]
        const changed = await json<SourceInfo>("sources", "set", "Later", ...policy)
        expect(changed).toMatchObject({ user: "me", passwordFrom: "file", allowPlainHttp: false, url: address })
        expect(changed.policy).toMatchObject({ removed: "mirror", include: ["*.flac"], below: "NAS", conflicts: "keep-both" })
        const reached = await json<SourceInfo>("sources", "set", "Later", "--user", "you", "--password-env", "NAS_PASSWORD")
        expect(reached).toEqual({ ...changed, user: "you", passwordFrom: "environment", concurrency: 4, bytesPerSecond: null })
        expect((await json<Page<SourceInfo>>("sources", "list")).items).toEqual([reached])
        await expectFailure(["sources", "set", "Later"], 2, "usage", /nothing was said that is to be changed/)
        await expectFailure(["sources", "set", "Later", "--policy", "removed=all"], 2, "usage", /removed cannot be "all"/)
        await expectFailure(["sources", "set", "Later", "--new-disk"], 2, "usage", /only a directory/)
        await expectFailure(["sources", "set", "nobody", "--user", "x"], 5, "not-found", /has no source "nobody"/)
        await expectFailure(["sources", "set", "Later", "--password-file", "no"], 5, "not-found", /no file .*no/)
        expect((await json<Page<SourceInfo>>("sources", "list")).items).toEqual([reached])
        await run("sources", "remove", "Later")
      },
      slowMs
    )

    test(
      "[C10] S11: how many files come at a time, and how fast, is said of a source and taken back",
      async () => {
        const added = await json<SourceInfo>("sources", "add", "Slow", "dir:nas", "--concurrency", "2", "--limit-rate", "500K")
        expect(added).toMatchObject({ concurrency: 2, bytesPerSecond: 512_000 })
        expect((await run("sources", "set", "Slow", "--limit-rate", "2MB/s")).out).toMatch(/^At most: +2\.0 MiB a second$/m)
        const back = await json<SourceInfo>("sources", "set", "Slow", "--limit-rate", "none", "--concurrency", "4")
        expect(back).toMatchObject({ concurrency: 4, bytesPerSecond: null })
        await expectFailure(["sources", "set", "Slow", "--limit-rate", "fast"], 2, "usage", /limit-rate cannot be "fast"/)
        await expectFailure(["sync", "--concurrency", "33"], 2, "usage", /a whole number from 1 to 32/)
        await run("sources", "remove", "Slow")
      },
      slowMs
    )

    test(
      "[Y15] a directory whose place another one takes is not taken for it until the user says so, nor is one that leads into the library by now",
      async () => {
        const place = join(world.directory, "disk")
        const fill = (text: string) => {
          mkdirSync(place)
          for (const name of ["a", "b", "c"]) writeFileSync(join(place, `${name}.txt`), `${text} ${name}`)
        }
        fill("old")
        await json("sources", "add", "Disk", "dir:disk", "--policy", "below=Disk", "--policy", "removed=mirror")
        await json("sync", "Disk")
        renameSync(place, join(world.directory, "unmounted"))
        mkdirSync(place)
        await expectFailure(["sync", "Disk", "--allow-removal"], 3, "source", /Disk: what lies at its address is another disk/)
        await expectFailure(["sources", "test", "Disk"], 3, "source", /Disk: what lies at its address is another disk/)
        rmSync(place, { recursive: true })
        fill("new")
        await expectFailure(["sync", "Disk", "--full"], 3, "source", /another disk/)
        const file = join(world.music, "Disk", "a.txt")
        expect(readFileSync(file, "utf8")).toBe("old a")
        await json("sources", "set", "Disk", "--new-disk")
        // Who only tests a source settles nothing: what the next sync finds is the source's disk.
        for (const _ of [1, 2]) expect((await run("sources", "test", "Disk")).out).toBe("Disk is there and lets Deadwax in.\n")
        await json("sync", "Disk")
        expect(readFileSync(file, "utf8")).toBe("new a")
        renameSync(place, join(world.directory, "elsewhere"))
        symlinkSync(world.music, place)
        for (const words of [["sync"], ["sources", "test"]])
          await expectFailure([...words, "Disk"], 3, "source", /Disk: its directory lies in the library now/)
        const history = await json<Page<SyncJob>>("sync", "history")
        expect(history.items[0]).toMatchObject({ status: "failed", error: { reason: "overlap" } })
        await run("sources", "remove", "Disk")
      },
      slowMs
    )

    test(
      "a password is nowhere but in its file or variable",
      async () => {
        const address = "webdav://127.0.0.1:1/music"
        const filed = await run("sources", "add", "Filed", address, "--user", "me", "--password-file", "pw", "--json", "-v")
        const named = await run("sources", "add", "Named", address, "--user", "me", "--password-env", "NAS_PASSWORD", "--json")
        expect(parsed<SourceInfo>(filed)).toMatchObject({ user: "me", passwordFrom: "file" })
        expect(parsed<SourceInfo>(named)).toMatchObject({ user: "me", passwordFrom: "environment" })
        await expectFailure(["sources", "test", "Filed"], 3, "source", /Filed: cannot be reached at http:\/\/127\.0\.0\.1:1/)
        const unset = ["sources", "test", "Named"]
        const variable = await expectFailure(unset, 3, "source", /variable of its password is not set: NAS_PASSWORD/)
        expect(variable.err).toContain("Set the variable where Deadwax runs")
        const env = { NAS_PASSWORD: secret }
        const tried = await world.run(program, ["sources", "test", "Named", "-v"], { env })
        await expectFailure(["sync", "Named"], 3, "source", /variable of its password is not set: NAS_PASSWORD/)
        renameSync(join(world.directory, "pw"), join(world.directory, "moved"))
        const missing = await expectFailure(
          ["sync", "Filed"],
          3,
          "source",
          /file of its password cannot be read \(not-found\): .*pw/
        )
        expect(missing.err).toContain("Check that the file is there")
        renameSync(join(world.directory, "moved"), join(world.directory, "pw"))
        // What is kept of it may be read from afar: it does not tell where this machine has its passwords.
        expect(missing.err).toContain(join(world.directory, "pw"))
        const history = await run("sync", "history", "--json")
        expect([...new Set(parsed<Page<SyncJob>>(history).items.map(({ error }) => error?.message))]).toEqual([
          "Filed: the file of its password cannot be read (not-found)",
          "Named: the environment variable of its password is not set"
        ])
        const told = [filed, named, tried, await run("sources", "list", "--json"), await run("status", "--json")]
        expect(JSON.stringify(told)).not.toContain(secret)
        expect(await Bun.file(world.libraryDb(library.id)).text()).not.toContain(secret)
        const typed = await expectFailure(
          ["sources", "add", "Typed", `webdavs://me:${secret}@h/`],
          2,
          "usage",
          /holds a user name/
        )
        expect(typed.err).not.toContain(secret)
      },
      slowMs
    )
  })
}

describe("[Y16] sources that make no sense", () => {
  let world: World
  beforeAll(async () => {
    ;({ world } = await scannedWorld(onBun))
    mkdirSync(join(world.directory, "nas"))
    symlinkSync(world.music, join(world.directory, "linked"))
    writeFileSync(join(world.directory, "pw"), secret)
  }, slowMs)
  afterAll(() => world.remove())

  test.each([
    ["sources add a/b dir:nas", 2, /cannot be called "a\/b"/],
    ["sources add X dir:music", 2, /lies in the library "mine"/],
    ["sources add X dir:linked", 2, /lies in the library "mine"/],
    ["sources add X dir:.", 2, /or the library in it/],
    ["sources add X dir:pw", 2, /is not a directory/],
    ["sources add X dir:nas --user me", 2, /without a user name/],
    ["sources add X webdavs://h/ --password-file pw", 2, /no use without a user name/],
    ["sources add X webdavs://h/ --user me --password-file no", 5, /no file .*no\./],
    ["sources remove nobody", 5, /has no source "nobody"/],
    ["queue retry 7", 5, /has nothing under "7"/]
  ] as const)(
    "%s is refused, and nothing is added",
    async (line, code, told) => {
      const ran = await world.run(onBun, line.split(" "))
      expect({ code: ran.code, out: ran.out }).toEqual({ code, out: "" })
      expect(ran.err).toMatch(told)
      if (line.endsWith("7")) expect((await world.run(onBun, ["sources", "list"])).out).toBe("")
    },
    slowMs
  )
})
