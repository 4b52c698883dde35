import { cpSync, rmSync } from "node:fs"
import { join } from "node:path"
import { LibraryCache, type Page, type Release, type ScanReport } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openRuntime } from "./opened-library.ts"
import { dial, type ServedWorld, serveWorld } from "./served-world.ts"

let world: ServedWorld
beforeAll(async () => {
  world = await serveWorld()
})
afterAll(() => world.end())

interface Heard {
  readonly event: string
  readonly data: unknown
}

/** Reads events one by one. */
const listen = async (response: Response) => {
  const reader = response.body?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let text = ""
  const next = async (): Promise<Heard | undefined> => {
    for (;;) {
      const end = text.indexOf("\n\n")
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (event !== undefined && data !== undefined) return { event, data: JSON.parse(data) }
      } else {
        const read = await reader?.read()
        if (read === undefined || read.done) return undefined
        text += read.value
      }
    }
  }
  const until = async (wanted: string): Promise<Heard> => {
    for (let heard = await next(); heard !== undefined; heard = await next()) if (heard.event === wanted) return heard
    throw new Error(`the stream ended without ${wanted}`)
  }
  return { next, until, leave: () => reader?.cancel() }
}

const scan = (init: RequestInit = {}) => fetch(`${world.url}/api/v1/scan`, { method: "POST", ...init })
const force = { headers: { "content-type": "application/json", accept: "text/event-stream" }, body: '{"force":true}' }
const album = (name: string) => join(world.directory, "music", name)
const copyAlbum = (name: string) => cpSync(album("Quill & Ember - 2011. Field Notes"), album(name), { recursive: true })

describe("[X2] scans over HTTP", () => {
  test("tell who asked how far they are and what they did, and all listeners the same", async () => {
    const events = await listen(await fetch(`${world.url}/api/v1/events`))
    expect(await events.next()).toEqual({ event: "hello", data: { scan: null, syncs: [] } })
    const asked = await listen(await scan(force))
    expect((await asked.next())?.event).toBe("progress")
    const report = (await asked.until("report")).data as ScanReport
    expect(report).toMatchObject({ failedTotal: 0, releases: { added: 0 } })
    expect(await asked.next()).toBeUndefined()
    expect((await events.until("scan-finished")).data).toEqual(report)
    await events.leave()
  })

  test("go on when the asker leaves", async () => {
    copyAlbum("Left Alone")
    const events = await listen(await fetch(`${world.url}/api/v1/events`))
    const socket = await dial(world.port)
    socket.write("POST /api/v1/scan HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
    await new Promise((resolve) => socket.once("data", resolve))
    socket.destroy()
    expect((await events.until("scan-finished")).data).toMatchObject({ releases: { added: 1 } })
    await events.leave()
  })

  test("take releases by their ids", async () => {
    const { items } = await world.json<Page<Release>>("/api/v1/releases?limit=1000")
    const release = items.find(({ sourcePath }) => sourcePath.endsWith("Left Alone")) as Release
    rmSync(album("Left Alone"), { recursive: true })
    const headers = { "content-type": "application/json" }
    const report = await scan({ headers, body: JSON.stringify({ releases: [release.id] }) })
    expect(await report.json()).toMatchObject({ releases: { removed: 1, unchanged: 0 } })
    expect((await world.get(`/api/v1/releases/${release.id}`)).status).toBe(404)
  })

  test("are one at a time, here and in other processes: a second one is told who holds the library", async () => {
    const first = await listen(await scan(force))
    const second = await scan()
    if (second.status === 409) {
      const problem = (await second.json()) as { readonly code: string; readonly detail: string }
      expect([problem.code, problem.detail]).toEqual(["busy", expect.stringContaining(`process ${process.pid} on`)])
      expect(problem.detail).not.toContain(world.directory)
    } else await second.json()
    await first.until("report")
    const other = await openRuntime(world.directory)
    const statuses: Array<number> = []
    await other.runtime.runPromise(
      Effect.flatMap(LibraryCache, (library) => {
        let asking: Promise<unknown> | undefined
        const onProgress = () => {
          asking ??= scan().then((answer) => statuses.push(answer.status))
        }
        return Effect.andThen(
          library.scan({ force: true, onProgress }),
          Effect.promise(() => asking ?? Promise.resolve())
        )
      })
    )
    await other.runtime.dispose()
    expect(statuses).toHaveLength(1)
    expect([200, 409]).toContain(statuses[0])
    expect((await scan()).status).toBe(200)
  })

  test("of another process are heard of as a change", async () => {
    const events = await listen(await fetch(`${world.url}/api/v1/events`))
    await events.next()
    const before = await world.json<Page<Release>>("/api/v1/releases")
    copyAlbum("From Elsewhere")
    const other = await openRuntime(world.directory)
    await other.runtime.runPromise(Effect.flatMap(LibraryCache, (library) => library.scan()))
    await other.runtime.dispose()
    await events.until("library-changed")
    expect((await world.json<Page<Release>>("/api/v1/releases")).total).toBe(before.total + 1)
    await events.leave()
  })
})

describe("[X2] event streams", () => {
  test("are ended, not cut off, when the server stops, however many are open", async () => {
    const place = await serveWorld({ music: "empty" })
    const streams = await Promise.all(Array.from({ length: 100 }, async () => listen(await fetch(`${place.url}/api/v1/events`))))
    for (const stream of streams) expect((await stream.next())?.event).toBe("hello")
    const stopping = place.stop()
    // A connection that was cut off would be an error of its reader.
    for (const stream of streams) expect(await stream.next()).toBeUndefined()
    await stopping
    await place.end()
  })

  test("give way to a limit, and their places are free again when they end", async () => {
    const place = await serveWorld({ music: "empty" })
    const open = async () => place.get("/api/v1/events")
    const streams = await Promise.all(Array.from({ length: 2000 }, open))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await open()).status).toBe(503)
    await streams[0]?.body?.cancel()
    expect((await open()).status).toBe(200)
    await place.end()
  })
})
