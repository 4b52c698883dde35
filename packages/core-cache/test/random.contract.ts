/**
 * Random lives of a library: files come, go, move, are retagged, copied and broken, between scans of all or a part of it. After each scan
 * the cache must equal one built from nothing (U1, U16), no id may be given twice (U17), a sound that is there once before and after must
 * have the same id, whatever became of its name and tags (I2), and a second scan must find nothing to do.
 * A seed makes the same life again; the operations are part of the failure's message.
 */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import type { Library } from "../src/index.ts"
import { allCollections, putCollage, putPlaylist, tables } from "./collections.ts"
import {
  audioIn,
  bytesOf,
  copy,
  dump,
  forget,
  init,
  move,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  retaggedMp3,
  scan,
  sequence,
  trackIds,
  type World
} from "./world.ts"

/** mulberry32: a small generator whose whole state is one number. */
const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const directories = ["A", "B", "C/CD1", "C/CD2", "D/E", "Ä"] as const
const names = ["1.mp3", "2.mp3", "3.mp3"] as const

interface Life {
  readonly pick: <A>(from: ReadonlyArray<A>) => A
  readonly log: Array<string>
  /** Every id that was ever seen. */
  readonly tracks: Set<string>
  readonly releases: Set<string>
  clock: number
  /** How many sounds were made: each but the silent ones is made once. */
  sounds: number
  /** The ids of sounds that were there once after the last scan. */
  ids: ReadonlyMap<string, string>
}

/** Paths of all audio, relative to the root. */
const audio = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  return (yield* files.walk(root)).paths.filter((path) => path.endsWith(".mp3")).sort()
})

// Files of one moment cannot be told apart by their time, so each change gets a time of its own, in the past where nothing is racy.
const age = Effect.fnUntraced(function* (life: Life, path: string) {
  const { fixtures } = yield* ContractRoot
  const { root } = yield* places
  life.clock += 1_000_000
  if (fixtures.setModifiedAt !== undefined) yield* fixtures.setModifiedAt(`${root}/${path}`, life.clock)
})

const addOrRetag = Effect.fnUntraced(function* (life: Life) {
  const path = life.pick([
    ...directories.flatMap((directory) => names.map((name) => `${directory}/${name}`)),
    "loose.mp3",
    "loose2.mp3"
  ])
  const album = life.pick(["Velvet", "Harbour", undefined])
  const tags = {
    title: `t${life.pick([1, 2, 3])}`,
    track: life.pick(["1", "2", "A1"]),
    artist: life.pick(["x", "y"]),
    label: life.pick(["l", "m"]),
    sound: life.pick([true, false]) ? ++life.sounds : 0
  }
  life.log.push(`put ${path} ${JSON.stringify({ ...tags, album })}`)
  yield* putTrack(path, album === undefined ? tags : { ...tags, album }, life.pick([3, 4]))
  yield* age(life, path)
})

const breakFile = Effect.fnUntraced(function* (life: Life) {
  const path = life.pick([...(yield* audio), "A/1.mp3"])
  life.log.push(`break ${path}`)
  yield* put(path, new Uint8Array(3000).fill(life.pick([1, 2])))
  yield* age(life, path)
})

const removeSome = Effect.fnUntraced(function* (life: Life) {
  const path = life.pick([...(yield* audio), ...directories, "C"])
  life.log.push(`remove ${path}`)
  yield* removeAll(path)
})

const moveSome = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  const from = life.pick([...(yield* audio), "A", "B", "C"])
  const to = from.endsWith(".mp3") ? `${life.pick(directories)}/${life.pick(names)}` : life.pick(["F", "G/H", "Ä/x"])
  const isThere = (yield* files.stat(`${root}/${from}`)) !== undefined && (yield* files.stat(`${root}/${to}`)) === undefined
  if (!isThere) return
  life.log.push(`move ${from} → ${to}`)
  yield* move(from, to)
})

/** As a music tagger does it: other tags, no ids, another name in another directory. */
const retagAndMove = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  const paths = yield* audio
  if (paths.length === 0) return
  const from = life.pick(paths)
  const to = `${life.pick(directories)}/${life.pick(["new.mp3", "other.mp3"])}`
  if ((yield* files.stat(`${root}/${to}`)) !== undefined) return
  life.log.push(`retag and move ${from} → ${to}`)
  yield* put(to, retaggedMp3(yield* bytesOf(from), { title: `r${life.pick([1, 2])}`, album: life.pick(["Velvet", "Harbour"]) }))
  yield* removeAll(from)
  yield* age(life, to)
})

const copySome = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  const from = life.pick(["A", "B"])
  const to = life.pick(["A copy", "Z"])
  if ((yield* files.stat(`${root}/${from}`)) === undefined || (yield* files.stat(`${root}/${to}`)) !== undefined) return
  life.log.push(`copy ${from} → ${to}`)
  yield* copy(from, to)
})

const cover = Effect.fnUntraced(function* (life: Life) {
  const path = `${life.pick(["A", "B", "C"])}/cover.jpg`
  life.log.push(`cover ${path}`)
  yield* put(path, new Uint8Array([life.pick([1, 2])]))
})

/** A collage or playlist is written by hand, with entries that are there, were there, or never were; now and then it is broken. */
const collect = Effect.fnUntraced(function* (life: Life, pick: Life["pick"]) {
  const name = pick(["one", "two", "Two"])
  if (pick([true, false, false])) {
    life.log.push(`remove collections ${name}`)
    yield* removeAll(`!collages/${name}.toml`)
    return yield* removeAll(`!playlists/${name}.toml`)
  }
  for (const id of Object.values(yield* trackIds)) life.tracks.add(id)
  for (const id of Object.values(yield* releaseIds)) life.releases.add(id)
  const some = (ids: ReadonlySet<string>) => Array.from({ length: pick([0, 1, 3, 5]) }, () => pick(["nobody", ...ids]))
  const broken = pick(["", "", "", "[[", "# end"])
  life.log.push(`collections ${name} ${broken}`)
  yield* putCollage(name, `# mine\n${tables("releases", some(life.releases))}${broken}`)
  yield* putPlaylist(name, `${tables("tracks", some(life.tracks))}${broken}`)
  yield* age(life, `!collages/${name}.toml`)
  yield* age(life, `!playlists/${name}.toml`)
  if (pick([true, false])) yield* put(`!playlists/${name}.${pick(["jpg", "PNG"])}`, new Uint8Array([pick([1, 2])]))
})

const operations = [addOrRetag, addOrRetag, addOrRetag, breakFile, removeSome, moveSome, retagAndMove, copySome, cover] as const

/** A scan of some directories first, now and then, as a watcher would do. In `tags` libraries copies in progress are taken by force. */
const scanSome = Effect.fnUntraced(function* (life: Life, identity: Library["identity"]) {
  const { root } = yield* places
  const directories = life
    .pick([[], [], ["A"], ["F", "Z"], ["A copy", "B"], ["C/CD1"]])
    .map((directory) => `${root}/${directory}`)
  if (directories.length > 0) {
    life.log.push(`scan ${directories.map((directory) => directory.slice(root.length + 1)).join(", ")}`)
    yield* scan({ directories, allowRemoval: true })
  }
  const isForced = identity === "tags" && life.pick([true, false])
  life.log.push(isForced ? "scan by force" : "scan")
  yield* scan({ force: isForced, allowRemoval: true })
})

/** Sounds that are there once, with their ids; silence may be any track's, and broken files have none. */
const soundIds = Effect.gen(function* () {
  const ids = new Map<string, string | undefined>()
  for (const [path, id] of Object.entries(yield* trackIds)) {
    const sound = audioIn(yield* bytesOf(path)).subarray(0, 417)
    if (sound[0] !== 0xff || sound.subarray(4).every((byte) => byte === 0)) continue
    const key = sound.join()
    ids.set(key, ids.has(key) ? undefined : id)
  }
  return ids
})

const checkSounds = Effect.fnUntraced(function* (life: Life) {
  const now = yield* soundIds
  for (const [sound, id] of life.ids) {
    const after = now.get(sound)
    if (after !== undefined) assert.equal(after, id, "a track lost its id")
  }
  life.ids = new Map([...now].filter((entry): entry is [string, string] => entry[1] !== undefined))
})

const checkScan = Effect.fnUntraced(function* (life: Life, identity: Library["identity"]) {
  yield* scanSome(life, identity)
  // What looks like a copy in progress is decided by time; by force it is decided now.
  if (identity === "tags") yield* scan({ force: true, allowRemoval: true })
  const before = yield* sequence
  const again = yield* scan()
  assert.deepEqual(
    { ...again.releases, unchanged: 0 },
    { added: 0, updated: 0, removed: 0, unchanged: 0 },
    "a second scan found something"
  )
  assert.equal(yield* sequence, before, "a second scan wrote")
  const ids = Object.values(yield* trackIds)
  assert.equal(new Set(ids).size, ids.length, "an id was given twice")
  yield* checkSounds(life)
  const failed = new Set(again.failed.map((failure) => failure.path))
  const { root } = yield* places
  const sound = (yield* audio).filter((path) => !failed.has(`${root}/${path}`))
  assert.deepEqual(Object.keys(yield* trackIds).sort(), sound, "not every sound file is there")
  const incremental = yield* dump
  const collections = yield* allCollections
  yield* forget("cache")
  yield* scan()
  const rebuilt = yield* dump
  for (const [i, release] of rebuilt.entries())
    assert.deepEqual(
      release,
      incremental[i],
      `not equal to a cache built from nothing:\n${JSON.stringify(release)}\n${JSON.stringify(incremental[i])}`
    )
  assert.equal(rebuilt.length, incremental.length)
  assert.deepEqual(yield* allCollections, collections, "collections differ from those of a cache built from nothing")
})

const live = (seed: number, identity: Library["identity"]) =>
  Effect.gen(function* () {
    const random = seededRandom(seed)
    const life: Life = {
      pick: (from) => from[Math.floor(random() * from.length)]!,
      log: [],
      tracks: new Set(),
      releases: new Set(),
      clock: 1_700_000_000_000_000,
      sounds: 0,
      ids: new Map()
    }
    // Choices of their own: pinned lives stay what they were.
    const other = seededRandom(seed + 1_000_000)
    yield* init(identity, "nested")
    const run = Effect.gen(function* () {
      for (let step = 0; step < 5; step++) {
        for (let i = 0; i < 6; i++) yield* life.pick(operations)(life)
        for (let i = 0; i < 2; i++) yield* collect(life, (from) => from[Math.floor(other() * from.length)]!)
        yield* checkScan(life, identity)
      }
    })
    yield* Effect.tapCause(run, () => Effect.sync(() => console.error(`seed ${seed}, ${identity}:\n  ${life.log.join("\n  ")}`)))
  })

// Lives that once went wrong; they always run.
const pinned = [29, 38, 60, 95, 104, 147]

/** One case a seed. */
export const randomContract = (count: number): ReadonlyArray<ContractCase<World>> =>
  (["fingerprint", "tags"] as const).flatMap((identity) =>
    [...new Set([...Array.from({ length: count }, (_, i) => i + 1), ...pinned])].map(
      (seed): ContractCase<World> => ({
        title: `[U1] [U16] [U17] [I2] a random life, seed ${seed}, ${identity}`,
        run: live(seed, identity)
      })
    )
  )
