/** Killed before every single change that a download makes to the disk or to its records, one after the other. */
import { Files, Parts } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { expect, test } from "vitest"
import { download, finishedDownloads } from "../../src/downloads/download.ts"
import type { DownloadRequest } from "../../src/downloads/download-target.ts"
import type { SimulatedRemoteOptions } from "../../src/sources/simulated/remote.ts"
import { crashTorn, type DownloadWorld, inPieces, inWorld, Killer, music, requestOf } from "./download-world.ts"

const kinds: ReadonlyArray<readonly [what: string, remote: SimulatedRemoteOptions, over: "nothing" | "another"]> = [
  ["new", {}, "nothing"],
  ["new, with hashes", { capabilities: { hashes: true } }, "nothing"],
  ["new, without ranges", { capabilities: { ranges: false } }, "nothing"],
  ["in another's place, which goes to the trash", {}, "another"]
]

const path = "Velvet/Song.mp3"
const place = `/music/${path}`
const old = new TextEncoder().encode("what was here before")

const overOf = Effect.fnUntraced(function* ({ files }: DownloadWorld, over: (typeof kinds)[number][2]) {
  if (over === "nothing") return null
  return (yield* files.stat(place)) ?? null
})

/** What lies at the file's own name is the old file, the new one, or nothing where there was none. */
const checkPlace = Effect.fnUntraced(function* (
  { files }: DownloadWorld,
  wanted: Uint8Array,
  over: (typeof kinds)[number][2],
  at: string
) {
  const there = (yield* files.stat(place)) === undefined ? undefined : yield* files.readFile(place)
  const allowed = over === "nothing" ? [undefined, wanted] : [old, undefined, wanted]
  expect(
    allowed.some((one) => (one === undefined ? there === undefined : there !== undefined && Buffer.from(one).equals(there))),
    `${at}: torn, or gone`
  ).toBe(true)
})

/** One download, killed at a change; answers whether it was. */
const killOnce = Effect.fnUntraced(function* (world: DownloadWorld, request: DownloadRequest, at: number) {
  const killer = new Killer(at)
  const struck = killer.layer(world.files, yield* Parts)
  const target = { ...world.target, records: killer.records(world.target.records) }
  const exit = yield* Effect.exit(Effect.provide(download(target, request), struck))
  return Exit.isFailure(exit)
})

test.each(kinds)(
  "[C10] W1–W6: a download (%s) that is killed before any of its changes leaves no torn file, and the next one completes it",
  async (what, remoteOptions, over) => {
    let kills = 0
    for (let at = 1, isKilled = true; isKilled; at++) {
      isKilled = await inWorld(remoteOptions, (world) =>
        Effect.gen(function* () {
          const { files, remote, target } = world
          const wanted = music(1)
          remote.put(path, wanted)
          yield* files.makeDirectory("/music/Velvet")
          if (over !== "nothing") yield* files.writeAtomic(place, old)
          const request = inPieces(requestOf(world, path, { over: yield* overOf(world, over) }), 3000)
          const struck = yield* killOnce(world, request, at)
          crashTorn(world)
          yield* checkPlace(world, wanted, over, `${what}, change ${at}`)
          const finished = yield* finishedDownloads(target)
          const again = yield* download(target, finished.length > 0 ? request : { ...request, over: yield* overOf(world, over) })
          expect(Buffer.from(yield* files.readFile(place)).equals(wanted), `${what}, change ${at}`).toBe(true)
          expect([again.sizeBytes, again.revision], `${what}, change ${at}`).toEqual([wanted.length, request.entry.revision])
          const walk = yield* files.walk("/music", { enter: (name) => name !== ".deadwax" })
          expect(walk.paths, `${what}, change ${at}`).toEqual([path])
          expect((yield* finishedDownloads(target)).map((one) => one.path)).toEqual([path])
          return struck
        }).pipe(Effect.provideService(Files, world.files))
      )
      if (isKilled) kills++
    }
    expect(kills).toBeGreaterThan(15)
    console.log(`soak: ${kills} kills of a simulated download (${what})`)
  },
  120_000
)

test("[C10] W1: what was flushed before a kill is not fetched again", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      world.remote.put(path, music(1))
      const request = inPieces(requestOf(world, path), 3000)
      // A directory, a record, a part, four pieces, a flush, a record, a piece: the kill comes before the next.
      expect(yield* killOnce(world, request, 11)).toBe(true)
      crashTorn(world)
      expect((yield* download(world.target, request)).resumedBytes).toBe(12_000)
    })
  ))
