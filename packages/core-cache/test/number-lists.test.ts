/** Long lists of numbers of which some go and some come, against plain arrays; and what the log of changes tells. */
import { describe, expect, test } from "vitest"
import { seeded } from "../../../tools/bench/random.ts"
import { insertNumbers, withoutNumbers } from "../src/filter/number-lists.ts"
import { makeChangeLog, mostMended } from "../src/query-cache/change-log.ts"
import type { WriteRecord } from "../src/store/change.ts"

describe("lists of numbers", () => {
  test("[Q6] those that go and come, anywhere, equal an array that is filtered and sorted", () => {
    const random = seeded(5)
    for (let i = 0; i < 2000; i++) {
      const numbers = [...new Set(Array.from({ length: random.below(30) }, () => random.below(60)))].sort((a, b) => a - b)
      const gone = [...new Set(Array.from({ length: random.below(6) }, () => random.below(60)))]
      const left = withoutNumbers(Int32Array.from(numbers), gone)
      const expected = numbers.filter((no) => !gone.includes(no))
      expect([...left]).toEqual(expected)
      const coming = Int32Array.from(gone).sort()
      let asked = 0
      const joined = insertNumbers(left, coming, (a, b) => {
        asked++
        return a < b
      })
      expect([...joined]).toEqual([...expected, ...gone].sort((a, b) => a - b))
      expect(asked).toBeLessThanOrEqual(7 * gone.length)
    }
  })

  test("[Q6] a list to which nothing happens is itself", () => {
    const nos = Int32Array.of(3, 1, 2)
    expect(withoutNumbers(nos, [7])).toBe(nos)
    expect(insertNumbers(nos, new Int32Array(), () => true)).toBe(nos)
  })
})

const record = (releases: ReadonlyArray<number>, tracks: ReadonlyArray<readonly [no: number, release: number]>): WriteRecord => ({
  changes: [
    ...releases.map((no) => ({ kind: "release", id: `r${no}`, no, operation: "update", fields: [], values: {} }) as const),
    ...tracks.map(
      ([no, release]) =>
        ({ kind: "track", id: `t${no}`, no, operation: "update", fields: [], values: {}, releaseNos: [release] }) as const
    ),
    { kind: "playlist", id: "p", operation: "update" }
  ],
  releases: {},
  facts: []
})

describe("the log of changes", () => {
  test("[Q6] tells what changed after an epoch, each once", () => {
    const log = makeChangeLog()
    log.add(3, record([1], [[5, 1]]))
    log.add(
      7,
      record(
        [],
        [
          [5, 2],
          [6, 2]
        ]
      )
    )
    expect(log.since(7)).toEqual({ releases: [], tracks: [], releasesOfTracks: [] })
    expect(log.since(3)).toEqual({ releases: [], tracks: [5, 6], releasesOfTracks: [2] })
    expect(log.since(2)).toEqual({ releases: [1], tracks: [5, 6], releasesOfTracks: [1, 2] })
    expect(log.since(0)).toEqual(log.since(2))
  })

  test("[Q6] does not tell what it has forgotten", () => {
    const log = makeChangeLog(2)
    for (const epoch of [1, 2, 3]) log.add(epoch, record([epoch], []))
    expect(log.since(0)).toBeUndefined()
    expect(log.since(1)?.releases).toEqual([2, 3])
    log.add(4, record([4], []))
    expect(log.since(1)).toBeUndefined()
    expect(log.since(2)?.releases).toEqual([3, 4])
    log.forget(9)
    expect(log.since(8)).toBeUndefined()
    expect(log.since(9)?.releases).toEqual([])
  })

  test("[Q4] does not tell more than is worth it", () => {
    const log = makeChangeLog()
    log.add(
      1,
      record(
        Array.from({ length: mostMended - 1 }, (_, no) => no),
        [[1, 1]]
      )
    )
    expect(log.since(0)?.releases).toHaveLength(mostMended - 1)
    log.add(2, record([mostMended], []))
    expect(log.since(0)).toBeUndefined()
    expect(log.since(1)?.releases).toEqual([mostMended])
  })
})
