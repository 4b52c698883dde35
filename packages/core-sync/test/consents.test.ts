/** What each word of a person lets go: of the source's items, and of entries of playlists. */
import { expect, test } from "vitest"
import { type Consents, consentsOf } from "../src/consents.ts"

const all = Number.POSITIVE_INFINITY

test.each<readonly [Consents, removals: number, moves: number]>([
  [{}, 0, 0],
  [{ allowRemoval: false }, 0, 0],
  [{ allowRemoval: true }, all, all],
  [{ allowRemoval: true, allowMoves: false }, all, 0],
  [{ allowRemoval: true, allowMoves: 3 }, all, 3],
  // A number is of what was asked about: twelve files are no twelve entries.
  [{ allowRemoval: 12 }, 12, 0],
  [{ allowRemoval: 0 }, 0, 0],
  [{ allowMoves: 12 }, 0, 12],
  [{ allowMoves: true }, 0, all],
  [{ allowRemoval: 5, allowMoves: 12 }, 5, 12]
])("[I5] %j", (consents, mostRemovals, mostMoves) => {
  expect(consentsOf(consents)).toEqual({ mostRemovals, mostMoves })
})
