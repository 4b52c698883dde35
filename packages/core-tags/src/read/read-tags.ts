/**
 * Reads one audio file: the quick reader of plain files, the reader of its container where that is not sure, and where this gives up, the
 * general one.
 *
 * mp3, flac, m4a and Ogg are read here, synchronously, in one to four reads of the file; music-metadata reads everything else and
 * is asked whenever a file is not as its format says. Nothing a file holds makes this fail otherwise than with an outcome.
 */
import { FileError, type OpenFile } from "@deadwax/core-async"
import { extensionOf } from "../audio-paths.ts"
import type { Picture, ReadFailureReason, ReadOutcome } from "../tags.ts"
import { assemble } from "./assemble.ts"
import { ByteSource, ReadBudgetExceeded, UnexpectedEnd, withSource } from "./byte-source.ts"
import type { GeneralReading } from "./general.ts"
import { readAdts } from "./native/adts.ts"
import { readFlac } from "./native/flac.ts"
import { readAiff, readWav } from "./native/iff.ts"
import { readMonkeysAudio } from "./native/monkeys-audio.ts"
import { readMp4 } from "./native/mp4.ts"
import { readMpeg } from "./native/mpeg.ts"
import { readMusepack7 } from "./native/musepack.ts"
import { readOgg } from "./native/ogg.ts"
import { otherEssence } from "./native/other-essence.ts"
import { readWavPack } from "./native/wavpack.ts"
import { coverOf, type Parsed } from "./parsed.ts"
import { readPlain } from "./plain/plain.ts"
import { type Container, type Sniffed, sniff } from "./sniff.ts"

/** What to read besides tags and properties; each costs reads of its own. */
export interface ReadTagsOptions {
  /** Also give the cover's bytes. Default: false. */
  readonly picture?: boolean
  /** Also give the text of the lyrics. Default: false. */
  readonly lyrics?: boolean
  /** Also tell the sound's essence, which costs up to three further reads (none for FLAC). Default: false. */
  readonly essence?: boolean
  /** Ask the quick reader of plain files first; its answers are the same. Default: true. */
  readonly quick?: boolean
}

/**
 * `readTags` for loops over many files: the common formats are answered at once, without a promise; only what music-metadata must read
 * is awaited. The file is read within the call or before the promise settles, never after. Never rejects: a bad file is an outcome (`not-audio`, `corrupt`), as is one that the system does not give (`unreadable`, `vanished`).
 * A file that has readable properties or tags is read, however broken the rest.
 */
export const readTagsAtOnce = (file: OpenFile, options?: ReadTagsOptions): ReadOutcome | PromiseLike<ReadOutcome> => {
  const wanted: Wanted = {
    picture: options?.picture === true,
    lyrics: options?.lyrics === true,
    essence: options?.essence === true
  }
  if (file.sizeBytes === 0) return failure("corrupt", "the file is empty")
  try {
    const isQuick = options?.quick !== false
    const read = withSource(
      file,
      (source) => (isQuick ? readQuickly(source, wanted) : undefined) ?? readAtOnce(file, source, wanted)
    )
    return "ok" in read ? read : readByGeneral(file, read, wanted)
  } catch (cause) {
    return failureOf(cause)
  }
}

/** Undefined where the file is not plain, or may cost the full reader more than its budget: that one then finds all of this. */
const readQuickly = (source: ByteSource, wanted: Wanted): ReadOutcome | undefined => {
  const parsed = readPlain(source)
  if (parsed === undefined) return undefined
  try {
    const outcome = outcomeOf(parsed, wanted)
    if (!source.isExhausted) return outcome
  } catch (cause) {
    if (!(cause instanceof ReadBudgetExceeded)) throw cause
  }
  source.restart()
  return undefined
}

/** A file whose own reader gave up, or that has none of ours. */
interface LeftToGeneral extends Sniffed {
  readonly container: Container
}

/** By the reader of the file's container. */
const readAtOnce = (file: OpenFile, source: ByteSource, wanted: Wanted): ReadOutcome | LeftToGeneral => {
  const sniffed = sniff(source)
  if (sniffed.unsupported !== undefined) return failure("not-audio", `${sniffed.unsupported} is not a format that is read`)
  const parsed = readNatively(source, sniffed)
  if (parsed !== undefined) return outcomeOf(parsed, wanted)
  const { container } = sniffed
  return container === undefined || container === "mpeg" ? nothingFound(file, sniffed) : { ...sniffed, container }
}

const readByGeneral = (file: OpenFile, left: LeftToGeneral, wanted: Wanted): PromiseLike<ReadOutcome> => {
  // A budget of its own: what the first reader spent on a broken file must not starve the second.
  const source = new ByteSource(file)
  return loadGeneral().then(({ readGeneral }) =>
    readGeneral(source, left.container, wanted.picture).then(
      (reading) => outcomeOfGeneral(source, reading, wanted, left),
      failureOf
    )
  )
}

/** Tags and properties of an open file, as `readTagsAtOnce` gives them, always as a promise. */
export const readTags = (file: OpenFile, options?: ReadTagsOptions): PromiseLike<ReadOutcome> =>
  Promise.resolve(readTagsAtOnce(file, options))

/** music-metadata takes longer to load than hundreds of files take to read, and most libraries never need it. */
const loadGeneral = (): Promise<typeof import("./general.ts")> => import("./general.ts")

/** The front cover, else the first picture; undefined without one, and for a file that cannot be read. */
export const readPicture = (file: OpenFile, options?: Pick<ReadTagsOptions, "quick">): PromiseLike<Picture | undefined> =>
  readTags(file, { ...options, picture: true }).then((outcome) => (outcome.ok ? outcome.picture : undefined))

/** The lyrics in the tags, as text or as that of an `.lrc` file; undefined without any, and for a file that cannot be read. */
export const readLyrics = (file: OpenFile, options?: Pick<ReadTagsOptions, "quick">): PromiseLike<string | undefined> =>
  readTags(file, { ...options, lyrics: true }).then((outcome) => (outcome.ok ? outcome.lyrics : undefined))

/** The reader of the file's own format; undefined when there is none, or when it is not sure. */
const readNatively = (source: ByteSource, { container, start }: Sniffed): Parsed | undefined => {
  try {
    switch (container) {
      case "flac":
        return readFlac(source, start)
      case "ogg":
        return readOgg(source)
      case "mp4":
        return readMp4(source)
      case "mpeg":
      case undefined:
        return readMpeg(source)
      case "aac":
        return readAdts(source, start) ?? readMpeg(source)
      case "wav":
        return readWav(source)
      case "aiff":
        return readAiff(source)
      case "wavpack":
        return readWavPack(source)
      case "ape":
        return readMonkeysAudio(source, start)
      case "musepack":
        return readMusepack7(source, start)
      default:
        return undefined
    }
  } catch (cause) {
    // Noise of any length may look like frames here and there: it is no broken mp3, it is none.
    if (cause instanceof UnexpectedEnd || (cause instanceof ReadBudgetExceeded && container === undefined)) return undefined
    throw cause
  }
}

interface Wanted {
  readonly picture: boolean
  readonly lyrics: boolean
  readonly essence: boolean
}

const outcomeOf = (parsed: Parsed, wanted: Wanted): ReadOutcome => {
  const tags = assemble(parsed)
  const essence = wanted.essence ? { essence: essenceIn(parsed) } : {}
  const text = wanted.lyrics ? lyricsIn(parsed) : undefined
  const lyrics = text === undefined ? {} : { lyrics: text }
  const cover = wanted.picture ? coverOf(parsed.pictures) : undefined
  if (cover === undefined) return { ok: true, tags, ...essence, ...lyrics }
  const bytes = cover.bytes()
  return { ok: true, tags, ...essence, ...lyrics, picture: { mime: cover.mime ?? "application/octet-stream", bytes } }
}

const lyricsIn = (parsed: Parsed): string | undefined => {
  for (const { lyrics } of parsed.tags) if (lyrics !== undefined) return lyrics
  return undefined
}

/** A file whose tags could be read is read, also where its sound is cut off or the budget is spent. */
const essenceIn = (parsed: Parsed): string | null => {
  try {
    return parsed.essence?.() ?? null
  } catch (cause) {
    if (cause instanceof UnexpectedEnd || cause instanceof ReadBudgetExceeded || cause instanceof FileError) return null
    throw cause
  }
}

const outcomeOfGeneral = (
  source: ByteSource,
  reading: GeneralReading,
  wanted: Wanted,
  { container, start }: LeftToGeneral
): ReadOutcome => {
  const { parsed, cause } = reading
  if (cause instanceof FileError) return failureOf(cause)
  if (parsed !== undefined)
    return outcomeOf({ ...parsed, essence: () => otherEssence(source, container, parsed.format, start) }, wanted)
  if (source.isExhausted) return failureOf(new ReadBudgetExceeded())
  return cause === undefined ? failure("corrupt", "no sound was found in it") : failureOf(cause)
}

/** Neither a known container nor MPEG audio: an audio name on something else, or sound that is broken beyond finding. */
const nothingFound = (file: OpenFile, { start }: Sniffed): ReadOutcome =>
  start > 0
    ? failure("corrupt", "an ID3 tag without any sound or text in it")
    : failure(
        "not-audio",
        extensionOf(file.path) === ""
          ? "its content is not audio"
          : `its content is not audio, whatever .${extensionOf(file.path)} says`
      )

const failure = (reason: ReadFailureReason, message: string): ReadOutcome => ({ ok: false, reason, message })

const failureOf = (cause: unknown): ReadOutcome => {
  if (cause instanceof FileError)
    return cause.reason === "not-found" ? failure("vanished", cause.message) : failure("unreadable", cause.message)
  if (cause instanceof ReadBudgetExceeded) return failure("corrupt", cause.message)
  if (cause instanceof UnexpectedEnd) return failure("corrupt", "it ends before its header does")
  return failure("corrupt", cause instanceof Error && cause.message !== "" ? cause.message : "its structure is broken")
}
