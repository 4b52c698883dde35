/** Views that belong together: beside one another in the navigation of a desk, one tab on a phone. */
import { paths } from "./paths.ts"

export const ofReleases = [
  [paths.albums, "Albums"],
  [paths.artists, "Artists"],
  [paths.genres, "Genres"],
  [paths.labels, "Labels"]
] as const

export const ofCollections = [
  [paths.playlists, "Playlists"],
  [paths.collages, "Collages"]
] as const
