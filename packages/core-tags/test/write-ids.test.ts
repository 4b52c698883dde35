import { chmodSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { Files, type OpenFile } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { afterAll, describe, expect, test } from "vitest"
import { QuickReader, type ReadOutcome, TagWriter, type WriteIdsOutcome, writeIds, writeIdsBatch } from "../src/index.ts"
import { longTagged, readsOf } from "./counted-reads.ts"
import { bytesOf, id3v1, madeMp3, mpegFrames, oddFrames, text } from "./made-files.ts"
import {
  audioBelow,
  copied,
  decodedAll,
  itemFor,
  readAll,
  removeTemporaryFolders,
  run,
  sampleRoot,
  temporaryFolder
} from "./writing.ts"

afterAll(() => removeTemporaryFolders())

const ids = { track: "01a1fa01-5708-721a-9c0a-2d8aa16a2ad8", release: "01a1fa02-5708-721a-9c0a-2d8aa16a2ad9" }

const withoutIds = (outcome: ReadOutcome | undefined): unknown =>
  outcome?.ok === true ? { ...outcome.tags, ids: undefined } : outcome

const idsIn = (outcome: ReadOutcome | undefined): unknown => (outcome?.ok === true ? outcome.tags.ids : undefined)

const outcomes = (results: ReadonlyArray<Result.Result<WriteIdsOutcome, unknown>>): ReadonlyArray<string> =>
  results.map((result) => (Result.isSuccess(result) ? result.success.kind : `failed: ${JSON.stringify(result.failure)}`))

/** A folder with one file in it; answers its path. */
const fileWith = (name: string, content: Uint8Array): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

const plainMp3 = madeMp3(4, [text("TIT2", "Song"), ...oddFrames])

const writeTo = (path: string, wanted = ids) => {
  const item = itemFor(path, wanted)
  return run(Effect.result(writeIds(item.path, item.ids, item.expected)))
}

const kindOf = async (path: string): Promise<string> => {
  const result = await writeTo(path)
  return Result.isSuccess(result)
    ? result.success.kind
    : result.failure._tag === "FileError"
      ? result.failure.reason
      : result.failure._tag
}

/** mp3 files whose only tag is an ID3v1 tag: an ID3v2 tag in front would hide it from many players, so they are left alone. */
const hasOnlyOldTag = (path: string): boolean => {
  const bytes = readFileSync(path)
  return (
    /\.mp3$/i.test(path) &&
    bytes.toString("latin1", 0, 3) !== "ID3" &&
    bytes.toString("latin1", bytes.length - 128, bytes.length - 125) === "TAG"
  )
}

describe("[U20] a batch of writes", () => {
  test("gives others their turn between two files, so that it can be cancelled there; what was written stays whole", async () => {
    const folder = temporaryFolder()
    const paths = Array.from({ length: 12 }, (_, i) => join(folder, `${i}.mp3`))
    for (const path of paths) writeFileSync(path, plainMp3)
    const { port1, port2 } = new MessageChannel()
    const cancelled = await run(
      Effect.gen(function* () {
        const files = yield* Files
        let begun = 0
        const counting = Files.of({
          ...files,
          writeAtomic: (...call) => {
            begun += 1
            // A message is what tells a worker to stop: it is heard only when the thread is given up.
            if (begun === 3) port2.postMessage("stop")
            return files.writeAtomic(...call)
          }
        })
        const batch = writeIdsBatch(paths.map((path) => itemFor(path, ids)))
        const fiber = yield* Effect.forkChild(Effect.provideService(batch, Files, counting))
        port1.onmessage = () => Effect.runFork(Fiber.interrupt(fiber))
        return yield* Fiber.await(fiber)
      })
    )
    port1.close()
    expect(Exit.isFailure(cancelled)).toBe(true)
    const read = await readAll(paths)
    const written = read.filter((outcome) => outcome.ok && outcome.tags.ids.track !== null).length
    expect(written).toBeGreaterThan(1)
    expect(written).toBeLessThan(6)
    expect(read.every((outcome) => outcome.ok && outcome.tags.title === "Song")).toBe(true)
    expect(readdirSync(folder)).toHaveLength(paths.length)
  })
})

describe("[I3] the sample library", () => {
  const paths = audioBelow(sampleRoot)

  test("every file takes the ids, sounds the same and says the same otherwise", async () => {
    const folder = copied(sampleRoot, paths)
    const files = paths.map((path) => join(folder, path))
    const before = await readAll(files)
    const sound = decodedAll(files)
    for (const each of sound) expect(each).toMatch(/^MD5=[0-9a-f]{32}$/m)
    const times = files.map((path) => statSync(path, { bigint: true }).mtimeNs)
    const old = files.map(hasOnlyOldTag)
    const results = await run(writeIdsBatch(files.map((path) => itemFor(path, ids))))
    expect(outcomes(results)).toEqual(old.map((only) => (only ? "refused" : "written")))
    const after = await readAll(files)
    expect(after.map(withoutIds)).toEqual(before.map(withoutIds))
    // A track id that is there already is kept.
    const expected = before.map((outcome, i) => {
      const held = outcome.ok ? outcome.tags.ids : null
      return old[i] ? held : { track: held?.track ?? ids.track, release: ids.release }
    })
    expect(after.map(idsIn)).toEqual(expected)
    expect(decodedAll(files)).toEqual(sound)
    expect(files.map((path, i) => statSync(path, { bigint: true }).mtimeNs > (times[i] ?? 0n))).toEqual(old.map((only) => !only))
  }, 120_000)

  test("[U3] a file that holds both ids is not touched", async () => {
    const folder = copied(sampleRoot, paths)
    const files = paths.map((path) => join(folder, path)).filter((path) => !hasOnlyOldTag(path))
    await run(writeIdsBatch(files.map((path) => itemFor(path, ids))))
    const before = files.map((path) => statSync(path, { bigint: true }))
    const results = await run(writeIdsBatch(files.map((path) => itemFor(path, ids))))
    expect(new Set(outcomes(results))).toEqual(new Set(["unchanged"]))
    files.forEach((path, i) => {
      const now = statSync(path, { bigint: true })
      expect([now.ino, now.mtimeNs, now.ctimeNs], path).toEqual([before[i]?.ino, before[i]?.mtimeNs, before[i]?.ctimeNs])
    })
  }, 60_000)

  test("an unchanged file does not need TagLib, and a missing TagLib is one clear error", async () => {
    const path = fileWith("a.mp3", plainMp3)
    const without = { wasmUrl: new URL("file:///nowhere/taglib-web.wasm") }
    const failed = await run(Effect.flip(writeIdsBatch([itemFor(path, ids)])), without)
    expect(failed).toMatchObject({ _tag: "TagWriterUnavailable", reason: "unreadable" })
    expect(readFileSync(path)).toEqual(Buffer.from(plainMp3))
    expect(await kindOf(path)).toBe("written")
    expect(outcomes(await run(writeIdsBatch([itemFor(path, ids)]), without))).toEqual(["unchanged"])
  })
})

describe("[I3] what is not written", () => {
  test("kinds of files without a field for the ids", async () => {
    for (const name of ["a.wav", "a.aiff", "a.wv", "a.ape", "a.mka", "a", "mp3"]) {
      expect(await kindOf(fileWith(name, mpegFrames(4))), name).toBe("read-only")
    }
  })

  test("tags beyond what may be held", async () => {
    const path = fileWith("a.mp3", bytesOf("ID3", 4, 0, 0, 0x20, 0, 0, 1))
    truncateSync(path, 64 * 1024 * 1024 + 1000)
    expect(await kindOf(path)).toBe("too-large")
  })

  test("a file with two names, by a hard and by a symbolic link", async () => {
    const path = fileWith("a.mp3", plainMp3)
    symlinkSync(path, join(dirname(path), "soft.mp3"))
    const soft = await run(Effect.result(writeIds(join(dirname(path), "soft.mp3"), ids, itemFor(path, ids).expected)))
    expect(Result.getOrThrow(soft)).toEqual({ kind: "linked" })
    linkSync(path, join(dirname(path), "hard.mp3"))
    expect(await kindOf(path)).toBe("linked")
    expect(readFileSync(path)).toEqual(Buffer.from(plainMp3))
  })

  test("a file that changed since it was looked at, one that is gone, one without write permission", async () => {
    const path = fileWith("a.mp3", plainMp3)
    const item = itemFor(path, ids)
    writeFileSync(path, madeMp3(4, [text("TIT2", "Another")]))
    const gone = { ...item, path: `${path}.gone.mp3` }
    const locked = fileWith("b.mp3", plainMp3)
    chmodSync(locked, 0o444)
    const good = fileWith("c.mp3", plainMp3)
    const results = await run(writeIdsBatch([item, gone, itemFor(locked, ids), itemFor(good, ids)]))
    const reasons = results.map((result) => (Result.isSuccess(result) ? result.success.kind : result.failure.reason))
    expect(reasons).toEqual(["changed", "not-found", "read-only", "written"])
    expect(readFileSync(locked)).toEqual(Buffer.from(plainMp3))
    expect(readdirSync(dirname(locked))).toEqual(["b.mp3"])
  })

  test("a file that cannot be carried over: refused with the reason, untouched, nothing left behind", async () => {
    const bytes = madeMp3(3, [text("TIT2", "Song"), { id: "RVAD", data: Uint8Array.of(1, 2, 3) }], id3v1("Song"))
    const path = fileWith("a.mp3", bytes)
    const before = statSync(path, { bigint: true })
    expect(Result.getOrThrow(await writeTo(path))).toEqual({ kind: "refused", differences: ["RVAD: 1 lost"] })
    expect(readFileSync(path)).toEqual(Buffer.from(bytes))
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(before.mtimeNs)
    expect(readdirSync(dirname(path))).toEqual([basename(path)])
  })

  test("a stale temporary file of an interrupted write does no harm", async () => {
    const path = fileWith("a.mp3", plainMp3)
    writeFileSync(join(dirname(path), ".a.mp3.deadwax-tmp"), plainMp3.subarray(0, 500))
    expect(await kindOf(path)).toBe("written")
    expect(readdirSync(dirname(path))).toEqual(["a.mp3"])
  })
})

describe("TagLib's instance", () => {
  const packageUrl = new URL("./", import.meta.resolve("taglib-wasm"))

  test("its WASI build is refused, whoever puts it in the place of the other", async () => {
    const path = fileWith("a.mp3", plainMp3)
    const failed = await run(Effect.flip(writeIdsBatch([itemFor(path, ids)])), {
      wasmUrl: new URL("taglib-wasi.wasm", packageUrl)
    })
    expect(failed._tag).toBe("TagWriterUnavailable")
    expect(readFileSync(path)).toEqual(Buffer.from(plainMp3))
  })

  test("its file can be given as an address or as bytes", async () => {
    const wasmUrl = new URL("taglib-web.wasm", packageUrl)
    for (const options of [{ wasmUrl }, { wasmBytes: Effect.sync(() => new Uint8Array(readFileSync(wasmUrl))) }]) {
      const path = fileWith("a.mp3", plainMp3)
      expect(outcomes(await run(writeIdsBatch([itemFor(path, ids)]), options))).toEqual(["written"])
    }
  })

  test("is the same for mp3s whose sound is a single frame, or half of one", async () => {
    let loaded = 0
    const wasmBytes = Effect.sync(() => {
      loaded++
      return new Uint8Array(readFileSync(new URL("taglib-web.wasm", packageUrl)))
    })
    const head = madeMp3(4, [text("TIT2", "Song")]).length - mpegFrames(12).length
    const sizes = [417, 416, 208].map((sound) => head + sound)
    const items = sizes.map((size, i) => itemFor(fileWith(`${i}.mp3`, madeMp3(4, [text("TIT2", "Song")]).subarray(0, size)), ids))
    expect(outcomes(await run(writeIdsBatch(items), { wasmBytes }))).toEqual(["written", "written", "written"])
    expect(loaded).toBe(1)
  })

  test("is lent to one at a time, for as long as that one works", async () => {
    const seen: Array<string> = []
    const use = (name: string) =>
      Effect.gen(function* () {
        seen.push(`${name} begins`)
        yield* Effect.yieldNow
        seen.push(`${name} ends`)
      })
    await run(
      Effect.gen(function* () {
        const writer = yield* TagWriter
        yield* Effect.forEach(["a", "b"], (name) => writer.withTagLib(() => use(name)), { concurrency: 2 })
      })
    )
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"])
  })

  test("a trap refuses that file and none after it", async () => {
    const kinds = await run(
      Effect.gen(function* () {
        const writer = yield* TagWriter
        const trapped = yield* writer.withTagLib((edit) =>
          Effect.sync(() => {
            try {
              return edit(plainMp3, "MP3", () => {
                throw new WebAssembly.RuntimeError("unreachable")
              })
            } catch (cause) {
              return cause instanceof Error ? cause.name : "?"
            }
          })
        )
        const results = yield* writeIdsBatch([
          itemFor(fileWith("a.mp3", plainMp3), ids),
          itemFor(fileWith("b.mp3", plainMp3), ids)
        ])
        return [trapped, ...outcomes(results)]
      })
    )
    expect(kinds).toEqual(["TagLibRefusal", "written", "written"])
  })
})

/** How often a file that is written is read for the second opinion: all reads of its verification, of which the comparison's are the same each time. */
const readsByVerifying = async (quick: boolean): Promise<number> => {
  const path = fileWith("long.mp3", longTagged())
  const { ids: wanted, expected } = itemFor(path, ids)
  let reads = 0
  const counted = (file: OpenFile): OpenFile => ({
    ...file,
    read: (target, position) => {
      reads += 1
      return file.read(target, position)
    }
  })
  const written = Effect.gen(function* () {
    const files = yield* Files
    const counting = Files.of({
      ...files,
      writeAtomic: (at, content, options) =>
        files.writeAtomic(at, content, {
          ...options,
          verify: (file, original) => options?.verify?.(counted(file), original && counted(original)) ?? true
        })
    })
    return yield* Effect.provideService(writeIds(path, wanted, expected), Files, counting)
  })
  expect(await run(Effect.provideService(written, QuickReader, quick))).toMatchObject({ kind: "written" })
  return reads
}

test("[X5] what was written is read back by the quick reader only where that is in use", async () => {
  const [quick, full] = [await readsOf(longTagged(), { quick: true }), await readsOf(longTagged(), { quick: false })]
  // The old file and the new one, each once.
  expect((await readsByVerifying(false)) - (await readsByVerifying(true))).toBe(2 * (full - quick))
})
