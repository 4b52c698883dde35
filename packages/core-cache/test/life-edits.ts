/** What else happens to a library: files change places or are touched, datafiles are written by hand, and Deadwax itself edits. */
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import type { LibraryCacheShape } from "../src/index.ts"
import { age, audio, type Life } from "./life.ts"
import { bytesOf, datafiles, places, put, withLibrary } from "./world.ts"

/** Two files get each other's names. */
const swapNames = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  const paths = yield* audio
  if (paths.length < 2) return
  const [one, two] = [life.pickWide(paths), life.pickWide(paths)]
  if (one === two) return
  life.log.push(`swap ${one} ↔ ${two}`)
  yield* files.rename(`${root}/${one}`, `${root}/aside.bak`)
  yield* files.rename(`${root}/${two}`, `${root}/${one}`)
  yield* files.rename(`${root}/aside.bak`, `${root}/${two}`)
})

const touch = Effect.fnUntraced(function* (life: Life) {
  const paths = yield* audio
  if (paths.length === 0) return
  const path = life.pickWide(paths)
  life.log.push(`touch ${path}`)
  yield* age(life, path)
})

const datafileTexts = [
  "new = false\n",
  '# mine\nnew = true\nadded_at = "2020-01-02T03:04:05+00:00"\nmood = "blue"\n',
  'new = false\nadded_at = "2021-01-02T03:04:05+01:00"\n',
  "",
  "new = [["
]

/** A datafile is written by hand, sometimes badly. */
const writeDatafile = Effect.fnUntraced(function* (life: Life) {
  const paths = yield* datafiles
  if (paths.length === 0) return
  const path = life.pickWide(paths)
  const text = life.pickWide(datafileTexts)
  life.log.push(`write ${path} ${JSON.stringify(text)}`)
  yield* put(path, new TextEncoder().encode(text))
  yield* age(life, path)
})

const removeDatafile = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  const paths = yield* datafiles
  if (paths.length === 0) return
  const path = life.pickWide(paths)
  life.log.push(`remove ${path}`)
  yield* bytesOf(path)
  yield* files.remove(`${root}/${path}`)
})

const edits: ReadonlyArray<(life: Life, cache: LibraryCacheShape) => Effect.Effect<unknown, unknown>> = [
  (life, cache) => cache.collages.create(life.pickWide(["one", "made"])),
  (life, cache) => cache.playlists.create(life.pickWide(["two", "made"])),
  (life, cache) => cache.collages.edit("made", { kind: "add", ids: [life.pickWide(["nobody", ...life.releases])] }),
  (life, cache) => cache.playlists.edit("made", { kind: "add", ids: [life.pickWide(["nobody", ...life.tracks])], position: 1 }),
  (life, cache) => cache.playlists.edit("made", { kind: "move", id: life.pickWide(["nobody", ...life.tracks]), position: 2 }),
  (life, cache) => cache.playlists.edit("two", { kind: "remove", id: life.pickWide(["nobody", ...life.tracks]) }),
  (_, cache) => cache.playlists.rename("made", "Zwei"),
  (_, cache) => cache.collages.remove("made"),
  (life, cache) => cache.setReleaseNew(life.pickWide(["nobody", ...life.releases]), life.pickWide([true, false])),
  (life, cache) => cache.deleteTrack(life.pickWide(["nobody", ...life.tracks]))
]

/** What an edit answers, also that there is nothing to edit or that the file is broken, is for its own cases to judge. */
const edit = Effect.fnUntraced(function* (life: Life) {
  const number = life.pickWide(edits.map((_, i) => i))
  life.log.push(`edit ${number}`)
  yield* Effect.ignore(withLibrary((cache) => edits[number]!(life, cache), {}, life.naming))
})

/** What happens in wide lives beside the changes of files. */
export const wideChanges = [swapNames, touch, writeDatafile, removeDatafile, edit, edit] as const
