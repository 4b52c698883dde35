/** Whatever happens to a library: what is told after each look at what was touched is what all tracks together come to. */
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { seeded } from "../../../../tools/bench/random.ts"
import { decideDuplicates } from "../../src/conflicts/duplicates.ts"
import { candidateOf } from "../../src/resolution/find-groups.ts"
import { inResolution, type ResolutionWorld } from "./resolution-world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261129")

/** By the decider alone, upon everything. */
const all = Effect.fnUntraced(function* ({ cache }: ResolutionWorld) {
  const tracks = yield* cache.likeness.like(yield* cache.likeness.after("", 1_000))
  const groups = decideDuplicates(tracks.map((track) => candidateOf(track, undefined)))
  return groups
    .flatMap(({ survivor, others }) => others.map(({ candidate, reason }) => `${survivor.path} < ${candidate.path} ${reason}`))
    .sort()
})

const life = Effect.fnUntraced(function* (world: ResolutionWorld, lifeSeed: number, steps: number) {
  const { pick, below } = seeded(lifeSeed)
  const there = new Set<string>()
  for (let step = 0; step < steps; step++) {
    const touched = new Set<string>()
    for (let changes = 1 + below(3); changes > 0; changes--) {
      const path = `${pick(["A", "B", "C"])}/${1 + below(3)}.mp3`
      touched.add(path)
      if (there.has(path) && below(3) === 0) {
        yield* world.remove(path)
        there.delete(path)
        continue
      }
      const tags = { title: pick(["Song", "Song (Live)"]), artist: "Reds", albumArtist: "Reds", album: pick(["Velvet", "Silk"]) }
      yield* world.put(path, { ...tags, track: pick(["1", "2"]), sound: 1 + below(4) }, 20 + below(200))
      there.add(path)
    }
    yield* world.scan
    const rated = below(3) === 0 ? (yield* world.cache.listTracks({ limit: 2 })).items : []
    for (const { id, sourcePath } of rated) {
      yield* world.cache.setTrackRating(id, below(6))
      touched.add(sourcePath.slice("/music/".length))
    }
    yield* world.resolve({ touched: [...touched], kind: pick(["incremental", "incremental", "full"]) })
    expect(yield* world.told, `life ${lifeSeed}, step ${step}`).toEqual(yield* all(world))
  }
})

test("[Y10] X2–X3: what is told after each sync is what a look at all tracks comes to", async () => {
  const lives = Math.max(3, Math.round(60 * scale))
  for (let at = 0; at < lives; at++)
    await inResolution((world) => life(world, seed + at, 8), at % 2 === 0 ? "fingerprint" : "tags")
  console.log(`soak: ${lives} lives with duplicates, seed ${seed}`)
}, 600_000)
