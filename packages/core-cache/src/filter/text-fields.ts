/** The text fields of releases and tracks (R9), and how the filter language calls them. */

/**
 * `any` is what bare words are looked for in: `title`, `artist` or `releaseTitle`. What is of the release a track has from it; of a track's
 * own fields a release has those of all its tracks.
 *
 * - `title`, `path`: of what is listed, release or track; the path from the library's root, separated by `/`
 * - `artist`: any credit on the release or the track. `main` to `djmixer`: the same, in that role. Names are found by their main names, too.
 * - `genre`: genres and secondary genres, and all above them in the genre tree
 * - dates are text as they are shown
 */
export type TextField = keyof typeof textFieldNames

/** The names in the language; the first is printed. None: bare words. */
export const textFieldNames = {
  any: ["any"],
  title: ["title"],
  trackTitle: ["tracktitle", "song"],
  releaseTitle: ["release", "album"],
  artist: ["artist"],
  releaseArtist: ["releaseartist", "albumartist"],
  trackArtist: ["trackartist"],
  main: ["main"],
  guest: ["guest"],
  remixer: ["remixer"],
  producer: ["producer"],
  composer: ["composer"],
  conductor: ["conductor"],
  djmixer: ["djmixer"],
  genre: ["genre"],
  descriptor: ["descriptor"],
  label: ["label"],
  catalogNumber: ["catalog"],
  edition: ["edition"],
  path: ["path"],
  format: ["format"],
  trackNumber: ["tracknumber"],
  discNumber: ["discnumber"],
  releaseDate: ["releasedate"],
  originalDate: ["originaldate"],
  compositionDate: ["compositiondate"]
} as const satisfies Readonly<Record<string, ReadonlyArray<string>>>

/** The fields of releases and tracks in which a filter can look for text. */
export const textFields = Object.keys(textFieldNames) as ReadonlyArray<TextField>
