/**
 * Random lives of a library: files come, go, move, change places, are retagged, copied, touched and broken; collages, playlists and
 * datafiles are written by hand and by Deadwax; names follow templates for a while; storage goes away: between scans of all or a part of
 * it. After each step the cache must equal one built from nothing (U1, U16), no id may be given twice (U17), a sound that is there once
 * before and after must have the same id, whatever became of its name and tags, and so must copies (I2), what a person made of tracks must be there (A6), and a second
 * scan must write no row and touch no file.
 * A seed makes the same life again; what happened in it is part of the failure's message.
 */
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { defaultNaming, type Library, type Naming } from "../src/index.ts"
import { beginLife, type Life, type Script } from "./life.ts"
import { collect, moveCopies, operations } from "./life-changes.ts"
import { checkScan } from "./life-checks.ts"
import { wideChanges } from "./life-edits.ts"
import { checkState, makeOfTracks } from "./life-state.ts"
import { init, type World } from "./world.ts"

const namings: ReadonlyArray<Naming | undefined> = [
  undefined,
  defaultNaming,
  { ...defaultNaming, maxFilenameBytes: 16 },
  { ...defaultNaming, templates: { release: "{title}", track: "{title}" } }
]

const step = Effect.fnUntraced(function* (life: Life) {
  const { changes, isWide, identity } = life.script
  for (let i = 0; i < changes; i++) yield* life.pick(operations)(life)
  if (life.script.movesCopies) yield* moveCopies(life)
  for (let i = 0; i < Math.ceil(changes / 3); i++) yield* collect(life)
  for (let i = 0; isWide && i < Math.ceil(changes / 2); i++) yield* life.pickWide(wideChanges)(life)
  if (isWide && identity === "tags") {
    life.naming = life.pickWide(namings)
    life.log.push(`names ${JSON.stringify(life.naming)}`)
  }
  yield* makeOfTracks(life)
  yield* checkScan(life)
  yield* checkState(life)
})

const live = (script: Script) =>
  Effect.gen(function* () {
    const life = beginLife(script)
    yield* init(script.identity, script.layout)
    const run = Effect.gen(function* () {
      for (let i = 0; i < script.steps; i++) yield* step(life)
    })
    yield* Effect.tapCause(run, () => Effect.sync(() => console.error(`${JSON.stringify(script)}:\n  ${life.log.join("\n  ")}`)))
  })

const caseOf = (script: Script): ContractCase<World> => ({
  title: `[U1] [U16] [U17] [I2] [A6] a random life${script.isWide ? " in which anything happens" : ""}, seed ${script.seed}, ${script.identity}, ${script.layout}`,
  run: live(script)
})

const identities: ReadonlyArray<Library["identity"]> = ["fingerprint", "tags"]

/** Lives that once went wrong. */
export const pinned: ReadonlyArray<number> = [22, 29, 38, 60, 95, 104, 147]

/** One case a seed: lives of files and collections. `also`: seeds besides. */
export const randomContract = (count: number, also: ReadonlyArray<number>): ReadonlyArray<ContractCase<World>> =>
  identities.flatMap((identity) =>
    [...new Set([...Array.from({ length: count }, (_, i) => i + 1), ...also])].map((seed) =>
      caseOf({ seed, identity, layout: "nested", steps: 5, changes: 6, isWide: false, movesCopies: !pinned.includes(seed) })
    )
  )

// They once lost an id: when a file's new place, or its old one, was scanned alone while another file stood at its old one, in a copied
// directory, and in one whose former release was claimed for an album of it. Or a release was left without its datafile, since its former
// directory, which had become another's, counted as its holder.
const pinnedWide = [1043, 1246, 1375, 2061, 2112, 7050, 7130, 7209, 7250, 42118]

// The same, where copies are moved as well: a track got the id of a copy of it that was gone before.
const pinnedMoving = [1199]

/**
 * Lives in which anything may happen, one case a seed: both identities and both layouts by turns; what happens is checked soon. `also`: seeds besides.
 */
export const wideRandomContract = (
  count: number,
  firstSeed: number,
  also: ReadonlyArray<number> = [...pinnedWide, ...pinnedMoving]
): ReadonlyArray<ContractCase<World>> =>
  [...new Set([...Array.from({ length: count }, (_, i) => firstSeed + i), ...also])].map((seed) =>
    caseOf({
      seed,
      identity: seed % 2 === 0 ? "tags" : "fingerprint",
      layout: (seed >> 1) % 2 === 0 ? "flat" : "nested",
      steps: 4,
      changes: 3,
      isWide: true,
      movesCopies: !pinnedWide.includes(seed)
    })
  )
