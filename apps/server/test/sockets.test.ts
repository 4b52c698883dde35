import { readlinkSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeListen } from "../src/serving/listen.ts"
import { dial, openFilesBelow, type ServedWorld, sendRaw, serveWorld, until } from "./served-world.ts"

let world: ServedWorld
let large: Track
const largeBytes = 24 * 1024 * 1024

/** An mp3 that is long enough not to fit into the buffers between two sockets. */
const makeLarge = (path: string): void => {
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0xc0])
  writeFileSync(path, Buffer.concat(Array.from({ length: Math.ceil(largeBytes / 417) }, () => frame)))
}

beforeAll(async () => {
  world = await serveWorld()
  makeLarge(join(world.directory, "music/Rust Choir - Demo Tape/99.mp3"))
  expect(await world.json("/api/v1/scan", { method: "POST" })).toMatchObject({ failedTotal: 0, tracks: { added: 1 } })
  const tracks = await world.json<Page<Track>>("/api/v1/tracks?limit=1000")
  large = tracks.items.find(({ sizeBytes }) => sizeBytes >= largeBytes) as Track
})
afterAll(() => world.end())

const linkOf = (descriptor: string): string | undefined => {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return undefined
  }
}
const openMusic = (): number => openFilesBelow(join(world.directory, "music"), linkOf)
const audioOf = (track: Track): string => `/api/v1/tracks/${track.id}/audio`
const closing = "Connection: close\r\n\r\n"

describe("[X2] behind a real socket", () => {
  test("a file comes whole, in part, and as headers alone", async () => {
    const whole = await fetch(world.url + audioOf(large))
    expect((await whole.arrayBuffer()).byteLength).toBe(large.sizeBytes)
    const part = await fetch(world.url + audioOf(large), { headers: { range: "bytes=-100" } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100])
    const head = await sendRaw(world.port, `HEAD ${audioOf(large)} HTTP/1.1\r\nHost: localhost\r\n${closing}`)
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(head.toLowerCase()).toContain(`content-length: ${large.sizeBytes}\r\n`)
    expect(head).toMatch(/\r\n\r\n$/)
    await until(() => openMusic() === 0)
  })

  test("clients that leave in the middle, or before the first byte, leave no file open", async () => {
    for (let i = 0; i < 20; i++) {
      const socket = await dial(world.port)
      socket.write(`GET ${audioOf(large)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      if (i % 2 === 0) await new Promise((resolve) => socket.once("data", resolve))
      socket.destroy()
    }
    await until(() => openMusic() === 0)
  })

  test("a reader that stops reading is not read ahead for", async () => {
    const socket = await dial(world.port)
    socket.pause()
    socket.write(`GET ${audioOf(large)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await until(() => openMusic() === 1)
    expect((await fetch(`${world.url}/health`)).status).toBe(200)
    socket.destroy()
    await until(() => openMusic() === 0)
  })

  test("a file that becomes shorter while it is sent ends the connection, and nothing else", async () => {
    const path = join(world.directory, "music/Rust Choir - Demo Tape/99.mp3")
    const socket = await dial(world.port)
    socket.pause()
    socket.write(`GET ${audioOf(large)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await until(() => openMusic() === 1)
    truncateSync(path, 5_000_000)
    let received = 0
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length
    })
    socket.resume()
    await new Promise((resolve) => socket.once("close", resolve))
    expect(received).toBeLessThan(large.sizeBytes)
    expect((await fetch(`${world.url}/health`)).status).toBe(200)
    makeLarge(path)
    await until(() => openMusic() === 0)
  })

  test("an answer that takes longer than a connection may be idle is waited for; a connection without a request is not", async () => {
    const asked = Promise.withResolvers<void>()
    const made = Promise.withResolvers<Response>()
    const fetch = () => {
      asked.resolve()
      return made.promise
    }
    const scope = await Effect.runPromise(Scope.make())
    const listening = makeListen(50)({ fetch, stop: () => undefined }, { host: "127.0.0.1", port: 0 })
    const port = await Effect.runPromise(Effect.provideService(listening, Scope.Scope, scope))
    const answer = sendRaw(port, `POST /api/v1/scan HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n${closing}`)
    await asked.promise
    // Opened after the other one, so as long as it lives the other one has not been idle for too long.
    const idle = await dial(port)
    await new Promise((resolve) => idle.once("close", resolve))
    made.resolve(new Response("the report"))
    expect(await answer).toMatch(/^HTTP\/1\.1 200 .*the report/s)
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  test("no spelling of a path leads out of the library", async () => {
    const up = ["..", "%2e%2e", "%2E.", "..%00", "%c0%ae%c0%ae", "..%5c", "%252e%252e", "\\.."]
    for (const spelling of up) {
      const paths = [`/${spelling}/${spelling}/etc/passwd`, `/api/v1/tracks/${spelling}%2f${spelling}%2fetc%2fpasswd/audio`]
      for (const path of [...paths, `/api/v1/releases/${spelling}/cover`, `/assets/${spelling}/${spelling}/package.json`]) {
        const answer = await sendRaw(world.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${closing}`)
        expect({ path, status: answer.slice(9, 12) }).toEqual({ path, status: expect.stringMatching(/^40[04]$/) })
        expect(answer).not.toContain("root:")
        expect(answer).not.toContain(world.directory)
      }
    }
  })

  test("what is no request, or too much of one, is refused", async () => {
    const status = async (text: string) => (await sendRaw(world.port, text)).slice(0, 12)
    expect(await status(`GET / HTTP/1.1\r\nHost: evil.example\r\n${closing}`)).toBe("HTTP/1.1 403")
    expect(await status(`GET /${"a".repeat(9000)} HTTP/1.1\r\nHost: localhost\r\n${closing}`)).toBe("HTTP/1.1 414")
    expect(await status(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(40_000)}\r\n${closing}`)).toMatch(
      /^HTTP\/1\.1 (431|400)$|^$/
    )
    const body = `{"force": "${"a".repeat(70_000)}"}`
    const post = `POST /api/v1/scan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
    expect(await status(`${post}${closing}${body}`)).toBe("HTTP/1.1 413")
  })
})
