/** One download, and what can come between on its way. */
import { Files, Parts } from "@deadwax/core-async"
import { QuickReader } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, test } from "vitest"
import { type CountedUse, countingReads, longTagged, readsIn, readsOf } from "../../../core-tags/test/counted-reads.ts"
import { download } from "../../src/downloads/download.ts"
import type { DownloadErrorReason } from "../../src/downloads/download-error.ts"
import type { RemoteBytes } from "../../src/sources/source.ts"
import { makeByteLimit } from "../../src/sources/wrappers/byte-limit.ts"
import { limited } from "../../src/sources/wrappers/limited.ts"
import { endingAfter, holds, isThere, part, path, place, refused, served, text } from "./download-case.ts"
import { inPieces, inWorld, music, requestOf } from "./download-world.ts"

describe("a download", () => {
  test("[C1] [C10] W1: brings a file whole, under its name alone, and says what it is", () =>
    inWorld({ capabilities: { hashes: true } }, (world) =>
      Effect.gen(function* () {
        world.remote.put(path, music(1))
        const request = requestOf(world, path)
        const done = yield* download(world.target, request)
        const info = yield* world.files.stat(place)
        expect(done).toEqual({
          path,
          sizeBytes: music(1).length,
          modifiedAtUs: info?.modifiedAtUs,
          revision: request.entry.revision,
          hash: request.entry.hash,
          resumedBytes: 0
        })
        yield* holds(world, music(1))
        expect((yield* world.files.walk("/music")).paths).toEqual([path])
      })
    ))

  test("[C10] W2: goes on at the exact byte, and reads none twice", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        world.remote.put(path, music(1))
        yield* refused(world, endingAfter(requestOf(world, path), 12_000), "interrupted")
        expect([yield* isThere(world), (yield* world.target.records.read(path))?.keptBytes]).toEqual([false, 12_000])
        const asked: Array<number | undefined> = []
        const request = requestOf(world, path)
        const { read } = request.source
        const source = {
          ...request.source,
          read: (wanted: Parameters<typeof read>[0]) => {
            asked.push(wanted.from)
            return read(wanted)
          }
        }
        expect((yield* download(world.target, { ...request, source })).resumedBytes).toBe(12_000)
        expect(asked).toEqual([12_000])
        yield* holds(world, music(1))
      })
    ))

  test("[C10] W2: cancelled, it keeps what has come", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        world.remote.put(path, music(1))
        const stuck = served(inPieces(requestOf(world, path), 1000), (body) => ({
          ...body,
          bytes: Stream.concat(Stream.take(body.bytes, 7), Stream.never)
        }))
        const fiber = yield* Effect.forkChild(download(world.target, stuck))
        while (((yield* world.files.stat(part))?.sizeBytes ?? 0) < 7000) yield* Effect.yieldNow
        yield* refused(world, requestOf(world, path), "busy")
        yield* Fiber.interrupt(fiber)
        expect((yield* world.target.records.read(path))?.keptBytes).toBe(7000)
        expect((yield* download(world.target, requestOf(world, path))).resumedBytes).toBe(7000)
        yield* holds(world, music(1))
      })
    ))

  test("[C10] W2: begins anew where a source has no ranges, where the bytes beside were changed, and where they are of another revision", () =>
    inWorld({ capabilities: { ranges: false } }, (world) =>
      Effect.gen(function* () {
        const { files, remote, target } = world
        const again = (wanted: Uint8Array) =>
          Effect.gen(function* () {
            expect((yield* download(target, requestOf(world, path))).resumedBytes).toBe(0)
            yield* holds(world, wanted)
            yield* files.remove(place)
            yield* target.records.remove(path)
          })
        remote.put(path, music(1))
        yield* refused(world, endingAfter(requestOf(world, path), 12_000), "interrupted")
        yield* again(music(1))
        yield* refused(world, endingAfter(requestOf(world, path), 12_000), "interrupted")
        remote.put(path, music(2))
        yield* again(music(2))
      })
    ))

  test("[C10] W2: begins anew where the bytes beside are not those that came, and cuts what lies beyond them", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { files, remote, target } = world
        remote.put(path, music(1))
        const broken = endingAfter(requestOf(world, path), 12_000)
        yield* refused(world, broken, "interrupted")
        const longer = new Uint8Array(20_000)
        longer.set(yield* files.readFile(part))
        yield* files.writeAtomic(part, longer)
        expect((yield* download(target, requestOf(world, path))).resumedBytes).toBe(12_000)
        yield* holds(world, music(1))
        yield* files.remove(place)
        yield* refused(world, broken, "interrupted")
        yield* files.writeAtomic(part, new Uint8Array(12_000))
        expect((yield* download(target, requestOf(world, path))).resumedBytes).toBe(0)
        yield* holds(world, music(1))
      })
    ))

  test.each(["size", "time"] as const)("[C10] W2: begins anew where only the %s tells that it is another file", (teller) =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, target } = world
        remote.put(path, music(1))
        const before = requestOf(world, path)
        yield* refused(world, endingAfter(before, 12_000), "interrupted")
        const other = teller === "size" ? music(9) : music(1).map((byte, at) => (at === 5000 ? byte ^ 1 : byte))
        remote.put(path, other)
        const { entry, source, ...rest } = requestOf(world, path)
        const { revision, modifiedAtUs } = before.entry
        const told = { ...entry, revision, modifiedAtUs: teller === "time" ? entry.modifiedAtUs : modifiedAtUs }
        const lying = {
          ...source,
          read: ({ id, from = 0 }: Parameters<typeof source.read>[0]) =>
            Effect.map(source.read({ id, from }), (body) => ({ ...body, revision }))
        }
        expect((yield* download(target, { ...rest, source: lying, entry: told })).resumedBytes).toBe(0)
        yield* holds(world, other)
      })
    )
  )

  test("[C1] W3: what a disk gives back otherwise than it was written gets no name", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        world.remote.put(path, music(1))
        const parts = yield* Parts
        const lying = Parts.of({
          ...parts,
          open: (at, keepBytes) =>
            Effect.map(parts.open(at, keepBytes), (one) => ({
              ...one,
              append: (bytes) => one.append(bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)))
            }))
        })
        const error = yield* Effect.provideService(refused(world, requestOf(world, path), "wrong-hash"), Parts, lying)
        expect(error.message).toContain("the disk gives back other bytes")
        expect([yield* isThere(world), yield* isThere(world, part)]).toEqual([false, false])
      })
    ))

  test("[C1] W1: a source that says no size is read to its end, and one that has it all is asked for no byte", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, target, files } = world
        remote.put(path, music(1))
        const request = requestOf(world, path)
        const unsized = served({ ...request, entry: { ...request.entry, sizeBytes: null } }, (body) => ({
          ...body,
          totalBytes: null
        }))
        yield* files.makeDirectory(place)
        yield* refused(world, unsized, "exists")
        yield* files.remove(place)
        yield* download(target, unsized)
        yield* holds(world, music(1))
        const reads = remote.calls.read
        yield* download(target, unsized)
        expect(remote.calls.read).toBe(reads)
      })
    ))

  test("[C10] S11: all downloads from a source with a limit keep it together", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        world.remote.put("a.bin", new Uint8Array(20_000))
        world.remote.put("b.bin", new Uint8Array(10_000))
        const limit = makeByteLimit(10_000)
        const slow = (name: string) => {
          const request = inPieces(requestOf(world, name), 1000)
          return { ...request, source: limited(request.source, limit) }
        }
        const fibers = yield* Effect.forEach(["a.bin", "b.bin"], (name) => Effect.forkChild(download(world.target, slow(name))))
        yield* TestClock.adjust(2900)
        expect(fibers.every((fiber) => fiber.pollUnsafe() !== undefined)).toBe(false)
        yield* TestClock.adjust(200)
        yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))
        yield* holds(world, new Uint8Array(20_000), "/music/a.bin")
      })
    ))
})

describe("what a source says", () => {
  const lying: ReadonlyArray<readonly [what: string, change: (body: RemoteBytes) => RemoteBytes, reason: DownloadErrorReason]> = [
    ["another size than its listing", (body) => ({ ...body, totalBytes: 5 }), "wrong-size"],
    [
      "more bytes than its size",
      (body) => ({ ...body, bytes: Stream.concat(body.bytes, Stream.make(text("more"))) }),
      "wrong-size"
    ],
    ["fewer bytes than its size", (body) => ({ ...body, bytes: Stream.empty }), "wrong-size"],
    ["bytes from elsewhere", (body) => ({ ...body, from: 7 }), "wrong-size"]
  ]
  test.each(lying)("[C10] W3: %s is not believed, and nothing of it is kept", (_, change, reason) =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        world.remote.put(path, music(1))
        yield* refused(world, served(requestOf(world, path), change), reason)
        expect([yield* isThere(world), yield* isThere(world, part), yield* world.target.records.read(path)]).toEqual([
          false,
          false,
          undefined
        ])
      })
    )
  )

  test("[C1] W3: what comes with another hash gets no name and is not gone on from", () =>
    inWorld({ capabilities: { hashes: true } }, (world) =>
      Effect.gen(function* () {
        world.remote.put(path, music(1))
        const other = (body: RemoteBytes) => ({
          ...body,
          bytes: Stream.map(body.bytes, (chunk) => chunk.map((byte) => byte ^ 1))
        })
        const error = yield* refused(world, served(requestOf(world, path), other), "wrong-hash")
        expect(error.message).toMatch(/^Velvet\/Song\.mp3: what came has the sha256 [0-9a-f]{64}, and the source says/)
        expect([yield* isThere(world), yield* isThere(world, part)]).toEqual([false, false])
      })
    ))

  test("[C1] W3: without a hash music must be readable as such; with one it may be what it is; nothing is an empty song", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, target, files } = world
        remote.put(path, text("<html>Please sign in</html>"))
        yield* refused(world, requestOf(world, path), "unreadable")
        expect([yield* isThere(world), yield* isThere(world, part)]).toEqual([false, false])
        remote.put("empty.flac", new Uint8Array())
        yield* refused(world, requestOf(world, "empty.flac"), "unreadable")
        remote.put("cover.jpg", new Uint8Array())
        yield* download(target, requestOf(world, "cover.jpg"))
        const hash = { algorithm: "md5", hex: "1af8b02e2b6a1bf1dd06d42c2d0dd6ed" } as const
        const request = requestOf(world, path)
        yield* refused(world, { ...request, entry: { ...request.entry, hash } }, "wrong-hash")
        expect((yield* files.walk("/music")).paths).toEqual(["cover.jpg"])
      })
    ))

  test("[C10] W3: changed or gone there midway, nothing of the old is kept", () =>
    inWorld({}, (world) =>
      Effect.gen(function* () {
        const { remote, target } = world
        remote.put(path, music(1))
        const before = requestOf(world, path)
        yield* refused(world, endingAfter(before, 12_000), "interrupted")
        remote.put(path, music(2))
        yield* refused(world, before, "changed")
        expect([yield* isThere(world, part), yield* target.records.read(path)]).toEqual([false, undefined])
        yield* download(target, requestOf(world, path))
        yield* holds(world, music(2))
        remote.put("b.mp3", music(3))
        const gone = requestOf(world, "b.mp3")
        remote.remove("b.mp3")
        yield* refused(world, gone, "not-found")
      })
    ))
})

/** How often a file that came without a hash is read, for its digest and to see whether it is music. */
const readsByDownload = (quick: boolean): Promise<number> =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      world.remote.put("a.mp3", longTagged())
      const uses: Array<CountedUse> = []
      const files = countingReads(world.files, uses)
      yield* download(world.target, requestOf(world, "a.mp3")).pipe(
        Effect.provideService(Files, files),
        Effect.provideService(QuickReader, quick)
      )
      return readsIn(uses)
    })
  )

test("[C10] [X5] what came without a hash is read by the quick reader only where that is in use", async () => {
  const [quick, full] = [await readsOf(longTagged(), { quick: true }), await readsOf(longTagged(), { quick: false })]
  expect((await readsByDownload(false)) - (await readsByDownload(true))).toBe(full - quick)
})
