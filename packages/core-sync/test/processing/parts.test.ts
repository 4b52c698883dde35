/** Work that is planned in parts comes to what it comes to planned at once, and holds no more than a part. */
import { Files, listTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import { countScaleAnywhere } from "../../../core-async/test/harness/count-scale.ts"
import type { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { inSyncedLibrary, type SyncedLibrary } from "./synced-library.ts"

const seed = Number(process.env["DEADWAX_SEED"] ?? "1")
const worlds = Math.ceil(40 * countScaleAnywhere)

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** Contents of all files by path, and what lies in the trash. */
const holdings = Effect.gen(function* () {
  const files = yield* Files
  const { paths } = yield* files.walk("/music", { enter: (name) => name !== ".deadwax" })
  const here: Array<string> = []
  for (const path of [...paths].sort()) here.push(`${path}: ${new TextDecoder().decode(yield* files.readFile(`/music/${path}`))}`)
  const trash = (yield* listTrash("/music")).entries.map(({ path }) => path).sort()
  return { here, trash }
})

/** Something happens to so many of the source's files; no content is there twice, so that order decides nothing. */
const change = (remote: SimulatedRemote, random: Random, round: number): void => {
  const somewhere = () => `${random.pick(["a", "B", "c", "d"])}/${random.below(8)}.txt`
  for (let at = 0; at < 14; at++) {
    const paths = remote.ids().map((id) => remote.file(id)?.path ?? "")
    const doing = random.below(10)
    if (doing < 4 || paths.length === 0) remote.put(somewhere(), text(`round ${round}, ${at}`))
    else if (doing < 7) remote.remove(random.pick(paths))
    else {
      const to = somewhere()
      if (!paths.includes(to)) remote.move(random.pick(paths), to)
    }
  }
}

const lifeOf = async (number: number, partItems: number) => {
  const seen: Array<unknown> = []
  const life = Effect.fnUntraced(function* ({ files, remote, source, sync }: SyncedLibrary) {
    const random = seeded(number)
    const run = { policy: { removed: "mirror" }, partItems } as const
    for (let round = 0; round < 3; round++) {
      change(remote, random, round)
      yield* sync(source, { ...run, allowRemoval: true })
      seen.push([yield* holdings, remote.bytesRead])
      const mine = `/music/${random.pick(["a", "c"])}/${random.below(8)}.txt`
      if ((yield* files.stat(mine)) !== undefined) yield* files.remove(mine)
    }
    expect((yield* sync(source, run)).failed).toBe(0)
    expect((yield* sync(source, run)).items).toBe(0)
    seen.push(yield* holdings)
  })
  await inSyncedLibrary("fingerprint", { capabilities: { stableIds: true } }, life)
  return seen
}

test(
  `[Y10] [Y17] R1: in ${worlds} random worlds, planned two at a time, the library comes to hold what it holds when all is planned at once`,
  async () => {
    for (let number = seed; number < seed + worlds; number++)
      expect(await lifeOf(number, 2), `seed ${number}`).toEqual(await lifeOf(number, 2000))
  },
  60_000 + worlds * 5000
)

test("[C7] R1: no more is planned at once than a part, and progress counts all parts", () =>
  inSyncedLibrary("fingerprint", {}, ({ remote, source, sync }) =>
    Effect.gen(function* () {
      for (let no = 0; no < 40; no++) remote.put(`Album ${no >> 2}/${no}.txt`, text(`${no}`))
      const planned: Array<number> = []
      const told: Array<readonly [done: number, items: number]> = []
      const stats = yield* sync(source, {
        partItems: 10,
        carrying: (carrier) => ({
          ...carrier,
          prepare: (work) => {
            planned.push(work.length)
            return carrier.prepare(work)
          }
        }),
        onEvent: (event) => {
          if (event.kind === "item") told.push([event.done, event.items])
        }
      })
      expect(stats).toMatchObject({ items: 40, added: 40 })
      expect(planned).toEqual([12, 12, 12, 4])
      expect(told).toEqual(Array.from({ length: 40 }, (_, at) => [at + 1, 40]))
    })
  ))

test("[Y10] P6: a budget counts what earlier syncs and earlier parts brought", () =>
  inSyncedLibrary("fingerprint", {}, ({ remote, source, sync }) =>
    Effect.gen(function* () {
      for (let no = 0; no < 6; no++) remote.put(`Album ${no}/${no}.txt`, text("123456"))
      for (const partItems of [1, 2000]) {
        const run = { policy: { budgetBytes: 20 }, partItems }
        const before = partItems === 1 ? 0 : 3
        expect(yield* sync(source, run)).toMatchObject({ items: 6 - before, added: 3 - before, skipped: 3 })
      }
      const more = { policy: { budgetBytes: 30 } }
      expect(yield* sync(source, more)).toMatchObject({ items: 3, added: 2, skipped: 1 })
    })
  ))
