/** A sync that has nothing more to do says what is not here all the same, why, and where to see it. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { song } from "./dav-source.ts"
import { onBun, onNode } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

for (const program of [onBun, onNode]) {
  describe(`[C6] [C16] what a sync left, ${program.name}`, () => {
    let world: World
    const run = (...args: ReadonlyArray<string>) => world.run(program, args)
    const at = (name: string) => join(world.directory, "nas/Reds - Velvet", name)

    beforeAll(async () => {
      world = makeWorld()
      mkdirSync(at(""), { recursive: true })
      for (const [name, frames] of [
        ["01.mp3", 20],
        ["02.mp3", 2000],
        ["03.mp3", 20]
      ] as const)
        writeFileSync(at(name), song(name, frames))
      expect((await run("init", world.music, "--identity", "fingerprint", "--layout", "nested")).code).toBe(0)
      const policy = ["--policy", "budget=100K", "--policy", "exclude=03.mp3"]
      expect((await run("sources", "add", "My NAS", "dir:nas", ...policy)).code).toBe(0)
      // An empty song is none, and fails.
      writeFileSync(at("04.mp3"), "")
    }, slowMs)
    afterAll(() => world.remove())

    test(
      "says how many are over the budget, left out and to be tried again; so do the job, status and the queue",
      async () => {
        const first = await run("sync")
        expect(first.out).toBe(
          "My NAS: 1 added, 0 updated, 0 deleted, 1 skipped, 1 failed; 1 over the budget, 1 to be tried again later, 1 ignored\n"
        )
        expect(first.code).toBe(1)
        const second = await run("sync")
        expect(second.code).toBe(0)
        expect(second.out).toContain("0 failed; 1 over the budget, 1 to be tried again later, 1 ignored\n")
        const show = "deadwax queue list --source 'My NAS'"
        expect(second.err).toMatch(/My NAS: 1 file that failed waits for its next try, \d{4}-\S+Z at the earliest: /)
        expect(second.err).toContain(`at the earliest: ${show} --status failed\n`)
        expect(second.err).toContain(`My NAS: the budget of its policy has no room for 1 file: ${show}\n`)
        expect(second.err).toContain(`My NAS: 1 file is left out, 1 by its policy: ${show} --status ignored\n`)
        const third = await run("sync", "--json")
        expect(third.err).toBe("")
        expect(parsed<SyncJob>(third).left).toEqual({
          ready: 1,
          overBudget: 1,
          waiting: 1,
          nextAt: expect.stringMatching(/^\d{4}-\S+Z$/),
          ignored: { user: 0, policy: 1, deletion: 0 }
        })
        expect((await run("sync", "--quiet")).err).toBe("")
        expect(parsed<LibraryStatus>(await run("status", "--json")).queue).toMatchObject({ ready: 1, overBudget: 1, waiting: 1 })
        expect((await run("status")).out).toMatch(/^Queue:\s+1 file to be fetched, 1 of them over a budget, 1 waits until/m)
        const [queued] = parsed<Page<CatalogEntry>>(await run("queue", "list", "--json")).items
        expect(queued).toMatchObject({ path: "Reds - Velvet/02.mp3", leftFor: "budget" })
        expect((await run("queue", "list")).out).toContain("02.mp3\tno room in the budget")
        const failedLine = (await run("queue", "list", "--status", "failed")).out
        expect(failedLine).toMatch(/\tReds - Velvet\/04\.mp3\tit is empty at the source; again at \S+\n$/)
      },
      slowMs
    )
  })
}
