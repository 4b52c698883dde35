/**
 * A small library to do things to, on whatever runtime a case runs: files are made, retagged, moved and broken through the Files port,
 * and the library is opened anew for each look, as a program would.
 */
import { type Database, Files, type Processes, Sqlite, type Workers } from "@deadwax/core-async"
import type { TagWriter } from "@deadwax/core-tags"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { languageText, picture, text, uniqueFileId, userText, writeId3 } from "../../../tools/bench/tags/id3.ts"
import { ContractRoot } from "../../core-async/src/contract.ts"
import {
  initLibrary,
  type Library,
  LibraryCache,
  type LibraryCacheShape,
  layer,
  type Naming,
  type ReadingRules,
  type ScanOptions
} from "../src/index.ts"
import { readMeta } from "../src/store/meta.ts"
import { readRecords } from "../src/store/record.ts"

/** All that a case may use. */
export type World = ContractRoot | Files | Sqlite | Workers | Processes | TagWriter

/** Tags of a made-up file; absent ones have no frame. */
export interface Tags {
  readonly title?: string
  readonly artist?: string
  readonly album?: string
  readonly albumArtist?: string
  readonly track?: string
  readonly disc?: string
  readonly date?: string
  readonly originalDate?: string
  readonly genres?: ReadonlyArray<string>
  readonly secondaryGenres?: ReadonlyArray<string>
  readonly descriptors?: ReadonlyArray<string>
  readonly label?: string
  readonly labels?: ReadonlyArray<string>
  readonly releaseType?: string
  readonly catalogNumber?: string
  readonly edition?: string
  readonly compositionDate?: string
  readonly trackId?: string
  readonly releaseId?: string
  /** MusicBrainz's ids of the recording and of the release. */
  readonly recording?: string
  readonly pressing?: string
  /** A JPEG in its tags. */
  readonly picture?: Uint8Array
  readonly lyrics?: string
  /** Which sound the file holds; without a number it is silent, like every other such file of its length. */
  readonly sound?: number
}

const frameBytes = 417
// MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono: a header and nothing (or noise that no decoder gets to hear) in it.
const audioOf = (frames: number, sound = 0): Uint8Array => {
  const audio = new Uint8Array(frameBytes * frames)
  for (let i = 0; sound > 0 && i < audio.length; i++) audio[i] = (Math.imul(sound, i + 7) >>> (i & 15)) & 0x7f
  for (let i = 0; i < frames; i++) audio.set([0xff, 0xfb, 0x90, 0xc0], i * frameBytes)
  return audio
}

const frameIds = {
  title: "TIT2",
  artist: "TPE1",
  album: "TALB",
  albumArtist: "TPE2",
  track: "TRCK",
  disc: "TPOS",
  date: "TDRC",
  originalDate: "TDOR",
  label: "TPUB"
}

/** A sound mp3 of `frames` frames (26 ms each) with these tags. */
export const mp3 = (tags: Tags, frames = 20): Uint8Array => withTags(tags, audioOf(frames, tags.sound))

const withTags = (tags: Tags, audio: Uint8Array): Uint8Array => {
  const id3 = Object.entries(frameIds).flatMap(([key, frame]) => {
    const value = tags[key as keyof typeof frameIds]
    return value === undefined ? [] : [text(frame, [value])]
  })
  if (tags.genres !== undefined) id3.push(text("TCON", [...tags.genres]))
  if (tags.labels !== undefined) id3.push(text("TPUB", [...tags.labels]))
  if (tags.secondaryGenres !== undefined) id3.push(userText("SECONDARYGENRE", [...tags.secondaryGenres]))
  if (tags.descriptors !== undefined) id3.push(userText("DESCRIPTOR", [...tags.descriptors]))
  if (tags.releaseType !== undefined) id3.push(userText("RELEASETYPE", [tags.releaseType]))
  if (tags.catalogNumber !== undefined) id3.push(userText("CATALOGNUMBER", [tags.catalogNumber]))
  if (tags.edition !== undefined) id3.push(userText("EDITION", [tags.edition]))
  if (tags.compositionDate !== undefined) id3.push(userText("COMPOSITIONDATE", [tags.compositionDate]))
  if (tags.trackId !== undefined) id3.push(userText("ROSEID", [tags.trackId]))
  if (tags.releaseId !== undefined) id3.push(userText("ROSERELEASEID", [tags.releaseId]))
  if (tags.recording !== undefined) id3.push(uniqueFileId("http://musicbrainz.org", tags.recording))
  if (tags.pressing !== undefined) id3.push(userText("MusicBrainz Album Id", [tags.pressing]))
  if (tags.picture !== undefined) id3.push(picture("image/jpeg", tags.picture))
  if (tags.lyrics !== undefined) id3.push(languageText("USLT", "eng", "", tags.lyrics))
  const head = writeId3(4, id3, 64)
  const file = new Uint8Array(head.length + audio.length)
  file.set(head)
  file.set(audio, head.length)
  return file
}

/** What an mp3 holds behind its ID3v2 tag. */
export const audioIn = (file: Uint8Array): Uint8Array =>
  file[0] === 0x49 ? file.subarray(10 + file.subarray(6, 10).reduce((size, byte) => size * 128 + byte, 0)) : file

/** The same sound under other tags. */
export const retaggedMp3 = (file: Uint8Array, tags: Tags): Uint8Array => withTags(tags, audioIn(file))

/** A wav file with this sound and no tags. */
export const wav = (sound: number): Uint8Array => {
  const file = new Uint8Array(44 + 8000)
  const view = new DataView(file.buffer)
  file.set(new TextEncoder().encode("RIFF....WAVEfmt "))
  view.setUint32(4, file.length - 8, true)
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 16_000],
    [40, 8000]
  ] as const)
    view.setUint32(at, value, true)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16]
  ] as const)
    view.setUint16(at, value, true)
  file.set(new TextEncoder().encode("data"), 36)
  for (let i = 44; i < file.length; i++) file[i] = Math.imul(sound, i) & 0x7f
  return file
}

/** Where things are in the case's own directory. */
export const places = Effect.map(ContractRoot, ({ directory }) => ({
  root: `${directory}/music`,
  cachePath: `${directory}/state/cache.db`,
  libraryPath: `${directory}/state/library.db`
}))

/** Writes (or replaces) a file of the library, making its directories. */
export const put = Effect.fnUntraced(function* (path: string, content: Uint8Array) {
  const files = yield* Files
  const { root } = yield* places
  const absolute = `${root}/${path}`
  yield* files.makeDirectory(absolute.slice(0, absolute.lastIndexOf("/")))
  yield* files.writeAtomic(absolute, content)
})

export const putTrack = (path: string, tags: Tags, frames?: number) => put(path, mp3(tags, frames))

/** Removes a file, or a directory with all in it. */
export const removeAll = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const { root } = yield* places
  const absolute = `${root}/${path}`
  const info = yield* files.stat(absolute)
  if (info?.kind === "directory") {
    const walk = yield* files.walk(absolute)
    for (const file of walk.paths) yield* files.remove(`${absolute}/${file}`)
    for (const directory of [...walk.directories].sort().reverse()) yield* files.remove(`${absolute}/${directory}`)
  }
  yield* files.remove(absolute)
})

/** Renames inside the library, by copying where directories cannot be renamed. */
export const move = Effect.fnUntraced(function* (from: string, to: string) {
  const files = yield* Files
  const { root } = yield* places
  const info = yield* files.stat(`${root}/${from}`)
  if (info?.kind !== "directory") {
    yield* files.makeDirectory(`${root}/${to}`.slice(0, `${root}/${to}`.lastIndexOf("/")))
    return yield* files.rename(`${root}/${from}`, `${root}/${to}`)
  }
  yield* copy(from, to)
  yield* removeAll(from)
})

/** Copies a directory of the library. */
export const copy = Effect.fnUntraced(function* (from: string, to: string) {
  const files = yield* Files
  const { root } = yield* places
  for (const path of (yield* files.walk(`${root}/${from}`)).paths)
    yield* put(`${to}/${path}`, yield* files.readFile(`${root}/${from}/${path}`))
})

/** The bytes of a file of the library. */
export const bytesOf = (path: string) =>
  Effect.flatMap(places, ({ root }) => Effect.flatMap(Files, (files) => files.readFile(`${root}/${path}`)))

/** The datafiles' names, by directory. */
export const datafiles = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  return (yield* files.walk(root)).paths.filter((path) => /(?:^|\/)\.rose\..*\.toml$/.test(path)).sort()
})

let registered: Library | undefined

/** Makes the case's directory a library. */
export const init = (identity: Library["identity"], layout?: Library["layout"]) =>
  Effect.gen(function* () {
    const files = yield* Files
    const { root } = yield* places
    yield* files.makeDirectory(root)
    registered = yield* initLibrary({ root, identity, registered: [], ...(layout === undefined ? {} : { layout }) })
    return registered
  })

/** Opens the library for one look, and closes it. */
export const withLibrary = <A, E>(
  look: (cache: LibraryCacheShape) => Effect.Effect<A, E, World>,
  content: { readonly coverArtStems?: ReadonlyArray<string>; readonly ignoreReleaseDirectories?: ReadonlyArray<string> } = {},
  naming?: Naming,
  reading: ReadingRules = {},
  quickReader = true
) =>
  Effect.gen(function* () {
    const { cachePath, libraryPath } = yield* places
    if (registered === undefined) return yield* Effect.die("init first")
    return yield* Effect.flatMap(LibraryCache, look).pipe(
      Effect.provide(
        layer({
          ...{ library: registered, cachePath, libraryPath, content, reading, quickReader },
          ...(naming === undefined ? {} : { naming })
        }),
        { local: true }
      )
    )
  })

export const scan = (options?: ScanOptions) => withLibrary((cache) => cache.scan(options))

/** Scans, and insists that nothing failed. */
export const scanClean = (options?: ScanOptions) =>
  Effect.tap(scan(options), (report) => Effect.sync(() => assert.deepEqual(report.failed, [], JSON.stringify(report.failed))))

/** Everything that the library answers, with tracks. */
export const dump = withLibrary((cache) => Effect.map(cache.listReleases({ all: true, tracks: true }), (page) => page.items))

/** Track ids by path relative to the root. */
export const trackIds = Effect.gen(function* () {
  const { root } = yield* places
  const page = yield* withLibrary((cache) => cache.listTracks({ all: true }))
  return Object.fromEntries(page.items.map((track) => [track.sourcePath.slice(root.length + 1), track.id]))
})

export const releaseIds = Effect.gen(function* () {
  const { root } = yield* places
  return Object.fromEntries((yield* dump).map((release) => [release.sourcePath.slice(root.length + 1), release.id]))
})

/** Looks into cache.db, as another program would. */
export const withCache = <A>(look: (cache: Database) => A): Effect.Effect<A, unknown, World> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      return look(yield* sqlite.open((yield* places).cachePath))
    })
  ) as Effect.Effect<A, unknown, Exclude<World, Scope.Scope>>

/** How often cache.db was written to with effect: the store's own sequence. */
export const sequence = withCache((cache) => readMeta(cache, "sequence") ?? "0")

/** What the writes after one recorded; undefined: everything may have changed. */
export const recordsSince = (since: number) =>
  withCache((cache) => readRecords(cache, since, Number(readMeta(cache, "sequence") ?? 0)))

/** Removes both databases, or only the cache. */
export const forget = (which: "both" | "cache") =>
  Effect.gen(function* () {
    const sqlite = yield* Sqlite
    const { cachePath, libraryPath } = yield* places
    yield* sqlite.remove(cachePath)
    if (which === "both") yield* sqlite.remove(libraryPath)
  })

/** What most made-up tracks share. */
export const album = { album: "Velvet", albumArtist: "The Satellite Reds", artist: "The Satellite Reds" }

/** Two releases, three tracks. */
export const twoReleases = Effect.gen(function* () {
  yield* putTrack("Velvet/01.mp3", {
    ...album,
    title: "One",
    track: "1",
    date: "1989-03-01",
    genres: ["Dream Pop"],
    label: "Moss"
  })
  yield* putTrack("Velvet/02.mp3", { ...album, title: "Two", track: "2" })
  yield* putTrack("Harbour/1.mp3", { album: "Harbour", artist: "Ana Łuk", title: "Słońce", track: "1" })
})

/** The counts of a scan that found nothing to do. */
export const noChange = { added: 0, updated: 0, removed: 0 }

/** The library as it answers now, and as it answers after both a forgotten cache and a scan. */
export const equalsRebuild = Effect.gen(function* () {
  const incremental = yield* dump
  yield* forget("cache")
  yield* scan()
  assert.deepEqual(incremental, yield* dump)
})
