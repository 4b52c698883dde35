/**
 * What changes a library, and what is read for the sake of that: collages and playlists, the trash, the files that failed. The same in both
 * places; every edit changes the file first and is refused as `busy` or `offline` where that cannot be done.
 */
import type {
  Collage,
  CollectionItem,
  CollectionSummary,
  ItemFailure,
  Page,
  Playlist,
  PlaylistImport,
  Release,
  Track,
  TrashedItem
} from "@deadwax/core-cache"
import type { Client, PageOptions } from "./client.ts"
import { successOf } from "./problem.ts"
import { queryOf, readJson } from "./reads.ts"

export type CollectionKind = "collages" | "playlists"

/** One with its entries in order, of either kind: releases of a collage, tracks of a playlist. */
export interface Collection extends CollectionSummary {
  readonly items: ReadonlyArray<CollectionItem>
}

/** A name, and what a filter by it finds. */
export interface NameRow {
  readonly name: string
  readonly releases: number
  readonly tracks: number
}

export type NameKind = "artists" | "genres" | "labels" | "descriptors"

/** Positions count from 1. */
export interface Edits {
  readonly failures: (options?: PageOptions) => Promise<Page<ItemFailure>>
  readonly names: (kind: NameKind, options?: PageOptions) => Promise<Page<NameRow>>
  readonly setNew: (releaseId: string, isNew: boolean) => Promise<Release>
  /** Its directory goes to the trash, whole. */
  readonly deleteRelease: (releaseId: string) => Promise<Release>
  /** Oldest first. */
  readonly trash: (options?: PageOptions) => Promise<Page<TrashedItem>>
  readonly restore: (trashId: string) => Promise<void>
  /** For good. Answers how many things went. */
  readonly emptyTrash: () => Promise<number>
  readonly collections: (kind: CollectionKind, options?: PageOptions) => Promise<Page<CollectionSummary>>
  readonly collection: (kind: CollectionKind, name: string, signal?: AbortSignal) => Promise<Collection>
  /** In its order, without those that are missing. */
  readonly collageReleases: (name: string, options?: PageOptions) => Promise<Page<Release>>
  readonly playlistTracks: (name: string, options?: PageOptions) => Promise<Page<Track>>
  /** One of this name that is there stays as it is. */
  readonly createCollection: (kind: CollectionKind, name: string) => Promise<Collection>
  /** Refused as `usage` when the name is taken, or none that a file can have. */
  readonly renameCollection: (kind: CollectionKind, name: string, to: string) => Promise<Collection>
  readonly deleteCollection: (kind: CollectionKind, name: string) => Promise<Collection>
  readonly addEntries: (kind: CollectionKind, name: string, ids: ReadonlyArray<string>, position?: number) => Promise<Collection>
  readonly removeEntry: (kind: CollectionKind, name: string, id: string, at: number) => Promise<Collection>
  readonly moveEntry: (kind: CollectionKind, name: string, id: string, at: number, position: number) => Promise<Collection>
  readonly exportPlaylist: (name: string) => Promise<string>
  /** `name`: for a text that does not name itself. Refused as `usage` when there is another one of its name. */
  readonly importPlaylist: (name: string, text: string) => Promise<PlaylistImport>
}

type Request = Client["request"]

const toCollection = (whole: Collage | Playlist): Collection => {
  const { name, count, missing, coverPath, failure } = whole
  return { name, count, missing, coverPath, failure, items: "releases" in whole ? whole.releases : whole.tracks }
}

/** The one place where a change's answer gets its type, as in reads.ts. */
const send = async <A>(request: Request, method: "POST" | "DELETE", path: string, body?: unknown): Promise<A> => {
  const response = await successOf(await request(path, { method, ...(body === undefined ? {} : { body }) }))
  return (await response.json()) as A
}

const part = encodeURIComponent

const makeCollectionEdits = (request: Request) => {
  const pathOf = (kind: CollectionKind, name: string): string => `/api/v1/${kind}/${part(name)}`
  const change = async (method: "POST" | "DELETE", path: string, body?: unknown): Promise<Collection> =>
    toCollection(await send<Collage | Playlist>(request, method, path, body))
  return {
    collections: (kind, options = {}) =>
      readJson<Page<CollectionSummary>>(request, `/api/v1/${kind}${queryOf(options)}`, options.signal),
    collection: async (kind, name, signal) =>
      toCollection(await readJson<Collage | Playlist>(request, pathOf(kind, name), signal)),
    collageReleases: (name, options = {}) =>
      readJson<Page<Release>>(request, `${pathOf("collages", name)}/releases${queryOf(options)}`, options.signal),
    playlistTracks: (name, options = {}) =>
      readJson<Page<Track>>(request, `${pathOf("playlists", name)}/tracks${queryOf(options)}`, options.signal),
    createCollection: (kind, name) => change("POST", `/api/v1/${kind}`, { name }),
    renameCollection: (kind, name, to) => change("POST", `${pathOf(kind, name)}/name`, { name: to }),
    deleteCollection: (kind, name) => change("DELETE", pathOf(kind, name)),
    addEntries: (kind, name, ids, position) =>
      change("POST", `${pathOf(kind, name)}/entries`, { ids, ...(position === undefined ? {} : { position }) }),
    removeEntry: (kind, name, id, at) => change("POST", `${pathOf(kind, name)}/entries/remove`, { id, at }),
    moveEntry: (kind, name, id, at, position) => change("POST", `${pathOf(kind, name)}/entries/move`, { id, at, position }),
    exportPlaylist: async (name) =>
      (await successOf(await request(`${pathOf("playlists", name)}/m3u8`, { accept: "audio/x-mpegurl" }))).text(),
    importPlaylist: (name, text) => send<PlaylistImport>(request, "POST", "/api/v1/playlists/import", { name, text })
  } satisfies Partial<Edits>
}

export const makeEdits = (request: Request): Edits => ({
  failures: (options = {}) => readJson<Page<ItemFailure>>(request, `/api/v1/failures${queryOf(options)}`, options.signal),
  names: (kind, options = {}) => readJson<Page<NameRow>>(request, `/api/v1/${kind}${queryOf(options)}`, options.signal),
  setNew: (releaseId, isNew) => send<Release>(request, "POST", `/api/v1/releases/${part(releaseId)}/new`, { isNew }),
  deleteRelease: (releaseId) => send<Release>(request, "DELETE", `/api/v1/releases/${part(releaseId)}`),
  trash: (options = {}) => readJson<Page<TrashedItem>>(request, `/api/v1/trash${queryOf(options)}`, options.signal),
  restore: async (trashId) => {
    await send<unknown>(request, "POST", `/api/v1/trash/${part(trashId)}`)
  },
  emptyTrash: async () => (await send<{ readonly removed: number }>(request, "DELETE", "/api/v1/trash")).removed,
  ...makeCollectionEdits(request)
})
