/** The app's addresses. */

export const paths = {
  albums: "/",
  tracks: "/tracks",
  search: "/search",
  library: "/library",
  playing: "/playing"
} as const

export const releasePath = (id: string): string => `/releases/${encodeURIComponent(id)}`

export const searchPath = (text: string): string => (text === "" ? paths.search : `${paths.search}?q=${encodeURIComponent(text)}`)
