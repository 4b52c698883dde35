/**
 * Where new files lie that are placed by the library's templates: music by its tags, and what belongs to music beside that.
 *
 * What makes it hard: a template sees one file, and an album is many. So of the music that lies together at the source, and is of one album and disc, the first by
 * its path says in which directory all of it lies. And a cover has no tags: it goes where the music goes that lies with it, if that is one place.
 */
import { compareBytewise, foldText } from "@deadwax/core-cache"
import { folderOf } from "../folder-of.ts"
import type { WantedPlace } from "./places.ts"
import { safeName } from "./safe-name.ts"

/** A song's place by the templates, with what tells whose album it is of. */
export interface NamedSong {
  /** At the source. */
  readonly path: string
  /** Relative to the root. */
  readonly directory: string
  readonly name: string
  readonly maxBytes: number
  readonly album: string
  readonly disc: string
}

/** What was placed before, asked piece by piece. */
export interface PlacedMusic {
  /** Directories here, up to two, of the music from below a directory of the source. */
  readonly directoriesOf: (remoteDirectory: string) => ReadonlyArray<string>
  /** Where the music lies that has this path at the source but for its extension. */
  readonly ofStem: (remoteStem: string) => string | undefined
}

const longestNameBytes = 255

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

const stemOf = (path: string): string => {
  const dot = path.lastIndexOf(".")
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path
}

const join = (directory: string, name: string): string => (directory === "" ? name : `${directory}/${name}`)

const safeDirectory = (directory: string): string => directory.split("/").map(directoryName).join("/")

const directoryName = (name: string): string => (name === "" ? "" : safeName(name))

const groupOf = ({ path, album, disc }: NamedSong): string => [folderOf(path), foldText(album), disc].join("\n")

/** Places of songs, by their paths at the source. */
export const placeSongs = (songs: ReadonlyArray<NamedSong>): ReadonlyMap<string, WantedPlace> => {
  const directories = new Map<string, string>()
  const sorted = songs.toSorted((a, b) => compareBytewise(a.path, b.path))
  for (const song of sorted) if (!directories.has(groupOf(song))) directories.set(groupOf(song), safeDirectory(song.directory))
  return new Map(
    sorted.map((song): [string, WantedPlace] => {
      const directory = directories.get(groupOf(song)) ?? song.directory
      return [song.path, { kind: "named", directory, name: safeName(song.name), maxBytes: song.maxBytes }]
    })
  )
}

/** In which directories the songs lie that come from below each directory of the source: two are as good as many. */
const directoriesBelow = (songs: ReadonlyMap<string, WantedPlace>): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const [path, place] of songs) {
    if (place.kind !== "named") continue
    for (let at = folderOf(path); at !== ""; at = folderOf(at)) {
      const directories = found.get(at) ?? new Set()
      found.set(at, directories)
      if (directories.size < 2) directories.add(place.directory)
    }
  }
  return found
}

/** A file that is named as a song is, as its lyrics are, is named after that here too. */
const besideSong = (path: string, stems: ReadonlyMap<string, string>, placed: PlacedMusic): WantedPlace | undefined => {
  const stem = stemOf(path)
  const song = stems.get(stem) ?? placed.ofStem(stem)
  if (song === undefined || stem === path) return undefined
  const name = safeName(`${stemOf(nameOf(song))}${path.slice(stem.length)}`)
  return { kind: "named", directory: folderOf(song), name, maxBytes: longestNameBytes }
}

/**
 * Places of what is no music, by their paths at the source: beside the song that it is named as, else in the one directory where the music of the
 * nearest directory above it lies, as deep as it lies below that. What has no such place is left out.
 */
export const placeCompanions = (
  paths: ReadonlyArray<string>,
  songs: ReadonlyMap<string, WantedPlace>,
  placed: PlacedMusic
): ReadonlyMap<string, WantedPlace> => {
  const below = directoriesBelow(songs)
  const stems = new Map(
    [...songs].map(([path, place]) => [stemOf(path), place.kind === "named" ? join(place.directory, place.name) : place.place])
  )
  const nearest = (path: string): WantedPlace | undefined => {
    for (let at = folderOf(path); at !== ""; at = folderOf(at)) {
      const directories = new Set([...(below.get(at) ?? []), ...placed.directoriesOf(at)])
      const [only] = directories
      if (directories.size > 1) return undefined
      if (only === undefined) continue
      const inner = folderOf(path.slice(at.length + 1))
      const directory = inner === "" ? only : join(only, safeDirectory(inner))
      return { kind: "named", directory, name: safeName(nameOf(path)), maxBytes: longestNameBytes }
    }
    return undefined
  }
  return new Map(
    paths.flatMap((path): ReadonlyArray<[string, WantedPlace]> => {
      const place = besideSong(path, stems, placed) ?? nearest(path)
      return place === undefined ? [] : [[path, place]]
    })
  )
}
