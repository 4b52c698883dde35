/** What happens to a library between its scans, as people and programs do it. */
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { putCollage, putPlaylist, tables } from "./collections.ts"
import { age, audio, directories, type Life, names } from "./life.ts"
import { bytesOf, copy, move, places, put, putTrack, releaseIds, removeAll, retaggedMp3, trackIds } from "./world.ts"

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

/** Copies are made, and copies and originals are renamed and exchanged, several in one moment. */
export const moveCopies = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  const pick = life.pickCopy
  for (let i = 0; i < pick([0, 1, 3]); i++) {
    const isDirectory = pick([true, true, false])
    const inCopies = (yield* audio).filter((path) => /^(?:A copy|Z|Y|W)\//.test(path))
    const from = pick(isDirectory ? ["A copy", "Z", "Y/2", "W", "A", "B"] : ["A/1.mp3", ...inCopies])
    const to = pick(isDirectory ? ["A copy", "Z", "Y/2", "W", "B"] : ["Z/4.mp3", "Y/2/1.mp3", "W/c.mp3", "A/c.mp3"])
    if ((yield* files.stat(`${root}/${from}`)) === undefined || (yield* files.stat(`${root}/${to}`)) !== undefined) continue
    const isCopied = pick([true, false, false])
    life.log.push(`${isCopied ? "copy" : "move"} ${from} → ${to} (copies)`)
    if (!isCopied) yield* move(from, to)
    else if (isDirectory) yield* copy(from, to)
    else yield* put(to, yield* bytesOf(from))
  }
})

const cover = Effect.fnUntraced(function* (life: Life) {
  const path = `${life.pick(["A", "B", "C"])}/cover.jpg`
  life.log.push(`cover ${path}`)
  yield* put(path, new Uint8Array([life.pick([1, 2])]))
})

/** A collage or playlist is written by hand, with entries that are there, were there, or never were; now and then it is broken. */
export const collect = Effect.fnUntraced(function* (life: Life) {
  const pick = life.pickCollection
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

/** What happens to files; some things more often. */
export const operations = [
  addOrRetag,
  addOrRetag,
  addOrRetag,
  breakFile,
  removeSome,
  moveSome,
  retagAndMove,
  copySome,
  cover
] as const
