/** Whether what lies at a source's address is the disk that it was. */

import type { Database } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { countCatalog, listItems } from "../src/catalog/catalog.ts"
import { keepSourceDisk, readSourceDisk } from "../src/catalog/source-rows.ts"
import { isSameSource } from "../src/discovery/same-disk.ts"
import { simulatedSource } from "../src/simulated.ts"
import type { Source } from "../src/sources/source.ts"
import { bytes, failing, inWorld, sync } from "./coordinator/one-run.ts"
import type { ShelfWorld } from "./coordinator/shelf-world.ts"

const files = 12

/** Everything there is another file, under the same names. */
const replaceAll = ({ remote }: ShelfWorld): void => {
  for (let at = 0; at < files; at++) remote.put(`a/${at}.mp3`, bytes(`another ${at}`))
}

const onDisk = (body: (world: ShelfWorld, database: Database) => Effect.Effect<void, unknown>) =>
  inWorld(files, (world, database) => {
    world.remote.disk = "old"
    return Effect.andThen(sync(world), body(world, database))
  })

describe("the disk of a source", () => {
  test("[Y15] another disk with other files of the same names is not taken for it: nothing changes, in a full and an incremental sync", () =>
    onDisk((world, database) =>
      Effect.gen(function* () {
        const before = [listItems(database, world.sourceNo), JSON.stringify([...world.shelf])]
        world.remote.disk = "new"
        replaceAll(world)
        for (const kind of ["incremental", "full"] as const)
          expect(yield* failing(sync(world, { kind, allowRemoval: true }))).toBe("other-disk")
        expect([listItems(database, world.sourceNo), JSON.stringify([...world.shelf])]).toEqual(before)
        keepSourceDisk(database, world.sourceNo, "")
        expect((yield* sync(world)).stats).toMatchObject({ updated: files })
        expect(readSourceDisk(database, world.sourceNo)).toBe("new")
      })
    ))

  test("[Y15] music that moved to another disk is followed; a disk that keeps its identity may change as it likes", () =>
    onDisk((world, database) =>
      Effect.gen(function* () {
        world.remote.disk = "new"
        for (let at = 0; at < 6; at++) world.remote.put(`a/${at}.mp3`, bytes(`another ${at}`))
        expect((yield* sync(world)).stats).toMatchObject({ items: 6, updated: 6 })
        expect(readSourceDisk(database, world.sourceNo)).toBe("new")
        replaceAll(world)
        expect((yield* sync(world)).stats).toMatchObject({ items: files })
      })
    ))

  test("[Y15] a disk that is exchanged during the look says nothing of what is gone", () =>
    onDisk((world, database) =>
      Effect.gen(function* () {
        const plain = simulatedSource(world.remote, { name: "NAS" })
        let asked = 0
        const source: Source = { ...plain, disk: () => Effect.sync(() => (asked++ === 0 ? "old" : "none")) }
        world.everRemoved.add("a/0.mp3")
        world.remote.remove("a/0.mp3")
        for (const kind of ["incremental", "full"] as const) {
          asked = 0
          expect(yield* failing(sync(world, { kind, source }))).toBe("other-disk")
        }
        expect(countCatalog(database, 0, world.sourceNo).songs).toBe(files)
        expect((yield* sync(world)).discovered.removed).toBe(1)
      })
    ))

  test.each([
    ["the same disk", "a", "a", 100, 0, true],
    ["nothing was known of it", "b", "a", 0, 0, true],
    ["the user said so", "b", "", 100, 0, true],
    ["half of what was looked for is there", "b", "a", 100, 50, true],
    ["less than half is there", "b", "a", 100, 49, false],
    ["no disk was kept, and something is there", "b", null, 100, 1, true],
    ["no disk was kept, and nothing is there", "b", null, 100, 0, false]
  ] as const)("[Y15] is it the same source: %s", (_, disk, kept, looked, found, isSame) => {
    expect(isSameSource(disk, kept, { looked, found })).toBe(isSame)
  })
})
