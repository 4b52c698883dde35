/**
 * Random lives of a library with the real carrier: both sides change, programs die in the midst of syncs, also of those that bring earlier ones
 * to their end, the disk goes. In calm weather all comes together: nothing of the user's is lost, nothing is there twice, nothing is left to do.
 */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as TestClock from "effect/testing/TestClock"
import { test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import { mp3 } from "../../../core-cache/test/world.ts"
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
  shown,
  syncIn,
  unmount
} from "./crash-world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "1")
const lives = Math.ceil(200 * scale)

const folders = ["a", "b"]
const names = ["1.mp3", "2.mp3", "cover.jpg"]

interface Life {
  readonly world: CrashWorld
  readonly random: Random
  readonly log: Array<string>
  /** What the user made and did not take away, in a few signs. */
  readonly precious: Set<string>
  made: number
  /** The last sync came to its end, so that the catalog knows every file. */
  isKnown: boolean
}

const remoteOf = ({ world }: Life, name: string): SimulatedRemote => {
  const remote = world.remotes.get(name)
  if (remote === undefined) throw new Error("no source")
  return remote
}

const somePath = ({ random }: Life): string => `${random.pick(folders)}/${random.pick(names)}`

/** A content that never was. */
const newContent = (life: Life, path: string): Uint8Array => {
  life.made++
  return path.endsWith(".mp3")
    ? mp3({ title: `Song ${life.made}`, album: "Velvet", sound: life.made }, 6)
    : new TextEncoder().encode(`picture ${life.made}`)
}

const changeThere = (life: Life): void => {
  const { random, log } = life
  const name = random.pick(["NAS", "NAS", "Cloud"])
  const remote = remoteOf(life, name)
  const paths = remote.ids().map((id) => remote.file(id)?.path ?? "")
  const doing = random.below(100)
  if (doing < 55 || paths.length === 0) {
    const path = somePath(life)
    log.push(`${name}: ${path} becomes number ${life.made + 1}`)
    remote.put(path, newContent(life, path))
    return
  }
  const path = random.pick(paths)
  const to = `${random.pick([...folders, "c"])}/${path.slice(path.indexOf("/") + 1)}`
  log.push(doing < 75 ? `${name}: ${path} goes` : `${name}: ${path} becomes ${to}`)
  if (doing < 75) remote.remove(path)
  else remote.move(path, to)
}

const changeHere = Effect.fnUntraced(function* (life: Life) {
  const { random, log, world, precious } = life
  const { files } = world
  const walk = yield* files.walk("/music", { enter: (name) => name !== ".deadwax" })
  const paths = walk.paths.filter((name) => !name.endsWith(".deadwax-part")).sort()
  const doing = random.below(100)
  const path = doing < 20 || paths.length === 0 ? somePath(life) : random.pick(paths)
  const before = (yield* files.stat(`/music/${path}`)) === undefined ? undefined : yield* files.readFile(`/music/${path}`)
  if (doing < 60 || before === undefined) {
    const content = newContent(life, path)
    log.push(`here: ${path} becomes number ${life.made}`)
    if (before !== undefined) precious.delete(shown(before, path))
    precious.add(shown(content, path))
    yield* put(world, path, content)
  } else if (doing < 80 || !life.isKnown || !path.endsWith(".mp3")) {
    log.push(`here: ${path} goes`)
    precious.delete(shown(before, path))
    yield* files.remove(`/music/${path}`)
  } else {
    const to = `moved/${life.made++}.mp3`
    log.push(`here: ${path} becomes ${to}`)
    yield* files.makeDirectory("/music/moved")
    yield* files.rename(`/music/${path}`, `/music/${to}`)
  }
  flushAll(world)
})

/** Whatever the user made is here or in the trash. */
const checkPrecious = Effect.fnUntraced(function* ({ world, precious }: Life) {
  const { here, trash } = yield* holdings(world)
  const held = new Set([...here, ...trash].map((line) => line.slice(line.lastIndexOf(": ") + 2)))
  for (const content of precious) assert.isTrue(held.has(content), `${content} of the user's is lost`)
})

/** A sync in a program that may die, or whose disk may go. */
const stormySync = Effect.fnUntraced(function* (life: Life) {
  const { world, random, log } = life
  const weather = random.pick(["killed", "killed by a rename", "the power gone", "without a disk", "calm"] as const)
  const moment = 1 + random.below(random.pick([20, 60]))
  const program = new Program(weather === "killed" || weather === "the power gone" ? moment : undefined)
  if (weather === "killed by a rename") program.diesOfRename = 1 + random.below(4)
  const gone: Array<ReturnType<typeof unmount>> = []
  if (weather === "without a disk")
    program.meanwhile = () => {
      if (program.waited === moment) gone.push(unmount(world))
    }
  const source = random.pick(["NAS", "NAS", "Cloud"])
  const exit = yield* Effect.exit(syncIn(world, source, program, 1 + random.below(4)))
  log.push(`sync of ${source}, ${weather} at ${moment}: ${exit._tag}`)
  for (const { written, mountAgain } of gone) {
    assert.deepEqual(written(), [], "something was written below the disk")
    mountAgain()
  }
  if (weather === "the power gone" && program.isDead) loseUnflushed(world)
  else flushAll(world)
  life.isKnown = Exit.isSuccess(exit)
  yield* checkPrecious(life)
})

/** In one row, and all the same from then on. */
const checkSettled = Effect.fnUntraced(function* (life: Life) {
  const { world } = life
  for (let round = 0; round < 3; round++)
    for (const name of world.remotes.keys()) {
      yield* TestClock.adjust("400 minutes")
      yield* syncIn(world, name)
    }
  const before = yield* everything(world)
  assert.deepEqual([before.begun, before.downloads], [[], []], "something is left half done")
  for (const name of world.remotes.keys()) {
    const { items, skipped } = (yield* syncIn(world, name)).stats
    // What was deleted here and is left so is looked at each time.
    assert.strictEqual(items - (world.policy.deletedHere === "leave" ? skipped : 0), 0, `${name} has something left to do`)
  }
  assert.deepEqual(yield* everything(world), before, "another sync changes something")
  // A conflict's copy is the user's own; what it is a copy of comes back when the user deletes the other version.
  const here = (yield* holdings(world)).here.filter((line) => !line.includes("(conflict, "))
  const contents = here.map((line) => line.slice(line.lastIndexOf(": ") + 2))
  const twice = here.filter((_, i) => contents.indexOf(contents[i] ?? "") !== i)
  // Where ids are paths, a file that is renamed over another one is gone, and what was kept of it is the user's own.
  const mayBeTwice = world.remotes.get("NAS")?.capabilities.stableIds === false && world.policy.removed === "keep"
  if (!mayBeTwice) assert.deepEqual(twice, [], `something is here twice: ${here.join(", ")}`)
  const absent = world.database
    .prepare(
      `select path, status, revision, local_revision from catalog where deleted_us is null
      and (status <> 'downloaded' or local_revision is not revision)`
    )
    .all()
  if (world.policy.deletedHere === "fetch") assert.deepEqual(absent, [], "something that a source has is not here")
})

const policyOf = (random: Random): SyncPolicy => ({
  ...defaultSyncPolicy,
  removed: random.pick(["keep", "mirror"]),
  deletedHere: random.pick(["fetch", "leave"]),
  conflicts: random.pick(["keep-both", "prefer-remote", "prefer-local"])
})

/** Lives through a seed; answers what went wrong, with all that happened, or nothing. */
const trial = (seed: number, stableIds: boolean): Promise<string | undefined> =>
  inCrashWorld(
    (world) =>
      Effect.gen(function* () {
        const random = seeded(seed)
        world.policy = policyOf(random)
        const life: Life = { world, random, log: [JSON.stringify(world.policy)], precious: new Set(), made: 0, isKnown: true }
        const living = Effect.gen(function* () {
          for (let at = 3 + random.below(5); at > 0; at--) {
            for (let changes = random.below(10); changes > 0; changes--)
              if (random.chance(65)) changeThere(life)
              else yield* changeHere(life)
            if (random.chance(30)) yield* scan(world)
            yield* stormySync(life)
          }
          life.log.push("calm")
          yield* checkSettled(life)
          yield* checkPrecious(life)
        })
        return yield* living.pipe(
          Effect.as(undefined),
          Effect.catchCause((cause) => Effect.succeed([`seed ${seed}`, ...life.log, String(cause)].join("\n")))
        )
      }),
    { stableIds }
  )

test(
  `[C12] [Y17] [I4] K9: ${lives} random lives with sources whose ids are paths: what is renamed there is found again, and nothing is lost or taken for another`,
  async () => {
    for (let seed = firstSeed; seed < firstSeed + lives; seed++) {
      const trouble = await trial(seed, false)
      if (trouble !== undefined) throw new Error(trouble)
    }
  },
  60_000 * Math.max(2, scale * 20)
)

test(
  `[Y10] [Y17] [I4] R6, R7: ${lives} random lives of a library and two sources: programs die, the disk goes, and it comes together with nothing lost or doubled`,
  async () => {
    for (let seed = firstSeed; seed < firstSeed + lives; seed++) {
      const trouble = await trial(seed, true)
      if (trouble !== undefined) throw new Error(trouble)
    }
    console.log(`soak: ${lives} random lives of a synced library, seed ${firstSeed}`)
  },
  60_000 * Math.max(2, scale * 20)
)
