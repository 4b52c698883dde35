/**
 * Where a new file is to lie: beside the tracks of its release where the library has that, else in a directory of its own, both named by the
 * templates. Looks at the cache alone; whether a name is free is for the disk to say.
 */
import { type AudioTags, formatArtists, withDefaults } from "@deadwax/core-tags"
import { roles } from "../artists/roles.ts"
import type { Artists, Release, Track } from "../model/model.ts"
import { extensionPart, fitName } from "../naming/fit-name.ts"
import { defaultNaming, parseTemplates, releaseName, trackName } from "../naming/names.ts"
import { plainRelease, plainTrack } from "../naming/plain.ts"
import { absolutePath, directoryOf, isParked, stemOf } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { foldText } from "../search/fold.ts"
import { discKey } from "../tracks/track-order.ts"

export interface Placing {
  /** Absolute; may not be there yet. */
  readonly directory: string
  /** With its extension; may be taken. */
  readonly name: string
  /** The longest name, without extension. */
  readonly maxBytes: number
}

/** `given`: the file's own name. `to`: where the user wants it, under that name. */
export const planPlace = (target: ScanTarget, tags: AudioTags, given: string, to: string | undefined): Placing => {
  const naming = target.naming ?? defaultNaming
  const maxBytes = naming.maxFilenameBytes
  if (to !== undefined) return { directory: to.replace(/(?<=.)\/+$/, ""), name: given, maxBytes }
  const { root } = target.library
  const { release, track } = planned(tags, target.naming !== undefined)
  const templates = parseTemplates(naming.templates)
  const stem = fitName(trackName(templates, release, track), maxBytes) ?? stemOf(given)
  const known = directoryOfRelease(target, tags)
  const made = () => fitName(releaseName(templates, release), maxBytes) ?? "Unknown Release"
  return { directory: absolutePath(root, known ?? made()), name: `${stem}${extensionPart(given)}`, maxBytes }
}

/** The directory, relative to the root, of the release that the file belongs to: of its disc, where discs have their own. */
const directoryOfRelease = ({ cache }: ScanTarget, tags: AudioTags): string | undefined => {
  if (tags.releaseTitle === null) return undefined
  const rows = cache
    .prepare(
      `select no, source_path, release_date from releases
      where kind = 0 and sort_title = ? and sort_artist = ? order by release_date is not ?, source_path`
    )
    .values(foldText(tags.releaseTitle), foldText(formatArtists(tags.releaseArtists)), tags.releaseDate) as Array<
    [number, string, string | null]
  >
  // Another date is another edition, unless one of the two does not say.
  const found = rows.find(
    ([, path, date]) => !isParked(path) && (date === tags.releaseDate || date === null || tags.releaseDate === null)
  )
  if (found === undefined) return undefined
  const tracks = cache
    .prepare("select source_path, disc_number from tracks where release_no = ? order by source_path")
    .values(found[0]) as Array<[string, string]>
  const disc = discKey(withDefaults(tags).discNumber)
  const beside = tracks.find(([path, number]) => !isParked(path) && discKey(number) === disc)
  return beside === undefined ? found[1] : directoryOf(beside[0])
}

/** The release and the track as a scan would have them. A mark of new ones only where later scans take it away again. */
const planned = (tags: AudioTags, isRenaming: boolean): { readonly release: Release; readonly track: Track } => {
  const { title, releaseTitle, releaseType, trackNumber, discNumber } = withDefaults(tags)
  const release: Release = {
    ...plainRelease,
    title: releaseTitle,
    type: releaseType,
    releaseDate: tags.releaseDate,
    originalDate: tags.originalDate,
    compositionDate: tags.compositionDate,
    catalogNumber: tags.catalogNumber,
    edition: tags.edition,
    isNew: isRenaming,
    discTotal: Math.max(1, tags.discTotal ?? 1),
    genres: tags.genres,
    secondaryGenres: tags.secondaryGenres,
    descriptors: tags.descriptors,
    labels: tags.labels,
    artists: creditsOf(tags.releaseArtists)
  }
  return { release, track: { ...plainTrack, title, trackNumber, discNumber, artists: creditsOf(tags.artists) } }
}

const creditsOf = (artists: AudioTags["artists"]): Artists =>
  Object.fromEntries(roles.map((role) => [role, artists[role].map((name) => ({ name, alias: false }))])) as unknown as Artists
