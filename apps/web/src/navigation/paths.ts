/** The app's addresses. */
import type { ShelfKind } from "../client/client.ts"
import type { CollectionKind } from "../client/edits.ts"

export const paths = {
  albums: "/",
  tracks: "/tracks",
  artists: "/artists",
  genres: "/genres",
  labels: "/labels",
  collages: "/collages",
  playlists: "/playlists",
  favorites: "/favorites",
  played: "/played",
  mostPlayed: "/most-played",
  added: "/added",
  trash: "/trash",
  sync: "/sync",
  search: "/search",
  library: "/library",
  playing: "/playing"
} as const

export const releasePath = (id: string): string => `/releases/${encodeURIComponent(id)}`

export const collectionPath = (kind: CollectionKind, name: string): string => `/${kind}/${encodeURIComponent(name)}`

export const smartPath = (name: string): string => `/smart-playlists/${encodeURIComponent(name)}`

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Typed by hand, with a percent sign of its own.
    return text
  }
}

/**
 * The name in an address that `shelfPath`, `collectionPath` or `smartPath` made. Read from the address itself: the router's parameters are decoded as a whole address is,
 * which leaves `%2F` as it stands and cannot tell `%25` from `%`.
 */
export const shelfName = (pathname: string): string => decoded(pathname.split("/")[2] ?? "")

/** The text in an address that `searchPath` made; `query` is the address's own, as above. */
export const searchText = (query: string): string => new URLSearchParams(query).get("q") ?? ""

export const searchPath = (text: string): string => (text === "" ? paths.search : `${paths.search}?q=${encodeURIComponent(text)}`)

/** The releases that share a name: of an artist, a genre, a label or a descriptor. Dots alone have no address of their own: they are searched. */
export const shelfPath = (by: ShelfKind, name: string): string =>
  /^\.{1,2}$/.test(name) ? searchPath(name) : `/${by}s/${encodeURIComponent(name)}`
