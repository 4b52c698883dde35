import { describe, expect, test } from "vitest"
import { estimate, type Sample, withSample } from "../src/scan/estimate.ts"

describe("[U20] rate and time left", () => {
  const run = (samples: ReadonlyArray<Sample>): ReadonlyArray<Sample> =>
    samples.reduce<ReadonlyArray<Sample>>((kept, next) => withSample(kept, next), [])

  test("steady work", () => {
    const samples = run(Array.from({ length: 41 }, (_, index) => ({ atMs: index * 100, done: index * 10 })))
    expect(estimate(samples, 1000)).toEqual({ perSecond: 100, leftMs: 6000 })
  })
  test("nothing is claimed before half a second, without progress, or without samples", () => {
    expect(estimate([], 10)).toEqual({ perSecond: null, leftMs: null })
    expect(
      estimate(
        run([
          { atMs: 0, done: 0 },
          { atMs: 400, done: 9 }
        ]),
        10
      ).perSecond
    ).toBeNull()
    expect(
      estimate(
        run([
          { atMs: 0, done: 5 },
          { atMs: 900, done: 5 }
        ]),
        10
      ).perSecond
    ).toBeNull()
  })
  test("a slow start is forgotten", () => {
    const slow = Array.from({ length: 100 }, (_, index) => ({ atMs: index * 100, done: index }))
    const fast = Array.from({ length: 150 }, (_, index) => ({ atMs: 10_000 + index * 100, done: 100 + index * 100 }))
    const samples = run([...slow, ...fast])
    expect(estimate(samples, 100_000).perSecond).toBeCloseTo(1000, 0)
    expect(samples.length).toBeLessThan(110)
  })
})
