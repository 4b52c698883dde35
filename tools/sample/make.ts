/**
 * Makes the sample library in `sample/`: audio, covers, collages, playlists, and `expected.json` beside them. Run by hand when a
 * description in this directory changes; what it makes is committed, so nobody needs an encoder to use or test the sample.
 *
 *     bun tools/sample/make.ts             needs ffmpeg with libmp3lame, libvorbis and libopus
 *     python3 tools/sample/check.py        afterwards: reads everything back with mutagen and decodes it with ffmpeg
 *
 * All sound and pictures are synthesised here, so they are free of others' rights (`sample/LICENSE`, CC0). The audio is encoded by ffmpeg; the
 * tags are written by the writers in tools/bench/tags, because what matters is the exact bytes: ID3v2.3 beside v2.4, several values, IPLS, order.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { concat } from "../bench/tags/bytes.ts"
import { parseFlac, writeFlac } from "../bench/tags/flac.ts"
import { picture, writeId3, writeId3v1 } from "../bench/tags/id3.ts"
import { type Mp4Item, parseMp4, writeMp4 } from "../bench/tags/mp4.ts"
import { parseOgg, writeOgg } from "../bench/tags/ogg.ts"
import { type Picture, pictureComment } from "../bench/tags/vorbis-comments.ts"
import { type Collection, collections } from "./collections.ts"
import { expectedOf } from "./expected.ts"
import { flat, others } from "./libraries.ts"
import type { SampleRelease, SampleTrack, Written } from "./model.ts"
import { pictureOf } from "./picture.ts"
import { makeSound } from "./sound.ts"

const sample = fileURLToPath(new URL("../../sample/", import.meta.url))

/** Beside the releases: files that must not disturb a scan. */
const strangers: Readonly<Record<string, string>> = {
  "library/Booklets/scans to do.txt": "No audio here: this directory is no release.\n",
  "library/notes.txt": "Neither audio nor a release.\n"
}

const put = (path: string, data: Uint8Array | string): void => {
  mkdirSync(dirname(sample + path), { recursive: true })
  writeFileSync(sample + path, data)
}

const mp3File = (written: Extract<Written, { as: "mp3" }>, audio: Uint8Array, cover: Picture | undefined): Uint8Array => {
  const frames = cover === undefined ? written.frames : [...written.frames, picture(cover.mime, cover.data)]
  return concat([
    ...(written.bare === true ? [] : [writeId3(written.version, frames, 32)]),
    new Uint8Array(written.junkBytes ?? 0).fill(0x55),
    audio,
    ...(written.id3v1 === undefined ? [] : [writeId3v1(written.id3v1)])
  ])
}

const mp4File = (items: ReadonlyArray<Mp4Item>, audio: Uint8Array, cover: Picture | undefined): Uint8Array =>
  writeMp4(parseMp4(audio), cover === undefined ? items : [...items, { kind: "cover", mime: cover.mime, data: cover.data }])

const fileOf = (track: SampleTrack): Uint8Array => {
  const { written } = track
  const cover = track.picture === undefined ? undefined : pictureOf(track.picture)
  const moovFirst = (written.as === "m4a" || written.as === "alac") && written.moovFirst === true
  const audio = makeSound(track.sound, track.seconds, written.as, moovFirst)
  switch (written.as) {
    case "mp3":
      return mp3File(written, audio, cover)
    case "flac":
      return writeFlac(parseFlac(audio), { comments: written.comments, picture: cover })
    case "ogg":
    case "opus":
      return writeOgg(parseOgg(audio), cover === undefined ? written.comments : [...written.comments, pictureComment(cover)])
    default:
      return mp4File(written.items, audio, cover)
  }
}

const putRelease = (root: string, release: SampleRelease): void => {
  const directory = release.directory === "" ? root : `${root}/${release.directory}`
  for (const track of release.tracks) {
    put(`${directory}/${track.path}`, fileOf(track))
    if (track.lrc !== undefined) put(`${directory}/${track.path.replace(/\.[^.]+$/, ".lrc")}`, track.lrc)
  }
  for (const [name, source] of Object.entries(release.pictures ?? {})) put(`${directory}/${name}`, pictureOf(source).data)
  if (release.datafile !== undefined) {
    const { id, isNew, addedAt } = release.datafile
    put(`${directory}/.rose.${id}.toml`, `new = ${isNew}\nadded_at = "${addedAt}"\n`)
  }
}

const putCollection = (collection: Collection): void => {
  const stem = `library/!${collection.kind}s/${collection.name}`
  put(`${stem}.toml`, collection.toml)
  if (collection.cover !== undefined) put(`${stem}.${collection.cover.extension}`, pictureOf(collection.cover.picture).data)
}

for (const { root, releases } of [flat, ...others]) {
  rmSync(sample + root, { recursive: true, force: true })
  for (const release of releases) putRelease(root, release)
}
for (const collection of collections) putCollection(collection)
for (const [path, content] of Object.entries(strangers)) put(path, content)
put("expected.json", `${JSON.stringify(expectedOf(flat, others), null, 1)}\n`)
