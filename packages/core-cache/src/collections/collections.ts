/**
 * Collages and playlists as the library offers them: reads from the cache, updates, and edits, which change the file first. Both kinds have
 * the same shape; what only playlists can is in `Playlists`.
 */
import type { Files, Processes } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import type { CacheError } from "../cache-error.ts"
import type { CoverPicture } from "../edits/cover-picture.ts"
import type {
  Collage,
  CollectionItem,
  CollectionSummary,
  Page,
  PageRequest,
  Playlist,
  PlaylistImport,
  Release,
  Track
} from "../model/model.ts"
import { boundsOf } from "../page.ts"
import { entitiesOf } from "../query-cache/kept-entities.ts"
import type { Entities } from "../query-cache/list-page.ts"
import type { Reader } from "../reader.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { askCollection, askCollections, askMembers } from "./ask-collections.ts"
import { editCollection } from "./edit-collection.ts"
import { type CollectionKind, collageKind, playlistKind } from "./kind.ts"
import { createCollection, deleteCollection, removeCover, renameCollection, setCover } from "./manage-collections.ts"
import type { CollectionEdit } from "./plan-edit.ts"
import { heldEntries, includesMember } from "./read-collections.ts"
import type { CollectionRun } from "./refresh.ts"
import { runEviction, runUpdate, startCollections } from "./run-collections.ts"
import { exportText, type ImportSource, importPlaylist } from "./transfer.ts"
import type { UpdateRequest } from "./update.ts"

/**
 * The collections of one kind: `Whole` is one with its entries, `Member` what its entries stand for. Names are case-exact. An edit waits up
 * to ten seconds for another one (`busy`), fails as `offline` when the library is not there, and leaves the file as it was or as it is to
 * be. Ids that were merged into others are understood.
 */
export interface Collections<Whole, Member> {
  /** Ordered by name, bytewise. */
  readonly list: (request?: PageRequest) => Effect.Effect<Page<CollectionSummary>, CacheError>
  /** By exact name, with all entries in order; undefined when there is none. */
  readonly get: (name: string) => Effect.Effect<Whole | undefined, CacheError>
  /** What its entries stand for, in order; missing ones are left out. Undefined when there is no such collection. */
  readonly members: (name: string, request?: PageRequest) => Effect.Effect<Page<Member> | undefined, CacheError>
  /** Has it an entry of this id, also a missing one? */
  readonly includes: (name: string, id: string) => Effect.Effect<boolean, CacheError>
  /** Brings rows (and, with ids in tags, the marks in files) in step; files that are gone keep their rows until `evict`. */
  readonly update: (request?: Pick<UpdateRequest, "names" | "force">) => Effect.Effect<void, CacheError>
  /** Removes the rows of files that are gone. */
  readonly evict: () => Effect.Effect<void, CacheError>
  /** Makes an empty one. False when there is one of this name. */
  readonly create: (name: string) => Effect.Effect<boolean, CacheError>
  /** False when there is none of this name; `usage` when the other name is taken. */
  readonly rename: (from: string, to: string) => Effect.Effect<boolean, CacheError>
  /** Moves it to the trash, with its cover. False when there is none of this name. */
  readonly remove: (name: string) => Effect.Effect<boolean, CacheError>
  /** Changes its entries; answers it as it is then, undefined when there is none of this name. */
  readonly edit: (name: string, edit: CollectionEdit) => Effect.Effect<Whole | undefined, CacheError>
}

/** Collages: collections of releases, each of which is in one at most once. */
export type Collages = Collections<Collage, Release>

/** Playlists: collections of tracks, in which one may stand several times; they have covers, and come and go as M3U8. */
export interface Playlists extends Collections<Playlist, Track> {
  /** The picture becomes its cover, a file beside it; the old one moves to the trash. False when there is none of this name. */
  readonly setCover: (name: string, picture: CoverPicture) => Effect.Effect<boolean, CacheError>
  readonly removeCover: (name: string) => Effect.Effect<boolean, CacheError>
  /** How many entries all playlists have, and which playlists have how many of these tracks, by name; missing entries too. */
  readonly holding: (ids: ReadonlyArray<string>) => Effect.Effect<HeldEntries, CacheError>
  /** Its M3U8, paths relative to the library's root; undefined when there is none of this name. */
  readonly exportM3u8: (name: string) => Effect.Effect<string | undefined, CacheError>
  /** A playlist from an M3U8. `usage` when there is one of its name with other entries. */
  readonly importM3u8: (source: ImportSource) => Effect.Effect<PlaylistImport, CacheError>
}

/** Entries of playlists: of how many in all, and where those are that were asked for. */
export interface HeldEntries {
  readonly total: number
  readonly playlists: ReadonlyArray<{ readonly name: string; readonly entries: number }>
}

type Ports = Files | Processes

/** How the service runs things: what may be kept, reads in one snapshot, the rest with the ports; all judge damage. */
export interface Running {
  readonly target: ScanTarget
  readonly ask: <A>(work: () => A) => Effect.Effect<A, CacheError>
  readonly read: <A>(work: () => A) => Effect.Effect<A, CacheError>
  readonly run: <A>(effect: Effect.Effect<A, CacheError, Ports>) => Effect.Effect<A, CacheError>
}

export const makeCollages = (running: Running): Collages =>
  makeCollections(running, collageKind, {
    whole: (summary, items): Collage => ({ ...summary, releases: items }),
    entities: (reader) => entitiesOf(reader).releases
  })

export const makePlaylists = (running: Running): Playlists => {
  const { target, read } = running
  const edited = editing(running)
  return {
    ...makeCollections(running, playlistKind, {
      whole: (summary, items): Playlist => ({ ...summary, tracks: items }),
      entities: (reader) => entitiesOf(reader).tracks
    }),
    setCover: (name, picture) => edited("setting a cover", (run) => setCover(run, playlistKind, name, picture)),
    removeCover: (name) => edited("removing a cover", (run) => removeCover(run, playlistKind, name)),
    holding: (ids) => read(() => heldEntries(target.cache, playlistKind, ids)),
    exportM3u8: (name) => read(() => exportText(target.reader, name)),
    importM3u8: (source) => edited("importing a playlist", (run) => importPlaylist(run, source))
  }
}

/** Runs one edit under the lock of collections. */
const editing =
  ({ target, run }: Running) =>
  <A>(purpose: string, edit: (run: CollectionRun) => Effect.Effect<A, CacheError, Ports>): Effect.Effect<A, CacheError> =>
    run(Effect.scoped(Effect.flatMap(startCollections(target, purpose), edit)))

/** What a kind of collection is made of. */
interface Parts<Whole, Member> {
  readonly whole: (summary: CollectionSummary, items: ReadonlyArray<CollectionItem>) => Whole
  readonly entities: (reader: Reader) => Entities<Member>
}

const makeCollections = <Whole, Member>(
  running: Running,
  kind: CollectionKind,
  { whole, entities }: Parts<Whole, Member>
): Collections<Whole, Member> => {
  const { target, ask, read, run } = running
  const { cache, reader } = target
  const edited = editing(running)
  const find = (name: string): Whole | undefined => {
    const found = askCollection(reader, kind, name)
    return found === undefined ? undefined : whole(found.summary, found.items)
  }
  return {
    list: (request) => ask(() => askCollections(reader, kind, boundsOf(request))),
    get: (name) => ask(() => find(name)),
    members: (name, request) => ask(() => askMembers(reader, kind, name, boundsOf(request), entities(reader))),
    includes: (name, id) => read(() => includesMember(cache, kind, name, id, reader.survivorOf(kind.no, id))),
    update: (request = {}) => run(runUpdate(target, kind, request)),
    evict: () => run(runEviction(target, kind)),
    create: (name) => edited(`making a ${kind.name}`, (at) => createCollection(at, kind, name)),
    rename: (from, to) => edited(`renaming a ${kind.name}`, (at) => renameCollection(at, kind, from, to)),
    remove: (name) => edited(`deleting a ${kind.name}`, (at) => deleteCollection(at, kind, name)),
    // A file that is gone keeps its rows until it is evicted: they must not answer for an edit that was never made.
    edit: (name, edit) =>
      Effect.flatMap(
        edited(`editing a ${kind.name}`, (at) => editCollection(at, kind, name, edit)),
        (isChanged) => (isChanged === undefined ? Effect.succeed(undefined) : ask(() => find(name)))
      )
  }
}
