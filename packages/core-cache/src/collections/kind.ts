/** The two kinds of collections, as data: a collage orders releases, a playlist orders tracks; all else is the same. */
import type { IdKind } from "../identity/issued-ids.ts"

export interface CollectionKind {
  /** Its number in cache.db; members have the same number as ids in library.db. */
  readonly no: IdKind
  readonly name: "collage" | "playlist"
  /** What its members are. */
  readonly member: "release" | "track"
  /** Its directory below the root. */
  readonly directory: "!collages" | "!playlists"
  /** The array of tables in its files. */
  readonly table: "releases" | "tracks"
}

export const collageKind: CollectionKind = {
  no: 0,
  name: "collage",
  member: "release",
  directory: "!collages",
  table: "releases"
}

export const playlistKind: CollectionKind = {
  no: 1,
  name: "playlist",
  member: "track",
  directory: "!playlists",
  table: "tracks"
}

export const collectionKinds: ReadonlyArray<CollectionKind> = [collageKind, playlistKind]

const suffix = ".toml"

/** The file of a collection, relative to the root. */
export const collectionPath = (kind: CollectionKind, name: string): string => `${kind.directory}/${name}${suffix}`

/** The collection that a file name stands for; undefined when it is none. `._X.toml` is what macOS leaves beside X.toml. */
export const collectionName = (fileName: string): string | undefined =>
  fileName.endsWith(suffix) && fileName.length > suffix.length && !fileName.startsWith("._")
    ? fileName.slice(0, -suffix.length)
    : undefined
