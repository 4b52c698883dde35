/** Playlists out of the library and into it, as M3U8. */
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import type { CollectionItem, PlaylistImport, Track } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { absolutePath } from "../scan/paths.ts"
import { tracksById } from "../tracks/read-tracks.ts"
import { describeMembers } from "./describe.ts"
import { marked, type PlacedEntry } from "./entry.ts"
import { playlistKind } from "./kind.ts"
import { candidatePaths, formatM3u8, type M3u8Entry, type M3u8Line, parseM3u8 } from "./m3u8.ts"
import { createCollection } from "./manage-collections.ts"
import { resolveMerged } from "./member-records.ts"
import { findCollection } from "./read-collections.ts"
import type { CollectionRun } from "./refresh.ts"
import { rewriteCollection } from "./rewrite-collection.ts"

/** The M3U8 of a playlist with paths relative to the root; undefined when there is none of this name. */
export const exportText = (reader: Reader, name: string): string | undefined => {
  const { cache, root } = reader
  const found = findCollection(cache, root, playlistKind, name)
  if (found === undefined) return undefined
  const tracks = tracksById(reader, [...new Set(found.items.map((item) => item.id))])
  return formatM3u8(
    name,
    found.items.map((item) => toEntry(item, tracks.get(item.id), root))
  )
}

const toEntry = ({ id, description }: CollectionItem, track: Track | undefined, root: string): M3u8Entry => ({
  id,
  description,
  path: track === undefined ? null : track.sourcePath.slice(root.length + 1),
  title: track === undefined ? "" : undated(description ?? track.title),
  durationSeconds: track?.durationSeconds ?? null
})

// The description is current while the track is there: players show the rest of it.
const undated = (description: string): string => description.replace(/^\[[^\]]*\] /, "")

/** What an import is told besides the text. `directory`: the absolute path of the directory that the file lies in, if it lies in any. */
export interface ImportSource {
  readonly text: string
  /** For a text that does not name its playlist. */
  readonly fallbackName: string
  readonly directory?: string
}

/**
 * Makes a playlist of an M3U8. A line is matched by its path, else by the id that Deadwax wrote beside it; an entry that was exported as
 * missing comes back as missing. Lines that match nothing are left out and told. A playlist of this name that has the same entries
 * already is left alone; any other is not replaced.
 */
export const importPlaylist = Effect.fnUntraced(function* (run: CollectionRun, source: ImportSource) {
  const parsed = parseM3u8(source.text)
  const name = parsed.name ?? source.fallbackName
  const matched = yield* attempt(() => matchLines(run, source.directory, parsed.entries))
  const entries = matched.filter((entry) => entry !== undefined)
  const unmatched = parsed.entries.filter((_, i) => matched[i] === undefined)
  const text = rewriteCollection("", playlistKind, { values: {}, entries: [] }, entries)
  if (text === undefined) return yield* unwritable(name)
  const isMade = yield* createCollection(run, playlistKind, name, text)
  if (!isMade && !(yield* attempt(() => isEqual(run, name, entries)))) return yield* taken(name)
  return {
    name,
    isNew: isMade,
    count: entries.length,
    unmatched: unmatched.map(({ line, path, description }) => ({ line, text: path ?? description ?? "" })),
    ignored: parsed.unknown
  } satisfies PlaylistImport
})

/** What each line stands for; undefined: nothing. A fixed number of queries, and one for each path that a line may mean. */
const matchLines = (
  run: CollectionRun,
  directory: string | undefined,
  lines: ReadonlyArray<M3u8Line>
): ReadonlyArray<PlacedEntry | undefined> => {
  const trackAt = findTracks(run)
  const merged = resolveMerged(run.userDb, playlistKind, lines.map(({ id }) => id).filter(isThere))
  const named = lines.map(({ id }) => (id === null ? undefined : (merged.get(id) ?? id)))
  const placed = lines.map(({ path }) => (path === null ? undefined : trackAt(candidatePaths(path, run.library.root, directory))))
  const called = describeMembers(run.store.cache, playlistKind, [...named, ...placed].filter(isThere))
  return lines.map(({ path, description }, i): PlacedEntry | undefined => {
    const id = placed[i] ?? named[i]
    if (id === undefined) return undefined
    const now = called.get(id)
    if (now !== undefined) return { id, description: now, isMissing: false, from: null }
    if (path !== null) return undefined
    return { id, description: description === null ? null : marked(description), isMissing: true, from: null }
  })
}

const isThere = <A>(value: A | null | undefined): value is A => value !== null && value !== undefined

/** Finds the track at the first of some paths where one is; file systems differ in how they compose characters, so the other form counts. */
const findTracks = (run: CollectionRun): ((paths: ReadonlyArray<string>) => string | undefined) => {
  const find = run.store.cache.prepare("select id from tracks where source_path = ?")
  const base = absolutePath(run.library.root, "x").slice(0, -1)
  return (paths) => {
    for (const path of paths) {
      const relative = path.startsWith(base) ? path.slice(base.length) : ""
      for (const spelling of new Set([relative, relative.normalize("NFC"), relative.normalize("NFD")])) {
        const row = find.get(spelling)
        if (row !== undefined) return String(row["id"])
      }
    }
    return undefined
  }
}

const isEqual = (run: CollectionRun, name: string, entries: ReadonlyArray<PlacedEntry>): boolean => {
  const found = findCollection(run.store.cache, run.library.root, playlistKind, name)
  return (
    found !== undefined &&
    found.items.length === entries.length &&
    found.items.every((item, i) => item.id === entries[i]!.id && item.missing === entries[i]!.isMissing)
  )
}

const unwritable = (name: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `the playlist "${name}" was not imported: it holds text that no file can hold`,
    remedy: "Save the file as UTF-8 text and try again."
  })

const taken = (name: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `there is a playlist "${name}" already, with other entries; it was not replaced`,
    remedy: "Rename or delete that one first, or change the line #PLAYLIST: of the file."
  })
