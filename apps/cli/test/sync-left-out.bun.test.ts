/** What a sync cannot take from a directory is told in words, with what to do, and not for ever. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { song } from "./dav-source.ts"
import { onBun, onNode } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

for (const program of [onBun, onNode]) {
  describe(`[Y16] what a sync leaves out of a source, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)

    beforeAll(async () => {
      world = makeWorld()
      const nas = join(world.directory, "nas")
      mkdirSync(join(nas, "Velvet"), { recursive: true })
      writeFileSync(join(nas, "Velvet/01.mp3"), song("01"))
      symlinkSync("01.mp3", join(nas, "Velvet/same.mp3"))
      symlinkSync("/etc/hostname", join(nas, "Velvet/out.mp3"))
      for (let number = 1; number <= 7; number++) symlinkSync("Velvet", join(nas, `linked ${number}`))
      expect((await run("init", world.music, "--identity", "fingerprint", "--layout", "nested")).code).toBe(0)
      expect((await run("sources", "add", "NAS", "dir:nas")).code).toBe(0)
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "links to files in it are followed; those that lead out, and links to folders, are named with what to do, five of a kind",
      async () => {
        const plain = await run("sync")
        expect(plain).toMatchObject({ code: 0, out: "NAS: 2 added, 0 updated, 0 deleted, 0 skipped, 0 failed\n" })
        expect(plain.err).not.toMatch(/0 files seen/)
        expect(plain.err).toMatch(
          /^warning: NAS: Velvet\/out\.mp3: It leads out of the source's folder and was left out: add the place/m
        )
        const linked = /^warning: NAS: linked \d: It is a link to a folder, and was left out: add the folder/gm
        expect(plain.err.match(linked)).toHaveLength(5)
        expect(plain.err).toMatch(/^warning: NAS: and 2 others were left out; -v names all of them$/m)
        const all = await run("sync", "-v")
        expect(all.err.match(linked)).toHaveLength(7)
        expect(all.err).not.toContain("others were left out")
        expect(await run("sync", "--quiet")).toEqual({ code: 0, out: "", err: "" })
        expect(parsed<SyncJob>(await run("sync", "--json")).status).toBe("completed")
      },
      slowMs
    )
  })
}
