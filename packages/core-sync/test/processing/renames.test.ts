/** What is renamed at a source that gives neither ids that last nor hashes: found again by looking at both, or fetched. */
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { ignoreItem, wantItem } from "../../src/catalog/choices.ts"
import { blocksOf } from "../../src/processing/same-file.ts"
import type { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { type CrashWorld, holdings, inCrashWorld, type Needs, Program, song, syncIn } from "./crash-world.ts"

const inWorld = <A, E>(body: (world: CrashWorld, remote: SimulatedRemote) => Effect.Effect<A, E, Needs>) =>
  inCrashWorld((world) => body(world, world.remotes.get("NAS") as SimulatedRemote), { stableIds: false })

const picture = (sign: number, sizeBytes = 1_000_000): Uint8Array => new Uint8Array(sizeBytes).fill(sign)

const sync = (world: CrashWorld) => Effect.map(syncIn(world, "NAS"), ({ stats }) => stats)

const paths = (world: CrashWorld) =>
  Effect.map(holdings(world), ({ here }) => here.map((line) => line.slice(0, line.lastIndexOf(": "))))

test("[C12] [Y10] K9: songs and covers move here, also songs that have got ids since; hardly anything is read, and nothing is fetched", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      world.policy = { ...world.policy, removed: "mirror" }
      for (const number of [1, 2]) remote.put(`a/${number}.mp3`, song(number))
      remote.put("a/cover.jpg", picture(7))
      expect(yield* sync(world)).toMatchObject({ added: 3 })
      const before = remote.bytesRead
      for (const name of ["1.mp3", "2.mp3", "cover.jpg"]) remote.move(`a/${name}`, `b/${name}`)
      expect(yield* sync(world)).toMatchObject({ items: 3, updated: 3, added: 0, deleted: 0, failed: 0 })
      expect(yield* paths(world)).toEqual(["b/1.mp3", "b/2.mp3", "b/cover.jpg"])
      expect((yield* holdings(world)).trash).toEqual([])
      expect(remote.bytesRead - before).toBeLessThan(300_000)
      expect(yield* sync(world)).toMatchObject({ items: 0 })
    })
  ))

test("[C12] [I5] K9, V6: what is renamed is no loss: no consent is needed for it, of however many files", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      world.allowRemoval = false
      for (let number = 1; number <= 15; number++) remote.put(`a/${number}.mp3`, song(number))
      yield* sync(world)
      for (let number = 1; number <= 15; number++) remote.move(`a/${number}.mp3`, `b/${number}.mp3`)
      expect(yield* sync(world)).toMatchObject({ updated: 15, added: 0 })
      for (let number = 1; number <= 15; number++) remote.remove(`b/${number}.mp3`)
      expect(yield* Effect.flip(syncIn(world, "NAS"))).toMatchObject({ reason: "mass-change", loss: { items: 15 } })
    })
  ))

test("[C12] [I4] K9: of one size and one time, and yet another file: it is fetched, and the one here goes where the policy says", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      world.policy = { ...world.policy, removed: "mirror" }
      remote.put("a/x.jpg", picture(1), 5_000_000)
      remote.put("a/1.mp3", song(1), 6_000_000)
      yield* sync(world)
      const other = picture(1)
      other[500_000] = 2
      remote.remove("a/x.jpg")
      remote.put("b/x.jpg", other, 5_000_000)
      remote.remove("a/1.mp3")
      const changed = song(1)
      changed[changed.length - 200] = (changed[changed.length - 200] ?? 0) ^ 1
      remote.put("b/1.mp3", changed, 6_000_000)
      expect(yield* sync(world)).toMatchObject({ items: 4, added: 2, deleted: 2, failed: 0 })
      const { here, trash } = yield* holdings(world)
      expect([here.length, trash.length]).toEqual([2, 2])
      expect(yield* world.files.readFile("/music/b/x.jpg")).toEqual(other)
    })
  ))

test("[C12] K9: where there is a choice, nothing is guessed; what is not here, or changed here, is fetched", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      for (const name of ["x", "y"]) remote.put(`a/${name}.jpg`, picture(3), 5_000_000)
      remote.put("a/z.jpg", picture(4))
      remote.put("a/gone.jpg", picture(5))
      yield* sync(world)
      yield* world.files.writeAtomic("/music/a/z.jpg", picture(9))
      yield* world.files.remove("/music/a/gone.jpg")
      for (const name of ["x", "y", "z", "gone"]) remote.move(`a/${name}.jpg`, `b/${name}.jpg`)
      expect(yield* sync(world)).toMatchObject({ added: 4, failed: 0 })
      expect(yield* paths(world)).toEqual(["a/x.jpg", "a/y.jpg", "a/z.jpg", "b/gone.jpg", "b/x.jpg", "b/y.jpg", "b/z.jpg"])
      expect(yield* world.files.readFile("/music/a/z.jpg")).toEqual(picture(9))
    })
  ))

test("[C12] [Y15] K9: a source that goes while it is looked at concludes nothing, and the next sync finds the file again", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      remote.put("a/x.jpg", picture(1))
      yield* sync(world)
      remote.move("a/x.jpg", "b/x.jpg")
      const [feeds, program] = [remote.calls.changes, new Program()]
      program.meanwhile = () => {
        if (remote.calls.changes > feeds) remote.isReachable = false
      }
      expect(yield* Effect.flip(syncIn(world, "NAS", program))).toMatchObject({ reason: "unavailable" })
      expect(yield* paths(world)).toEqual(["a/x.jpg"])
      remote.isReachable = true
      expect(yield* sync(world)).toMatchObject({ items: 1, updated: 1 })
      expect(yield* paths(world)).toEqual(["b/x.jpg"])
    })
  ))

const setPolicy = (world: CrashWorld, policy: Partial<CrashWorld["policy"]>): void => {
  world.policy = { ...world.policy, ...policy }
  world.database.prepare("update sources set policy = ?").run(JSON.stringify(world.policy))
}

const numberOf = (world: CrashWorld, path: string): number =>
  Number(world.database.prepare("select no from catalog where path = ? and deleted_us is null").values(path)[0]?.[0])

const ignoredBy = (world: CrashWorld, path: string): unknown =>
  world.database.prepare("select ignored_by from catalog where path = ? and deleted_us is null").values(path)[0]?.[0]

test("[C12] [I4] K9: what was asked for by name stays asked for under its new name, and nothing of it goes", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      setPolicy(world, { what: "on-demand", removed: "mirror" })
      for (const number of [1, 2]) remote.put(`a/${number}.mp3`, song(number))
      expect(yield* sync(world)).toMatchObject({ added: 0 })
      wantItem(world.database, numberOf(world, "a/1.mp3"))
      expect(yield* sync(world)).toMatchObject({ added: 1 })
      for (const number of [1, 2]) remote.move(`a/${number}.mp3`, `b/${number}.mp3`)
      expect(yield* sync(world)).toMatchObject({ added: 0, deleted: 0, failed: 0 })
      expect(yield* paths(world)).toEqual(["b/1.mp3"])
      expect((yield* holdings(world)).trash).toEqual([])
      expect([ignoredBy(world, "b/1.mp3"), ignoredBy(world, "b/2.mp3")]).toEqual([null, "policy"])
      expect(yield* sync(world)).toMatchObject({ items: 0 })
    })
  ))

test("[C12] K9, K10: what the user ignores and has here stays ignored under its new name; where a policy ignores the old name, the new one is asked about", () =>
  inWorld((world, remote) =>
    Effect.gen(function* () {
      for (const number of [1, 2]) remote.put(`a/${number}.mp3`, song(number))
      yield* sync(world)
      ignoreItem(world.database, numberOf(world, "a/1.mp3"))
      world.database.prepare("update catalog set ignored_by = 'policy' where no = ?").run(numberOf(world, "a/2.mp3"))
      for (const number of [1, 2]) remote.move(`a/${number}.mp3`, `b/${number}.mp3`)
      expect(yield* sync(world)).toMatchObject({ added: 0, failed: 0 })
      expect([ignoredBy(world, "b/1.mp3"), ignoredBy(world, "b/2.mp3")]).toEqual(["user", null])
      remote.put("b/1.mp3", song(5))
      expect(yield* sync(world)).toMatchObject({ updated: 0, added: 0 })
    })
  ))

test("[C12] K9: a short file is read whole, a long one at three places", () => {
  expect(blocksOf(0)).toEqual([{ from: 0, to: 0 }])
  expect(blocksOf(196_608)).toEqual([{ from: 0, to: 196_608 }])
  expect(blocksOf(196_609)).toEqual([
    { from: 0, to: 65_536 },
    { from: 65_536, to: 131_072 },
    { from: 131_073, to: 196_609 }
  ])
})
