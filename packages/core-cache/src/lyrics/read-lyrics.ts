/** The text of a track's lyrics: of the file beside it, else of its tags (U19). Read from the files at the moment of asking. */
import { type FileError, Files } from "@deadwax/core-async"
import { readLyrics } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { CacheError } from "../cache-error.ts"
import type { Lyrics, Track } from "../model/model.ts"
import { checkOnline } from "../scan/online.ts"
import { isBelow } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"

/** No song has more words. */
const mostBytes = 1024 * 1024

/** Undefined when the track has none, or they are not where the last scan saw them. What cannot be read fails as `storage`. */
export const readTrackLyrics = Effect.fnUntraced(function* (target: ScanTarget, track: Track) {
  if (track.lyrics === null) return undefined
  yield* checkOnline(target)
  const { root } = target.library
  const places = [...(track.lyricsPath === null ? [] : [track.lyricsPath]), track.sourcePath]
  for (const path of places) {
    const source = path === track.sourcePath ? "tags" : "file"
    const text = yield* (source === "tags" ? textInTags(target, path) : textInFile(root, path)).pipe(
      Effect.catch((error) => (isGone(error) ? Effect.succeed(undefined) : Effect.fail(unreadable(error))))
    )
    if (text !== undefined) return { source, path, text } satisfies Lyrics as Lyrics
  }
  return undefined
})

/** A link that leads out of the library is no file of it. */
const isInside = Effect.fnUntraced(function* (root: string, path: string) {
  const files = yield* Files
  return isBelow(yield* files.realPath(path), root)
})

const textInFile = Effect.fnUntraced(function* (root: string, path: string) {
  const files = yield* Files
  const info = yield* files.stat(path)
  if (info?.kind !== "file" || info.sizeBytes > mostBytes || !(yield* isInside(root, path))) return undefined
  return notEmpty(decode(yield* files.readFile(path)))
})

const textInTags = Effect.fnUntraced(function* ({ library, isQuick }: ScanTarget, path: string) {
  const files = yield* Files
  if (!(yield* isInside(library.root, path))) return undefined
  const [read] = yield* files.readEach([path], (file) => readLyrics(file, { quick: isQuick }))
  if (read === undefined) return undefined
  return Result.isFailure(read) ? yield* read.failure : read.success
})

const notEmpty = (text: string): string | undefined => (text.trim() === "" ? undefined : text.replaceAll(/\r\n?/g, "\n").trim())

/** UTF-8 or what its byte order mark says; what is no UTF-8 is taken for Windows-1252, as most old files of lyrics are. */
const decode = (bytes: Uint8Array): string => {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  if (mark === 0xfffe || mark === 0xfeff) return new TextDecoder(mark === 0xfffe ? "utf-16le" : "utf-16be").decode(bytes)
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder("windows-1252").decode(bytes)
  }
}

const isGone = ({ reason }: FileError): boolean => reason === "not-found" || reason === "not-a-directory"

const unreadable = (error: FileError): CacheError =>
  new CacheError({
    reason: "storage",
    message: `the lyrics in ${error.path} cannot be read (${error.reason})`,
    remedy: "Mend its permissions or its disk, and try again.",
    path: error.path,
    cause: error
  })
