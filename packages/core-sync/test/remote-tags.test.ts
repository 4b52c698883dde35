/** The tags of the sample library's files, read from afar, against those that are read here. */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { isAudioPath, type ReadOutcome, readTags } from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { afterAll, describe, expect, test } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { openDirectory } from "../src/sources/directory/directory-source.ts"
import { SimulatedRemote, type SimulatedRemoteOptions } from "../src/sources/simulated/remote.ts"
import { simulatedSource } from "../src/sources/simulated/simulated-source.ts"
import type { Entry, Source } from "../src/sources/source.ts"
import { SourceError } from "../src/sources/source-error.ts"
import { readRemoteTags, readTagsOfEntries } from "../src/sources/tags/read-remote-tags.ts"
import { faulty } from "../src/sources/wrappers/faulty.ts"
import { startDavServer } from "./dav-server/dav-server.ts"
import { makeDavWorld } from "./sources/world-dav.ts"

const root = fileURLToPath(new URL("../../../sample/", import.meta.url))
const paths = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && isAudioPath(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .sort()
const files = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(root, path)))]))

const here = (path: string, bytes: Uint8Array): Promise<ReadOutcome> =>
  Promise.resolve(
    readTags({
      path,
      sizeBytes: bytes.length,
      modifiedAtUs: 0,
      linked: false,
      read: (target, position) => {
        const part = bytes.subarray(position, position + target.length)
        target.set(part)
        return part.length
      }
    })
  )

const entriesOf = (source: Source) =>
  Effect.map(Stream.runCollect(source.list()), (pages) => pages.flatMap(({ entries }) => entries))

const tagsOf = (source: Source) =>
  Effect.flatMap(entriesOf(source), (entries) =>
    Stream.runCollect(readTagsOfEntries(source, Stream.fromIterable(entries.filter(({ path }) => isAudioPath(path)))))
  )

const makeRemote = (contents: ReadonlyMap<string, Uint8Array>, options: SimulatedRemoteOptions = {}): SimulatedRemote => {
  const remote = new SimulatedRemote(options)
  for (const [path, bytes] of contents) remote.put(path, bytes)
  return remote
}

const largeBytes = 4_000_000

/** A box of MP4 that is skipped. */
const freeBox = (sizeBytes: number): Uint8Array => {
  const box = new Uint8Array(sizeBytes)
  new DataView(box.buffer).setUint32(0, sizeBytes)
  box.set(new TextEncoder().encode("free"), 4)
  return box
}

/** The sample's file as one of a real collection: with megabytes after its head, of its own sound or of what its format skips. */
const large = (path: string): Uint8Array => {
  const bytes = files.get(path) ?? new Uint8Array()
  const whole = new Uint8Array(largeBytes)
  if (path.endsWith(".m4a")) {
    whole.set(bytes)
    whole.set(freeBox(largeBytes - bytes.length), bytes.length)
  } else for (let at = 0; at < whole.length; at += bytes.length) whole.set(bytes.subarray(0, whole.length - at), at)
  return whole
}

const server = await startDavServer()
afterAll(server.stop)

describe(`tags read from afar on ${runtime}`, () => {
  test("[Y16] are those that are read here, for every file of the sample", async () => {
    const tagged = await Effect.runPromise(tagsOf(simulatedSource(makeRemote(files))))
    expect(tagged.map(({ entry }) => entry.path).sort()).toEqual(paths)
    for (const { entry, outcome } of tagged)
      expect(outcome).toEqual(await here(entry.path, files.get(entry.path) ?? new Uint8Array()))
  })

  test("[Y16] are so over WebDAV and from a directory", async () => {
    const few = paths.filter((_, at) => at % 5 === 0)
    const overDav = Effect.gen(function* () {
      const world = yield* makeDavWorld(server.url, { authentication: "digest" })
      for (const path of few) yield* world.put(path, files.get(path) ?? new Uint8Array())
      return yield* tagsOf(yield* world.open)
    })
    const overDirectory = Effect.flatMap(openDirectory({ name: "sample", root }), tagsOf)
    const [dav, directory] = await Effect.runPromise(Effect.scoped(Effect.provide(Effect.all([overDav, overDirectory]), ports)))
    expect(dav.map(({ entry }) => entry.path).sort()).toEqual(few)
    expect(directory.map(({ entry }) => entry.path).sort()).toEqual(paths)
    for (const { entry, outcome } of [...dav, ...directory])
      expect(outcome).toEqual(await here(entry.path, files.get(entry.path) ?? new Uint8Array()))
  })

  test("[Y16] cost heads and tails, and never a whole file", async () => {
    const common = paths.filter((path) => /\.(?:mp3|flac|m4a|ogg|opus)$/.test(path))
    expect(common.length).toBeGreaterThan(20)
    for (const path of common) {
      const bytes = large(path)
      const remote = makeRemote(new Map([[path, bytes]]))
      const [tagged] = await Effect.runPromise(tagsOf(simulatedSource(remote)))
      expect(tagged?.outcome).toEqual(await here(path, bytes))
      expect([path, remote.bytesRead < 300_000, remote.calls.read <= 6]).toEqual([path, true, true])
    }
  })

  test("[Y16] come at 150 files a second and more where each request takes 10 ms", async () => {
    const one = large(paths.find((path) => path.endsWith(".mp3")) ?? "")
    const count = 300
    const many = new Map(Array.from({ length: count }, (_, at) => [`${at}.mp3`, one]))
    const remote = makeRemote(many, { latencyMs: 10, pageEntries: 1000 })
    const elapsedMs = await Effect.runPromise(
      Effect.gen(function* () {
        const source = simulatedSource(remote)
        const fiber = yield* Effect.forkChild(tagsOf(source))
        while (fiber.pollUnsafe() === undefined) yield* Effect.andThen(TestClock.adjust("1 millis"), Effect.yieldNow)
        expect(yield* Fiber.join(fiber)).toHaveLength(count)
        return yield* Clock.currentTimeMillis
      }).pipe(Effect.provide(TestClock.layer()))
    )
    expect(elapsedMs).toBeLessThanOrEqual((count / 150) * 1000)
  })
})

describe(`files whose tags cannot be had on ${runtime}`, () => {
  const track = paths.find((path) => path.endsWith(".flac")) ?? ""
  const entryAt = (source: Source): Effect.Effect<Entry, SourceError> =>
    Effect.map(entriesOf(source), ([entry]) => entry ?? (Promise.reject(new Error("nothing is listed")) as never))

  test("[Y16] noise, an empty file and one that is cut off are outcomes, as they are here", async () => {
    const noise = new Map([
      ["noise.mp3", new Uint8Array(200_000).fill(0x55)],
      ["empty.flac", new Uint8Array()],
      ["cut.flac", (files.get(track) ?? new Uint8Array()).subarray(0, 30)]
    ])
    const tagged = await Effect.runPromise(tagsOf(simulatedSource(makeRemote(noise))))
    expect(tagged).toHaveLength(3)
    for (const { entry, outcome } of tagged) {
      expect(outcome).toEqual(await here(entry.path, noise.get(entry.path) ?? new Uint8Array()))
      expect(outcome).toMatchObject({ ok: false })
    }
  })

  test("[C10] a file that changes meanwhile fails as that, and stops no other", async () => {
    const remote = makeRemote(
      new Map([
        [track, large(track)],
        ["b.flac", large(track)]
      ])
    )
    const source = simulatedSource(remote)
    const tagged = await Effect.runPromise(
      Effect.gen(function* () {
        const entries = yield* entriesOf(source)
        remote.put(track, large(track))
        return yield* Stream.runCollect(readTagsOfEntries(source, Stream.fromIterable(entries)))
      })
    )
    const of = (path: string) => tagged.find(({ entry }) => entry.path === path)?.outcome
    expect(of(track)).toBeInstanceOf(SourceError)
    expect(of(track)).toMatchObject({ reason: "changed" })
    expect(of("b.flac")).toMatchObject({ ok: true })
  })

  test("[Y14] a source that is gone or asks to be left alone ends it", async () => {
    for (const reason of ["unavailable", "rate-limited", "credentials"] as const) {
      const source = simulatedSource(makeRemote(files))
      const entries = await Effect.runPromise(entriesOf(source))
      const fails = faulty(source, (_, call) => (call === 3 ? { kind: "fail", reason } : undefined))
      expect(
        await Effect.runPromise(Effect.flip(Stream.runDrain(readTagsOfEntries(fails, Stream.fromIterable(entries)))))
      ).toMatchObject({ reason })
    }
  })

  test("[Y16] a source without ranges has them read once the file is here", async () => {
    const remote = makeRemote(files, { capabilities: { ranges: false } })
    const source = simulatedSource(remote)
    const outcome = await Effect.runPromise(Effect.flatMap(entryAt(source), (entry) => readRemoteTags(source, entry)))
    expect(outcome).toMatchObject({ ok: false, reason: "unreadable" })
    expect(remote.bytesRead).toBe(0)
  })

  test("[C1] a source that lies about a size is read by the size that comes with the bytes", async () => {
    const source = simulatedSource(makeRemote(new Map([[track, large(track)]])))
    for (const sizeBytes of [null, 5, 90_000_000]) {
      const outcome = await Effect.runPromise(
        Effect.flatMap(entryAt(source), (entry) => readRemoteTags(source, { ...entry, sizeBytes }))
      )
      expect(outcome).toEqual(await here(track, large(track)))
    }
  })
})
