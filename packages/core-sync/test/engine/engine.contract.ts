/** The whole engine on whatever runtime it runs, over a source of any kind: discovered, planned, fetched, placed, scanned, and then quiet. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import type { ContractCase } from "../../../core-async/src/contract.ts"
import { Program } from "../sim/program.ts"
import { SourceWorld, type World } from "../sources/source-case.ts"
import {
  beginEngine,
  type Engine,
  type EnginePorts,
  everything,
  holdings,
  put,
  shown,
  song,
  syncOnce,
  titlesIn
} from "./engine-case.ts"

const picture = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Another sync, of either kind, has nothing to do and changes nothing. */
const staysQuiet = Effect.fnUntraced(function* (engine: Engine) {
  const before = yield* everything(engine)
  for (const kind of ["incremental", "full"] as const) assert.strictEqual((yield* syncOnce(engine, kind)).items, 0, kind)
  assert.strictEqual(yield* everything(engine), before)
})

const fill = Effect.fnUntraced(function* (world: World) {
  for (const number of [1, 2, 3, 4]) yield* world.put(`Album ${number % 2}/0${number}.mp3`, song(number))
  yield* world.put("Album 1/cover.jpg", picture("a picture"))
})

const line = (path: string, content: Uint8Array): string => `${path}: ${shown(content)}`

const wholeLife = Effect.fnUntraced(function* (engine: Engine, world: World) {
  const files = yield* Files
  yield* fill(world)
  const first = yield* syncOnce(engine, "full")
  assert.deepEqual([first.items, first.added, first.failed], [5, 5, 0])
  assert.deepEqual(yield* titlesIn(engine), ["Song 1", "Song 2", "Song 3", "Song 4"])
  yield* staysQuiet(engine)

  yield* world.put("Album 1/01.mp3", song(11, "Song 1, new"))
  yield* world.remove("Album 0/02.mp3")
  yield* world.put("Album 1/05.mp3", song(5))
  yield* world.put("Album 0/04.mp3", song(14, "Song 4, theirs"))
  yield* put(engine, "Album 0/04.mp3", song(24, "Song 4, mine"))
  yield* files.remove(`${engine.library.root}/Album 1/cover.jpg`)
  const { added, updated, deleted, failed } = yield* syncOnce(engine, "incremental")
  assert.deepEqual({ added, updated, deleted, failed }, { added: 3, updated: 1, deleted: 1, failed: 0 })
  const titles = ["Song 1, new", "Song 3", "Song 4, mine", "Song 4, theirs", "Song 5"]
  assert.deepEqual(yield* titlesIn(engine), titles)
  const { here, trash } = yield* holdings(engine)
  const copies = here.filter((one) => one.includes("(conflict, ")).map((one) => one.slice(one.lastIndexOf(": ") + 2))
  assert.deepEqual(copies, [shown(song(14))])
  assert.deepEqual(
    here.filter((one) => !one.includes("(conflict, ")),
    [
      line("Album 0/04.mp3", song(24)),
      line("Album 1/01.mp3", song(11)),
      line("Album 1/03.mp3", song(3)),
      line("Album 1/05.mp3", song(5)),
      line("Album 1/cover.jpg", picture("a picture"))
    ]
  )
  assert.deepEqual(trash, [line("Album 0/02.mp3", song(2)), line("Album 1/01.mp3", song(1))])
  // A file of another sound in a track's place gets ids by a scan of the whole library, with which the next sync begins.
  yield* syncOnce(engine, "incremental")
  yield* staysQuiet(engine)
})

/** What happens between the sync that was completed and the one that is cut off. */
const news = Effect.fnUntraced(function* (world: World) {
  yield* world.put("Album 1/01.mp3", song(11))
  yield* world.put("Album 2/06.mp3", song(6))
  yield* world.remove("Album 0/02.mp3")
})

/** Programs die at so many moments, from the first change of a sync to its last. */
const deaths = 3

const restarts = Effect.fnUntraced(function* (engine: Engine, world: World) {
  yield* fill(world)
  yield* syncOnce(engine, "full")
  yield* news(world)
  const counting = new Program(0)
  yield* syncOnce(engine, "incremental", counting)
  const wanted = [
    line("Album 0/04.mp3", song(4)),
    line("Album 1/01.mp3", song(11)),
    line("Album 1/03.mp3", song(3)),
    line("Album 1/cover.jpg", picture("a picture")),
    line("Album 2/06.mp3", song(6))
  ]
  assert.deepEqual((yield* holdings(engine)).here, wanted)
  for (let death = 0; death < deaths; death++) {
    const at = `death ${death}`
    const number = 30 + death
    yield* world.put("Album 1/01.mp3", song(number))
    yield* world.put("Album 2/06.mp3", song(number + deaths))
    yield* world.put("Album 1/cover.jpg", picture(`picture ${death}`))
    const no = 1 + Math.floor((counting.changes * death) / deaths)
    const exit = yield* Effect.exit(syncOnce(engine, "incremental", new Program(0, { kind: "killed", before: "change", no })))
    assert.isTrue(Exit.isFailure(exit), at)
    const known = new Set([...wanted, line("Album 1/01.mp3", song(number)), line("Album 2/06.mp3", song(number + deaths))])
    known.add(line("Album 1/cover.jpg", picture(`picture ${death}`)))
    const cut = (yield* holdings(engine)).here.filter((one) => !known.has(one) && !one.includes("/."))
    assert.deepEqual(cut, [], `${at}: nothing in part has a name of its own`)
    yield* syncOnce(engine, "incremental")
    wanted[1] = line("Album 1/01.mp3", song(number))
    wanted[3] = line("Album 1/cover.jpg", picture(`picture ${death}`))
    wanted[4] = line("Album 2/06.mp3", song(number + deaths))
    assert.deepEqual((yield* holdings(engine)).here, wanted, at)
  }
  yield* staysQuiet(engine)
})

/** The cases over one kind of source. Ids are written into files in the one, in the other none is touched. */
export const engineContract = <R>(world: Layer.Layer<SourceWorld, never, R>): ReadonlyArray<ContractCase<EnginePorts | R>> => {
  const caseOf = (
    title: string,
    identity: "tags" | "fingerprint",
    body: (engine: Engine, world: World) => Effect.Effect<void, unknown, EnginePorts>
  ): ContractCase<EnginePorts | R> => ({
    title,
    run: Effect.gen(function* () {
      const place = yield* SourceWorld
      yield* body(yield* beginEngine(yield* place.open, identity), place)
    }).pipe(Effect.scoped, Effect.provide(world, { local: true }))
  })
  return [
    caseOf(
      "[T1] [Y10] [C14] [Y17] a source is mirrored, with conflicts kept beside, and the next syncs change nothing",
      "tags",
      wholeLife
    ),
    caseOf(
      "[T1] [Y7] [I4] R6: a program that dies anywhere in a sync is followed by one that completes it, and nothing in part has a name",
      "fingerprint",
      restarts
    )
  ]
}
