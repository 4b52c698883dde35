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
  [paths.collages, "Collages"],
  [paths.favorites, "Favourites"]
] as const

export const ofTracks = [
  [paths.favorites, "Favourites"],
  [paths.played, "Recently played"],
  [paths.mostPlayed, "Most played"],
  [paths.added, "Recently added"]
] as const
