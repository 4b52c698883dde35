import { Database } from "bun:sqlite"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "@deadwax/core-cache"
import type { LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type DavSource, song, startDavSource } from "./dav-source.ts"
import { onBun } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs, type World } from "./world.ts"

/** A server before the tests' own that holds back files for as long as it is shut; it begins open. */
const startGate = (target: string) => {
  let opening = Promise.withResolvers<void>()
  let asked = Promise.withResolvers<void>()
  opening.resolve()
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: async (request) => {
      if (request.method === "GET") {
        asked.resolve()
        await opening.promise
      }
      const { pathname } = new URL(request.url)
      return fetch(`${target}${pathname}`, {
        method: request.method,
        headers: request.headers,
        body: (await request.text()) || null
      })
    }
  })
  return {
    port: server.port,
    /** Settles when a file is asked for. */
    asked: () => asked.promise,
    open: () => opening.resolve(),
    shut: () => {
      opening = Promise.withResolvers<void>()
      asked = Promise.withResolvers<void>()
    },
    stop: () => server.stop(true)
  }
}

describe("[Y9] [Y13] a sync that is to end", () => {
  let world: World
  let source: DavSource
  let gate: ReturnType<typeof startGate>
  const run = (...args: ReadonlyArray<string>) => world.run(onBun, args)
  const start = (...names: ReadonlyArray<string>) =>
    Bun.spawn([...onBun.command, "sync", ...names, "--json"], {
      cwd: world.directory,
      env: world.env,
      stdout: "pipe",
      stderr: "pipe"
    })

  beforeAll(async () => {
    world = makeWorld()
    source = await startDavSource()
    for (let number = 1; number <= 8; number++) await source.put(`Reds - Velvet/0${number}.mp3`, song(`Song ${number}`))
    const { origin, pathname } = new URL(source.url.replace("webdav:", "http:"))
    gate = startGate(origin)
    expect((await run("init", world.music, "--identity", "fingerprint", "--layout", "nested")).code).toBe(0)
    expect((await run("sources", "add", "NAS", `webdav://127.0.0.1:${gate.port}${pathname}`)).code).toBe(0)
    expect((await run("sync", "--no-download")).code).toBe(0)
  }, slowMs)
  afterAll(async () => {
    await gate.stop()
    source.stop()
    world.remove()
  })

  test(
    "another one is busy meanwhile; cancelled from another program it ends within seconds, and the next goes on",
    async () => {
      gate.shut()
      const child = start()
      await gate.asked()
      const second = await run("sync", "--json")
      expect([second.code, failure(second).code]).toEqual([4, "busy"])
      expect(parsed<LibraryStatus>(await run("status", "--json"))).toMatchObject({
        catalog: { songs: 8, downloaded: 0 },
        sources: [{ lastSync: { status: "running" } }]
      })
      expect(await run("sync", "cancel", "--json")).toMatchObject({ code: 0, out: '{"cancelled":["NAS"]}\n' })
      expect(await child.exited).toBe(130)
      const [job] = parsed<Page<SyncJob>>(await run("sync", "history", "--json")).items
      expect(job).toMatchObject({ status: "cancelled", stats: { items: 8, pending: 8 } })
      expect(parsed<LibraryStatus>(await run("status", "--json")).catalog).toMatchObject({
        missing: 8,
        downloading: 0,
        queued: 8
      })
    },
    slowMs
  )

  test(
    "Ctrl-C ends it with 130, and it goes on from there",
    async () => {
      gate.shut()
      const child = start()
      await gate.asked()
      child.kill("SIGINT")
      expect(await child.exited).toBe(130)
      gate.open()
      expect(parsed<SyncJob>(await run("sync", "--json"))).toMatchObject({ status: "completed", stats: { items: 8, added: 8 } })
    },
    slowMs
  )

  test(
    "of several sources those that are busy are named, and that is how it ends where nothing else was refused",
    async () => {
      mkdirSync(join(world.directory, "attic"))
      expect((await run("sources", "add", "Attic", "dir:attic")).code).toBe(0)
      await source.put("Reds - Velvet/09.mp3", song("Song 9"))
      gate.shut()
      const child = start("NAS")
      await gate.asked()
      const library = parsed<LibraryStatus>(await run("status", "--json")).library
      const database = new Database(world.libraryDb(library.id))
      // As if the other program synced both.
      const take = `insert or replace into locks select 'sync:' || (select no from sources where name = 'Attic'), fence, token, host, pid, started_at,
        purpose, expires_us from locks where name = 'sync:' || (select no from sources where name = 'NAS')`
      database.run(take)
      const refused = await run("sync", "--json")
      expect(
        refused.err
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line).error.code)
      ).toEqual(["busy", "busy"])
      expect(refused.code).toBe(4)
      database.run("delete from locks where name = 'sync:' || (select no from sources where name = 'Attic')")
      database.close()
      gate.open()
      expect(await child.exited).toBe(0)
      expect((await run("sync", "cancel")).code).toBe(5)
      expect((await run("sources", "remove", "Attic")).code).toBe(0)
    },
    slowMs
  )
})
