/** What a person makes of tracks in a random life, and that none of it is ever lost. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { LibraryCacheShape } from "../src/index.ts"
import type { Life } from "./life.ts"
import { trackIds, withLibrary } from "./world.ts"

/** A line of an export. */
interface Line {
  readonly kind: string
  readonly id: string
  readonly trackId?: string
  readonly isFavorite?: boolean
  readonly rating?: number | null
}

const acts: ReadonlyArray<(life: Life, cache: LibraryCacheShape, id: string) => Effect.Effect<unknown, unknown>> = [
  (life, cache, id) =>
    Effect.tap(cache.setTrackFavorite(id, true), (isKnown) =>
      Effect.sync(() => isKnown && life.favorites.set(id, life.favorites.get(id) ?? new Set([id])))
    ),
  (life, cache, id) => cache.setTrackRating(id, life.pickState([0, 1, 3, 5])),
  (life, cache, id) => {
    const key = `play ${life.plays.size}`
    return Effect.tap(cache.recordTrackPlay(id, { key }), (isKnown) => Effect.sync(() => isKnown && life.plays.add(key)))
  }
]

/** Some tracks that are there, or were, are marked, rated and played. */
export const makeOfTracks = Effect.fnUntraced(function* (life: Life) {
  for (const id of Object.values(yield* trackIds)) life.tracks.add(id)
  yield* withLibrary(
    (cache) =>
      Effect.gen(function* () {
        for (let i = 0; i < life.pickState([0, 1, 4]); i++) {
          const [act, id] = [life.pickState([0, 1, 2]), life.pickState(["nobody", ...life.tracks])]
          life.log.push(`state ${act} of ${id}`)
          yield* acts[act]!(life, cache, id)
        }
      }),
    {},
    life.naming
  )
})

/** Every play is there, every favourite is one under the id that stands for its track, and the lists say what library.db holds. */
export const checkState = Effect.fnUntraced(function* (life: Life) {
  const { text, tracks, now } = yield* withLibrary(
    (cache) =>
      Effect.gen(function* () {
        const now = new Map<string, string>()
        for (const id of life.favorites.keys()) now.set(id, (yield* cache.getTrack(id))?.id ?? id)
        return { text: yield* cache.exportState(), tracks: (yield* cache.listTracks({ all: true })).items, now }
      }),
    {},
    life.naming
  )
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)
  const plays = lines.filter(({ kind }) => kind === "play")
  assert.deepEqual(plays.map(({ id }) => id).sort(), [...life.plays].sort(), "a play was lost, or counted twice")
  const records = new Map(lines.filter(({ kind }) => kind === "track").map((line) => [line.id, line]))
  for (const [id, known] of life.favorites) {
    known.add(now.get(id) ?? id)
    assert.isTrue(
      [...known].some((one) => records.get(one)?.isFavorite === true),
      `the favourite ${id} was lost`
    )
  }
  for (const { id, isFavorite, rating, playCount } of tracks) {
    const record = records.get(id)
    const played = plays.filter(({ trackId }) => trackId === id).length
    assert.deepEqual([isFavorite, rating, playCount], [record?.isFavorite ?? false, record?.rating ?? null, played], id)
  }
})
