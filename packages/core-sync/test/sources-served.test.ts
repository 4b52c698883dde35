import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { afterAll, expect, test } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { openWebdav } from "../src/sources/webdav/webdav-source.ts"
import * as apache from "./real-servers/apache.ts"
import * as rclone from "./real-servers/rclone.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { layerServed } from "./sources/world-served.ts"

const digest = await apache.startApache("Digest")
const plain = await rclone.startRclone()
afterAll(() => Promise.all([digest.stop(), plain.stop()]))

const suites = [{ name: "sources", cases: sourcesContract }]
const mary = { username: apache.user, password: apache.password }

testContracts(`${runtime}, Apache's mod_dav, Digest`, suites, Layer.provide(layerServed(digest, mary), ports))
testContracts(`${runtime}, rclone serve webdav, Basic`, suites, Layer.provide(layerServed(plain, mary), ports))

test("[Y15] a folder that Apache may not look into is told, and what was in it is not held to be gone", async () => {
  const folder = join(digest.directory, "closed", "inner")
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "a.mp3"), "a")
  writeFileSync(join(folder, "..", "b.mp3"), "b")
  const credentials = { username: mary.username, password: Redacted.make(mary.password) }
  const listing = Effect.flatMap(openWebdav({ name: "Attic", url: `${digest.url}/closed/`, credentials }), (source) =>
    Stream.runCollect(source.list())
  )
  const told = () => Effect.runPromise(Effect.provide(listing, ports))
  const before = (await told()).flatMap(({ entries }) => entries.map(({ path }) => path))
  expect(before.sort()).toEqual(["b.mp3", "inner/a.mp3"])
  chmodSync(folder, 0)
  const pages = await told()
  chmodSync(folder, 0o755)
  expect(pages.flatMap(({ entries }) => entries.map(({ path }) => path))).toEqual(["b.mp3"])
  expect(pages.flatMap(({ problems }) => problems)).toEqual([{ path: "inner", reason: "unreadable" }])
  expect(pages.at(-1)?.complete).toBe(true)
})
