/** `deadwax export state` and `import state`: favourites, ratings and plays as lines of JSON. */
import { basename, resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { LibraryCache } from "@deadwax/core-cache"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { fromNamedFile } from "../errors/failure.ts"
import { someFailed } from "../errors/some-failed.ts"
import { withLibrary } from "../library/open-library.ts"
import { readNamedFile } from "../library/read-text-file.ts"
import { replaceable } from "../library/replaceable.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { counted } from "../print/numbers.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { pathOperand } from "./path-operand.ts"

/** How every exported state begins (docs/user-state.md). */
const exported = { head: '{"kind":"library","format":', otherwise: "holds no exported state" }

const exportOne = Effect.fnUntraced(function* (file: string) {
  const files = yield* Files
  const { manner } = yield* Screen
  const path = resolve(file)
  const text = yield* (yield* LibraryCache).exportState()
  const expected = yield* replaceable(path, exported)
  yield* files.writeAtomic(path, new TextEncoder().encode(text), { expected }).pipe(Effect.mapError(fromNamedFile("write")))
  const lines = text.split("\n").length - 1
  if (manner.json) yield* printJson({ path, lines })
  else if (!manner.quiet) yield* printLines([`Written to ${visible(path)}: ${counted(lines, "line", "lines")}`])
})

export const exportState = Command.make("state", { file: pathOperand("FILE.jsonl", "the file to write") }, ({ file }) =>
  withLibrary(exportOne(file))
).pipe(Command.withDescription(outlineOf("export state").summary))

const importOne = Effect.fnUntraced(function* (file: string) {
  const screen = yield* Screen
  const { path, bytes } = yield* readNamedFile(file)
  const done = yield* (yield* LibraryCache).importState(bytes)
  if (screen.manner.json) yield* printJson(done)
  else {
    const name = visible(basename(path))
    if (!screen.manner.quiet)
      yield* printLines([
        `${name}: ${counted(done.tracks, "track", "tracks")} and ${counted(done.plays, "play", "plays")} taken over, ${done.unchanged} known already`,
        ...(done.smartPlaylists === 0 ? [] : [`${counted(done.smartPlaylists, "smart playlist", "smart playlists")} taken over`]),
        ...(done.unknownTracks === 0 ? [] : [`Kept for ${counted(done.unknownTracks, "track", "tracks")} not in this library`])
      ])
    const more = done.failedTotal - done.failed.length
    yield* screen.note(
      [
        ...done.failed.map(({ line, message }) => `${name}, line ${line}: ${visible(message)}\n`),
        ...(more === 0 ? [] : [`${name}: ${more} more\n`])
      ].join("")
    )
  }
  if (done.failedTotal > 0) return yield* someFailed
})

export const importState = Command.make("state", { file: pathOperand("FILE.jsonl", "the file to read") }, ({ file }) =>
  withLibrary(importOne(file))
).pipe(Command.withDescription(outlineOf("import state").summary))
