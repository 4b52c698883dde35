/**
 * Where a new file is to lie: beside the tracks of its release where the library has that, else in a directory of its own, both named by the
 * templates, as a scan of the file there would have them. Looks at the cache alone; whether a name is free is for the disk to say.
 */
import { type AudioTags, formatArtists, withDefaults } from "@deadwax/core-tags"
import { roles } from "../artists/roles.ts"
import type { Artists, Release, Track } from "../model/model.ts"
import { candidateName, extensionPart, fitName } from "../naming/fit-name.ts"
import { defaultNaming, type Naming, parseTemplates, releaseName, trackName } from "../naming/names.ts"
import { plainRelease, plainTrack } from "../naming/plain.ts"
import { untitled } from "../releases/release-fields.ts"
import { absolutePath, directoryOf, isBelow, isParked, stemOf } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { foldText } from "../search/fold.ts"
import { discKey } from "../tracks/track-order.ts"

/** A library that takes files in. */
export interface PlacingTarget extends ScanTarget {
  /** How files from elsewhere are named; undefined: as those that are here. */
  readonly placing?: Naming | undefined
}

/** Where a file is to lie. */
export interface Placing {
  /** May not be there yet. */
  readonly directory: string
  /** With its extension; may be taken. */
  readonly name: string
  /** The longest name, without extension. */
  readonly maxBytes: number
}

/** `given`: the file's own name. `to`: where the user wants it, under that name. */
export const planPlace = (target: PlacingTarget, tags: AudioTags, given: string, to: string | undefined): Placing => {
  const maxBytes = placingOf(target).maxFilenameBytes
  if (to !== undefined) return { directory: to.replace(/(?<=.)\/+$/, ""), name: given, maxBytes }
  const { directory, ...placing } = planPlaceBelow(target, tags, given, "")
  return { ...placing, directory: absolutePath(target.library.root, directory) }
}

const placingOf = ({ placing, naming }: PlacingTarget): Naming => placing ?? naming ?? defaultNaming

/**
 * The same below a directory of the library, relative to the root as the answer's ("" is the root itself): a release that lies elsewhere is
 * another one.
 */
export const planPlaceBelow = (target: PlacingTarget, tags: AudioTags, given: string, below: string): Placing => {
  const { templates: texts, maxFilenameBytes: maxBytes } = placingOf(target)
  const { release, track } = planned(tags, target.naming !== undefined)
  const templates = parseTemplates(texts)
  const stem = fitName(trackName(templates, release, track), maxBytes) ?? stemOf(given)
  const made = () => ownDirectory(target, tags, below, fitName(releaseName(templates, release), maxBytes) ?? untitled, maxBytes)
  const directory = directoryOfRelease(target, tags, below) ?? made()
  return { directory, name: `${stem}${extensionPart(given)}`, maxBytes }
}

const isWithin = (path: string, below: string): boolean => path === below || isBelow(path, below)

/** Whose release a file is where it is alone: as a scan has it, by the track's own artists where no file names the release's. */
const creditedArtists = ({ releaseArtists, artists }: AudioTags): AudioTags["artists"] =>
  roles.some((role) => releaseArtists[role].length > 0) ? releaseArtists : { ...releaseArtists, main: artists.main }

/** Releases that the file may belong to; of those without credits of their own (tracks of several artists) only where it has none either. */
const releasesLike = ({ cache }: ScanTarget, tags: AudioTags): ReadonlyArray<{ no: number; path: string }> => {
  const { releaseTitle } = withDefaults(tags)
  const artists = [creditedArtists(tags), tags.releaseArtists].map((credit) => foldText(formatArtists(credit)))
  const rows = cache
    .prepare(
      `select no, source_path, release_date from releases
      where kind = 0 and sort_title = ? and sort_artist in (?, ?) order by sort_artist is not ?, release_date is not ?, source_path`
    )
    .values(foldText(releaseTitle), artists[0]!, artists[1]!, artists[0]!, tags.releaseDate) as Array<
    [number, string, string | null]
  >
  // Another date is another edition, unless one of the two does not say.
  const isEdition = (date: string | null) => date === tags.releaseDate || date === null || tags.releaseDate === null
  return rows.filter(([, path, date]) => !isParked(path) && isEdition(date)).map(([no, path]) => ({ no, path }))
}

/** The directory, relative to the root, of the release that the file belongs to: of its disc, where discs have their own. */
const directoryOfRelease = (target: ScanTarget, tags: AudioTags, below: string): string | undefined => {
  // Files without album title are of one release only where a directory says so, and not because they say nothing.
  const found = tags.releaseTitle === null ? undefined : releasesLike(target, tags).find(({ path }) => isWithin(path, below))
  if (found === undefined) return undefined
  const tracks = target.cache
    .prepare("select source_path, disc_number from tracks where release_no = ? order by source_path")
    .values(found.no) as Array<[string, string]>
  const disc = discKey(withDefaults(tags).discNumber)
  const beside = tracks.find(([path, number]) => !isParked(path) && discKey(number) === disc)
  return beside === undefined ? found.path : directoryOf(beside[0])
}

/** A directory by this name that holds no other release, numbered as a renaming scan numbers one whose name is taken. */
const ownDirectory = (target: ScanTarget, tags: AudioTags, below: string, name: string, maxBytes: number): string => {
  const own = new Set(releasesLike(target, tags).map(({ path }) => path))
  const release = target.cache.prepare("select 1 as one from releases where kind = 0 and source_path = ?")
  for (let number = 1; ; number++) {
    const fitted = candidateName({ stem: name, extension: "" }, number, maxBytes)
    const candidate = below === "" ? fitted : `${below}/${fitted}`
    if (own.has(candidate) || release.get(candidate) === undefined) return candidate
  }
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
    artists: creditsOf(creditedArtists(tags))
  }
  return { release, track: { ...plainTrack, title, trackNumber, discNumber, artists: creditsOf(tags.artists) } }
}

const creditsOf = (artists: AudioTags["artists"]): Artists =>
  Object.fromEntries(roles.map((role) => [role, artists[role].map((name) => ({ name, alias: false }))])) as unknown as Artists
