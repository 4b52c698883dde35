/**
 * The fields of LIBRARY-FORMAT.md as raw values, before any grammar: what a container's own keys are mapped to.
 * Where several keys feed one field, the one that LIBRARY-FORMAT.md names first wins (the lowest rank).
 */
import { dedupe } from "../grammar/split-values.ts"

export type Field =
  | "title"
  | "releaseTitle"
  | "releaseDate"
  | "originalDate"
  | "compositionDate"
  | "trackNumber"
  | "trackTotal"
  | "discNumber"
  | "discTotal"
  | "genre"
  | "secondaryGenre"
  | "descriptor"
  | "label"
  | "catalogNumber"
  | "edition"
  | "releaseType"
  | "artist"
  | "exactArtists"
  | "releaseArtist"
  | "exactReleaseArtists"
  | "remixer"
  | "producer"
  | "composer"
  | "conductor"
  | "djmixer"
  | "trackId"
  | "releaseId"
  | "lyrics"
  | "mbRecordingId"
  | "mbTrackId"
  | "mbReleaseId"
  | "mbReleaseGroupId"
  | "mbArtistId"
  | "mbReleaseArtistId"
  | "trackGain"
  | "trackPeak"
  | "albumGain"
  | "albumPeak"
  | "r128TrackGain"
  | "r128AlbumGain"

type Key = readonly [field: Field, rank: number]

/** A container's keys, lower case: the field each feeds, and its rank among the keys of that field (default 0). */
export interface KeyTable extends Iterable<readonly [key: string, feeds: Key]> {
  readonly get: (key: string) => Key | undefined
  readonly has: (key: string) => boolean
}

/** A table that is made when something is looked up in it: most programs that load this read no file. */
export const lazyTable = (make: () => ReadonlyMap<string, Key>): KeyTable => {
  let made: ReadonlyMap<string, Key> | undefined
  const table = (): ReadonlyMap<string, Key> => {
    made ??= make()
    return made
  }
  return { get: (key) => table().get(key), has: (key) => table().has(key), [Symbol.iterator]: () => table().entries() }
}

/** A table from one line a field: its keys in order of precedence. */
export const keyTable = (rows: Partial<Record<Field, ReadonlyArray<string>>>): KeyTable =>
  lazyTable(
    () =>
      new Map(
        Object.entries(rows).flatMap(([field, keys]) =>
          keys.map((key, rank): [string, Key] => [key.toLowerCase(), [field as Field, rank]])
        )
      )
  )

/** The raw values of one tag. */
export class FieldSet {
  readonly #values = new Map<Field, { rank: number; readonly values: Array<string> }>()
  readonly #lyrics: Array<() => string> = []

  /** Adds a value under a key of the container; keys that feed no field are not our business. */
  addByKey(table: KeyTable, key: string, value: string): void {
    const entry = table.get(key.toLowerCase())
    if (entry !== undefined) this.add(entry[0], value, entry[1])
  }

  /** Adds a value; a lower rank replaces what a higher one gave. Empty values are absent. */
  add(field: Field, value: string, rank = 0): void {
    // Broken UTF-16 leaves halves of characters, which no database and no file name takes.
    const trimmed = value.toWellFormed().trim()
    if (trimmed === "") return
    const known = this.#values.get(field)
    if (known === undefined || rank < known.rank) this.#values.set(field, { rank, values: [trimmed] })
    else if (rank === known.rank) known.values.push(trimmed)
  }

  /** Lyrics whose text is read only when it is asked for: it is long, and a scan wants to know no more than that there is one. */
  addLyrics(read: () => string): void {
    this.add("lyrics", "yes")
    this.#lyrics.push(read)
  }

  /** The first lyrics that are no empty text. May throw as reading does. */
  get lyrics(): string | undefined {
    for (const read of this.#lyrics) {
      const text = read().toWellFormed().trim()
      if (text !== "") return text
    }
    return this.#lyrics.length > 0 ? undefined : this.first("lyrics")
  }

  /** Takes from another tag the fields that this one lacks. */
  fillFrom(other: FieldSet): void {
    for (const [field, known] of other.#values) if (!this.#values.has(field)) this.#values.set(field, known)
  }

  all(field: Field): ReadonlyArray<string> {
    return this.#values.get(field)?.values ?? []
  }

  first(field: Field): string | undefined {
    return this.#values.get(field)?.values[0]
  }

  /** Several values of a field that holds one, as one text without loss. */
  joined(field: Field): string | null {
    const values = dedupe(this.all(field))
    return values.length === 0 ? null : values.join(" \\\\ ")
  }

  has(field: Field): boolean {
    return this.#values.has(field)
  }

  /** Whether it says anything about the music, besides its loudness. */
  get isDescriptive(): boolean {
    for (const field of this.#values.keys()) if (!loudness.has(field)) return true
    return false
  }
}

const loudness: ReadonlySet<Field> = new Set<Field>([
  "trackGain",
  "trackPeak",
  "albumGain",
  "albumPeak",
  "r128TrackGain",
  "r128AlbumGain"
])
