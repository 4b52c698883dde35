/**
 * Every kind of change that a sync makes to a library's files, killed before each of its steps: the next sync brings all to what a sync that was
 * not killed would have left, here and in the trash; and the one after it does nothing.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { expect, test } from "vitest"
import { countScale, countScaleAnywhere } from "../../../core-async/test/harness/count-scale.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import type { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import {
  type CrashWorld,
  everything,
  flushAll,
  holdings,
  inCrashWorld,
  loseUnflushed,
  Program,
  put,
  scan,
  song,
  syncIn,
  unmount
} from "./crash-world.ts"

/** In the check: which half of the steps, and which death comes first. */
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261129")

const a = "Velvet/a.mp3"
const cover = "Velvet/cover.jpg"
const text = (content: string): Uint8Array => new TextEncoder().encode(content)

interface Scene {
  readonly policy?: Partial<SyncPolicy>
  /** What the source has, and a sync brings, before. */
  readonly before: (remote: SimulatedRemote) => void
  /** What happens then, at the source and here. */
  readonly change: (remote: SimulatedRemote, world: CrashWorld) => Effect.Effect<void, unknown> | undefined
  /** Another source is synced before, too. */
  readonly other?: (remote: SimulatedRemote) => void
}

const album = (remote: SimulatedRemote): void => {
  remote.put(a, song(1))
  remote.put(cover, text("picture"))
}

const news = (remote: SimulatedRemote): undefined => {
  remote.put(a, song(2))
  remote.put(cover, text("other picture"))
}

const mine = (world: CrashWorld) => Effect.andThen(put(world, a, song(7)), put(world, cover, text("my own picture")))

const scenes: ReadonlyArray<readonly [what: string, scene: Scene]> = [
  ["what is new comes", { before: () => undefined, change: (remote) => album(remote) as undefined }],
  ["what changed there takes the place of what is here", { before: album, change: news }],
  [
    "the same where deletions are left and the library is preferred",
    { policy: { deletedHere: "leave", conflicts: "prefer-local" }, before: album, change: news }
  ],
  [
    "what both changed is kept beside",
    {
      before: album,
      change: (remote, world) => {
        news(remote)
        return mine(world)
      }
    }
  ],
  [
    "what both changed goes to the trash where the source is preferred",
    {
      policy: { conflicts: "prefer-remote", deletedHere: "leave" },
      before: album,
      change: (remote, world) => {
        news(remote)
        return mine(world)
      }
    }
  ],
  [
    "what was renamed there moves, in a row",
    {
      before: (remote) => {
        album(remote)
        remote.put("Velvet/b.mp3", song(3))
        remote.put("Velvet/b.jpg", text("second"))
      },
      change: (remote) => {
        remote.move("Velvet/b.mp3", "Velvet/c.mp3")
        remote.move(a, "Velvet/b.mp3")
        remote.move("Velvet/b.jpg", "New/b.jpg")
        remote.move(cover, "Velvet/b.jpg")
        return undefined
      }
    }
  ],
  [
    "what was renamed and changed there is both",
    {
      before: album,
      change: (remote) => {
        remote.move(a, "New/a.mp3")
        remote.put("New/a.mp3", song(2))
        remote.move(cover, "New/cover.jpg")
        remote.put("New/cover.jpg", text("other picture"))
        return undefined
      }
    }
  ],
  [
    "what was renamed there and changed on both sides moves, and the other comes beside",
    {
      before: album,
      change: (remote, world) => {
        remote.move(a, "New/a.mp3")
        remote.put("New/a.mp3", song(2))
        remote.move(cover, "New/cover.jpg")
        remote.put("New/cover.jpg", text("other picture"))
        return mine(world)
      }
    }
  ],
  [
    "what is gone there goes",
    {
      policy: { removed: "mirror", deletedHere: "leave" },
      before: (remote) => {
        album(remote)
        remote.put("Velvet/b.mp3", song(3))
      },
      change: (remote) => {
        remote.remove(a)
        remote.remove(cover)
        return undefined
      }
    }
  ],
  [
    "what is gone there makes way for what is new at its place",
    {
      policy: { removed: "mirror" },
      before: album,
      change: (remote) => {
        remote.remove(a)
        remote.remove(cover)
        return news(remote)
      }
    }
  ],
  [
    "what meets files of the user's: the same, the same sound, another one",
    {
      before: () => undefined,
      change: (remote, world) => {
        album(remote)
        remote.put("Velvet/b.mp3", song(3))
        remote.put("Velvet/c.mp3", song(4))
        return Effect.all([
          put(world, a, song(1)),
          put(world, "Velvet/b.mp3", song(3, "Under another name")),
          put(world, "Velvet/c.mp3", song(9)),
          put(world, cover, text("my own picture"))
        ])
      }
    }
  ],
  ["what wants another source's place comes beside", { other: album, before: () => undefined, change: news }],
  [
    "what was deleted here comes back",
    {
      before: album,
      change: (_, { files }) => Effect.andThen(files.remove(`/music/${a}`), files.remove(`/music/${cover}`))
    }
  ]
]

/** The world just before the sync that is to be killed. */
const begin = Effect.fnUntraced(function* (world: CrashWorld, { policy = {}, before, change, other }: Scene) {
  const [remote, second] = [world.remotes.get("NAS"), world.remotes.get("Cloud")]
  if (remote === undefined || second === undefined) throw new Error("no source")
  world.policy = { ...defaultSyncPolicy, ...policy }
  other?.(second)
  yield* syncIn(world, "Cloud")
  before(remote)
  yield* syncIn(world, "NAS")
  yield* change(remote, world) ?? Effect.void
  flushAll(world)
})

/** All is as after a sync that was not killed, and stays so. */
const checkSettled = Effect.fnUntraced(function* (
  world: CrashWorld,
  wanted: Effect.Success<ReturnType<typeof holdings>>,
  at: string
) {
  expect(yield* holdings(world), at).toEqual(wanted)
  const before = yield* everything(world)
  expect([before.downloads, before.begun], at).toEqual([[], []])
  expect((yield* syncIn(world, "NAS")).stats.items, at).toBe(0)
  expect(yield* everything(world), at).toEqual(before)
})

/** The next news of every file: what both agree on is seen by what becomes of it. */
const afterNews = Effect.fnUntraced(function* (world: CrashWorld) {
  const remote = world.remotes.get("NAS")
  for (const [at, id] of [...(remote?.ids() ?? [])].entries()) {
    const path = remote?.file(id)?.path ?? ""
    remote?.put(path, path.endsWith(".mp3") ? song(20 + at) : text(`news ${at}`))
  }
  yield* syncIn(world, "NAS")
  return yield* holdings(world)
})

const unkilled = (scene: Scene) =>
  inCrashWorld((world) =>
    Effect.gen(function* () {
      yield* begin(world, scene)
      const program = new Program()
      yield* syncIn(world, "NAS", program)
      const wanted = yield* holdings(world)
      yield* checkSettled(world, wanted, "not killed")
      return { wanted, steps: program.steps, wantedThen: yield* afterNews(world) }
    })
  )

/** How a program ends, and what comes before the next sync. */
const deaths = [
  ["killed", { losesUnflushed: false, isScanned: false }],
  ["the power gone", { losesUnflushed: true, isScanned: false }],
  ["killed and scanned", { losesUnflushed: false, isScanned: true }],
  ["the power gone and scanned", { losesUnflushed: true, isScanned: true }]
] as const

test.each(scenes)(
  "[Y10] [Y17] [I4] R6: killed before any of its steps, a sync is completed by the next: %s",
  async (what, scene) => {
    const { wanted, steps, wantedThen } = await unkilled(scene)
    let kills = 0
    // The disk is a simulated one, and the steps are the same on any runtime.
    const stride = countScale < 1 ? (countScaleAnywhere < countScale ? 9 : 2) : 1
    for (let step = 1 + (seed % stride); step <= steps; step += stride) {
      for (const [death, { losesUnflushed, isScanned }] of countScale < 1 ? [deaths[(seed + (step >> 1)) % 4]!] : deaths) {
        const at = `${what}: ${death} before step ${step} of ${steps}`
        await inCrashWorld((world) =>
          Effect.gen(function* () {
            yield* begin(world, scene)
            const exit = yield* Effect.exit(syncIn(world, "NAS", new Program(step)))
            expect(exit._tag, at).toBe("Failure")
            if (losesUnflushed) loseUnflushed(world)
            if (isScanned) yield* scan(world)
            yield* syncIn(world, "NAS")
            yield* checkSettled(world, wanted, at)
            expect(yield* afterNews(world), `${at}, then news`).toEqual(wantedThen)
          })
        )
        kills++
      }
    }
    console.log(`soak: ${kills} kills of a sync (${what}), seed ${seed}`)
  },
  600_000
)

const withoutDisk = scenes.filter(([what]) =>
  /^what (is new comes|changed there|was renamed there moves|is gone there goes|wants)/.test(what)
)

test.each(withoutDisk)(
  "[C17] [I4] R7: a disk that goes in the midst of a sync gets nothing written below it, nothing is held to be gone, and the next sync completes it: %s",
  async (what, scene) => {
    const { wanted } = await unkilled(scene)
    let ended = 0
    for (let moment = 1, isOver = false; !isOver; moment++) {
      const at = `${what}: without a disk from moment ${moment} on`
      await inCrashWorld((world) =>
        Effect.gen(function* () {
          yield* begin(world, scene)
          const program = new Program()
          let gone: ReturnType<typeof unmount> | undefined
          program.meanwhile = () => {
            if (program.waited === moment) gone = unmount(world)
          }
          const exit = yield* Effect.exit(syncIn(world, "NAS", program))
          isOver = gone === undefined
          if (gone === undefined) return
          expect(gone.written(), at).toEqual([])
          gone.mountAgain()
          if (Exit.isFailure(exit)) expect(reasonOf(exit), at).toBe("offline")
          if (Exit.isFailure(exit)) ended++
          const vanished = world.database.prepare(
            "select path from catalog where local_path is null and local_revision is not null"
          )
          expect(vanished.values(), at).toEqual([])
          yield* syncIn(world, "NAS")
          yield* checkSettled(world, wanted, at)
        })
      )
    }
    expect(ended).toBeGreaterThan(10)
  },
  600_000
)

const reasonOf = <A, E>(exit: Exit.Failure<A, E>): unknown => {
  const error = Cause.findErrorOption(exit.cause)
  if (error._tag === "None") return String(exit.cause)
  return Object(error.value).errorClass ?? Object(error.value).reason
}
