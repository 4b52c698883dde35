/** What a random life of a library is made of: its choices, which a seed makes again, and what is remembered of it. */
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { ContractRoot } from "../../core-async/src/contract.ts"
import type { Library, Naming } from "../src/index.ts"
import { places } from "./world.ts"

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

export const directories = ["A", "B", "C/CD1", "C/CD2", "D/E", "Ä"] as const
export const names = ["1.mp3", "2.mp3", "3.mp3"] as const

/** Which life it is. */
export interface Script {
  readonly seed: number
  readonly identity: Library["identity"]
  readonly layout: Library["layout"]
  /** How often it is scanned and checked, and how many things happen before each time. */
  readonly steps: number
  readonly changes: number
  /** Files change places, are touched, datafiles are written by hand, storage goes away, names follow templates, the library is edited. */
  readonly isWide: boolean
  /** Copies and what they were copied from are renamed, in the same moment, too. */
  readonly movesCopies: boolean
}

export type Pick = <A>(from: ReadonlyArray<A>) => A

export interface Life {
  readonly script: Script
  readonly pick: Pick
  /** Choices of their own: pinned lives stay what they were when something is added. */
  readonly pickCollection: Pick
  readonly pickWide: Pick
  readonly pickState: Pick
  readonly pickCopy: Pick
  readonly log: Array<string>
  /** Every id that was ever seen. */
  readonly tracks: Set<string>
  readonly releases: Set<string>
  /** The keys of all plays; favourites, each with the ids that stood for it. */
  readonly plays: Set<string>
  readonly favorites: Map<string, Set<string>>
  clock: number
  /** How many sounds were made: each but the silent ones is made once. */
  sounds: number
  /** The ids of each sound's files after the last scan. */
  ids: ReadonlyMap<string, ReadonlyArray<string>>
  /** How files are named from now on; undefined: they keep their names. */
  naming: Naming | undefined
}

const picker = (seed: number): Pick => {
  const random = seededRandom(seed)
  return (from) => from[Math.floor(random() * from.length)]!
}

export const beginLife = (script: Script): Life => ({
  script,
  pick: picker(script.seed),
  pickCollection: picker(script.seed + 1_000_000),
  pickWide: picker(script.seed + 2_000_000),
  pickState: picker(script.seed + 3_000_000),
  pickCopy: picker(script.seed + 4_000_000),
  log: [],
  tracks: new Set(),
  releases: new Set(),
  plays: new Set(),
  favorites: new Map(),
  clock: 1_700_000_000_000_000,
  sounds: 0,
  ids: new Map(),
  naming: undefined
})

/** Paths of all audio, relative to the root. */
export const audio = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  return (yield* files.walk(root)).paths.filter((path) => path.endsWith(".mp3")).sort()
})

/** Every file with its size and time, Deadwax's own included. */
export const stamps = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  const walk = yield* files.walk(root)
  return walk.paths.map((path, i) => `${path} ${walk.sizesBytes[i]} ${walk.modifiedAtUs[i]}`).sort()
})

/**
 * Gives a changed file a time of its own, in the past where nothing is racy: files of one moment cannot be told apart by their time.
 */
export const age = Effect.fnUntraced(function* (life: Life, path: string) {
  const { fixtures } = yield* ContractRoot
  const { root } = yield* places
  life.clock += 1_000_000
  if (fixtures.setModifiedAt !== undefined) yield* fixtures.setModifiedAt(`${root}/${path}`, life.clock)
})
