import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Page } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SourceInfo } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { onBun, onNode } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { parsed, slowMs, type World } from "./world.ts"

const secret = "hunter2-is-not-shown"

for (const program of [onBun, onNode]) {
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
        await expectFailure(["sources", "add", "nas", "dir:nas"], 2, "usage", /differs in case alone/)
        expect((await json<Page<SourceInfo>>("sources", "list")).items).toEqual([added])
        expect((await run("sources", "list")).out).toBe(`NAS\t${url}\t0\t0\t0\t0\tnever\n`)
        expect((await run("sources", "test", "NAS")).out).toBe("NAS is there and lets Deadwax in.\n")
        const status = await json<LibraryStatus>("status")
        expect(status).toMatchObject({ catalog: { songs: 0 }, queue: { ready: 0, waiting: 0, nextAt: null }, sources: [added] })
        expect((await run("status")).out).toMatch(/^Queue: +0 files to be fetched$/m)
        expect((await json<Page<CatalogEntry>>("queue", "list", "--status", "ignored", "--source", "NAS")).total).toBe(0)
        expect((await run("sources", "remove", "NAS")).out).toBe("Removed: NAS; files that came from it stay.\n")
        expect((await json<Page<SourceInfo>>("sources", "list")).total).toBe(0)
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
        await expectFailure(["sources", "test", "Named"], 3, "source", /variable NAS_PASSWORD is not set/)
        const env = { NAS_PASSWORD: secret }
        const tried = await world.run(program, ["sources", "test", "Named", "-v"], { env })
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
