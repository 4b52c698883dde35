/** `deadwax playlists …`: ordered lists of tracks, with covers, for other players and from them. */
import { basename, dirname } from "node:path"
import { type CoverPicture, LibraryCache, type Playlist, type Track } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { someFailed } from "../errors/some-failed.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { readPicture } from "../library/read-picture.ts"
import { readTextFile } from "../library/read-text-file.ts"
import { writeM3u8 } from "../library/write-m3u8.ts"
import { groups, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printNotice } from "../print/notice.ts"
import { counted } from "../print/numbers.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { type CollectionWords, collectionCommands, nameOperand, noCollection, printEdited } from "./collections.ts"
import { toggleOption } from "./page-options.ts"
import { pathOperand } from "./path-operand.ts"

const words: CollectionWords<Playlist, Track> = {
  group: "playlists",
  one: "playlist",
  member: "track",
  of: (cache) => cache.playlists,
  items: (playlist) => playlist.tracks,
  getMember: (cache) => cache.getTrack
}

const none = (name: string) => noCollection("playlists", "playlist", name)

const setCover = Effect.fnUntraced(function* (name: string, picture: CoverPicture | null) {
  const { playlists } = yield* LibraryCache
  const isThere = yield* picture === null ? playlists.removeCover(name) : playlists.setCover(name, picture)
  const playlist = isThere ? yield* playlists.get(name) : undefined
  if (playlist === undefined) return yield* none(name)
  yield* printEdited(playlist, "track")
  return 1
})

const cover = Command.make(
  "cover",
  {
    name: nameOperand("NAME", "the playlist's name"),
    file: pathOperand("FILE", "a picture").pipe(Argument.optional),
    remove: toggleOption("playlists cover", "remove")
  },
  Effect.fnUntraced(function* ({ name, file, remove }) {
    const picture = yield* readPicture(Option.getOrUndefined(file), remove)
    yield* withFilledLibrary(setCover(name, picture))
  })
).pipe(Command.withDescription(outlineOf("playlists cover").summary))

const exportOne = Effect.fnUntraced(function* (name: string, file: string) {
  const text = yield* (yield* LibraryCache).playlists.exportM3u8(name)
  return text === undefined ? yield* none(name) : yield* writeM3u8(name, file, text)
})

const exportCommand = Command.make(
  "export",
  { name: nameOperand("NAME", "the playlist's name"), file: pathOperand("FILE.m3u8", "the file to write") },
  ({ name, file }) => withFilledLibrary(exportOne(name, file))
).pipe(Command.withDescription(outlineOf("playlists export").summary))

const importOne = Effect.fnUntraced(function* (file: string) {
  const { manner } = yield* Screen
  const { path, text } = yield* readTextFile(file)
  const source = { text, fallbackName: basename(path).replace(/\.m3u8?$/i, ""), directory: dirname(path) }
  const made = yield* (yield* LibraryCache).playlists.importM3u8(source)
  if (manner.json) yield* printJson(made)
  else if (!manner.quiet) {
    const how = made.isNew ? "" : ", as it was already"
    yield* printLines([`${visible(made.name)}: ${counted(made.count, "track", "tracks")}${how}`])
  }
  for (const { line, text: comment } of made.ignored)
    yield* printNotice("warning", `${path}, line ${line} has no place here: ${comment}`)
  if (made.unmatched.length === 0) return 1
  const screen = yield* Screen
  if (!manner.json)
    yield* screen.note(
      made.unmatched.map(({ line, text: entry }) => `${visible(path)}, line ${line}: no track here: ${visible(entry)}\n`).join("")
    )
  return yield* someFailed
})

const importCommand = Command.make("import", { file: pathOperand("FILE.m3u8", "the file to read") }, ({ file }) =>
  withFilledLibrary(importOne(file))
).pipe(Command.withDescription(outlineOf("playlists import").summary))

export const playlistsCommand = Command.make("playlists").pipe(
  Command.withDescription(groups.playlists ?? ""),
  Command.withSubcommands([...collectionCommands(words), cover, exportCommand, importCommand])
)
