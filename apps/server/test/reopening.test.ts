import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Sqlite } from "@deadwax/core-async"
import { LibraryCache, type Page, type Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { listener, layer as runtimeLayer } from "#runtime"
import { serveLibrary } from "../src/serving/serve-library.ts"
import { libraryBelow, openRuntime } from "./opened-library.ts"
import { until } from "./served-world.ts"

const sample = join(import.meta.dirname, "../../../sample/library")
const directories: Array<string> = []
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "deadwax-reopening-"))
  directories.push(directory)
  mkdirSync(join(directory, "music"))
  cpSync(join(sample, "AB_CD - 1987. Live Wires"), join(directory, "music/Live Wires"), { recursive: true })
})

/** Another program's work on the library, from its opening to its end. */
const elsewhere = async <A, E>(work: Effect.Effect<A, E, LibraryCache>): Promise<A> => {
  const { runtime } = await openRuntime(directory)
  const result = await runtime.runPromise(work)
  await runtime.dispose()
  return result
}
const scanElsewhere = () => elsewhere(Effect.flatMap(LibraryCache, (library) => library.scan()))

/** Serves as `deadwax serve` does. */
const serve = async () => {
  const scope = await Effect.runPromise(Scope.make())
  const serving = serveLibrary(listener, {
    version: "1.2.3",
    library: await libraryBelow(directory),
    coverDirectory: join(directory, "state/covers"),
    snapshotDirectory: join(directory, "state/sources"),
    environment: {},
    address: { host: "127.0.0.1", port: 0 },
    access: { hosts: ["127.0.0.1"] },
    webDirectory: join(directory, "nowhere")
  })
  const port = await Effect.runPromise(Effect.provide(Effect.provideService(serving, Scope.Scope, scope), runtimeLayer))
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init)
  const total = async (): Promise<number> => {
    const response = await get("/api/v1/tracks")
    return response.status === 200 ? ((await response.json()) as Page<Track>).total : -response.status
  }
  return { get, total, stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

const cachePath = () => join(directory, "state/cache.db")

describe("[D8] [X2] a cache that does not stay what it was while it is served", () => {
  test("never scanned: an empty list, which is the truth", async () => {
    const server = await serve()
    expect(await server.total()).toBe(0)
    await scanElsewhere()
    expect(await server.total()).toBe(3)
    await server.stop()
  })

  test("gone before the start: read from the files before anything is answered", async () => {
    await scanElsewhere()
    for (const suffix of ["", "-wal", "-shm"]) rmSync(cachePath() + suffix, { force: true })
    const server = await serve()
    const first = await server.get("/api/v1/tracks")
    // It is shown to people as it is.
    if (first.status !== 200)
      expect(await first.json()).toMatchObject({ code: "rebuilding", remedy: "Wait until the scan has ended." })
    const answers = new Set<number>()
    await until(async () => {
      answers.add(await server.total())
      return answers.has(3)
    })
    // Never an empty or a half library.
    answers.delete(3)
    answers.delete(-503)
    expect([...answers]).toEqual([])
    await server.stop()
  })

  test("deleted in the midst and made again by another program: what that one did is seen", async () => {
    await scanElsewhere()
    const server = await serve()
    expect(await server.total()).toBe(3)
    for (const suffix of ["", "-wal", "-shm"]) rmSync(cachePath() + suffix, { force: true })
    cpSync(join(sample, "Nova Kite - 2024. Static Bloom - Single"), join(directory, "music/Static Bloom"), { recursive: true })
    await scanElsewhere()
    await until(async () => (await server.total()) === 5)
    const scanned = await server.get("/api/v1/scan", { method: "POST" })
    expect(await scanned.json()).toMatchObject({ tracks: { added: 0, removed: 0, unchanged: 5 } })
    await server.stop()
  })

  test("deleted in the midst, by nobody else made again: read from the files before anything is answered", async () => {
    await scanElsewhere()
    const server = await serve()
    const before = await (await server.get("/api/v1/tracks")).text()
    for (const suffix of ["", "-wal", "-shm"]) rmSync(cachePath() + suffix, { force: true })
    const answers = new Set<number>()
    await until(async () => {
      answers.add(await server.total())
      return existsSync(cachePath()) && answers.has(-503) && (await server.total()) === 3
    })
    expect([...answers].every((answer) => answer === 3 || answer === -503)).toBe(true)
    expect(await (await server.get("/api/v1/tracks")).text()).toBe(before)
    await server.stop()
  })

  test("a library.db that is gone is not made anew under a server that still has it", async () => {
    await scanElsewhere()
    const server = await serve()
    const before = await (await server.get("/api/v1/tracks")).text()
    const userDb = join(directory, "state/library.db")
    for (const suffix of ["", "-wal", "-shm"]) rmSync(userDb + suffix, { force: true })
    for (let asked = 0; asked < 20; asked++) expect((await server.get(`/api/v1/tracks?limit=${asked}`)).status).toBe(200)
    expect([existsSync(userDb), await (await server.get("/api/v1/tracks")).text()]).toEqual([false, before])
    await server.stop()
  })

  test("damaged in the midst: opened again, filled again, and no request hears more than wait", async () => {
    await scanElsewhere()
    const server = await serve()
    expect(await server.total()).toBe(3)
    await elsewhere(
      Effect.scoped(
        Effect.gen(function* () {
          const sqlite = yield* Sqlite
          const cache = yield* sqlite.open(cachePath())
          cache.prepare("pragma wal_checkpoint(truncate)").values()
        })
      ).pipe(Effect.provide(runtimeLayer))
    )
    const file = openSync(cachePath(), "r+")
    const size = statSync(cachePath()).size
    // Every page but the first, which holds the schema.
    writeSync(file, Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096)
    closeSync(file)
    const answers = new Set<number>()
    await until(async () => {
      const offset = answers.size
      const response = await server.get(`/api/v1/tracks?offset=0&limit=${1 + (offset % 50)}`)
      answers.add(response.status)
      return response.status === 200 && ((await response.json()) as Page<Track>).total === 3
    })
    for (const status of answers) expect([200, 503]).toContain(status)
    await server.stop()
  })

  test("rebuilt by another program with other settings: lists go on, and a scan opens it again", async () => {
    await scanElsewhere()
    const server = await serve()
    expect(await server.total()).toBe(3)
    const { runtime } = await openRuntime(directory, { coverArtStems: ["nothing"] })
    await runtime.runPromise(Effect.flatMap(LibraryCache, (library) => library.scan()))
    await runtime.dispose()
    expect(await server.total()).toBe(3)
    const scanned = await server.get("/api/v1/scan", { method: "POST" })
    expect([scanned.status, await scanned.json()]).toEqual([200, expect.objectContaining({ failedTotal: 0 })])
    await until(async () => (await server.total()) === 3)
    await server.stop()
  })
})
