/**
 * What a made-up library holds, before a byte of it is written: a pure function of the options, so that a test can ask what it should find.
 *
 * Artists follow Zipf's law, formats the shares of the benchmarks (40 % mp3, 40 % flac, 10 % m4a, 5 % ogg, 5 % opus, by release), the
 * number of tracks is the same for every release, so that totals are known without counting.
 */
import { type Random, seeded, seededUuid, seededUuid4, zipf } from "./random.ts"
import { descriptorNames, genreNames, inventArtists, inventLabel, inventTitle } from "./vocabulary.ts"

export type SampleFormat = "mp3" | "flac" | "m4a" | "ogg" | "opus"

export interface PlanOptions {
  readonly releases: number
  readonly tracksPerRelease: number
  /** Ids in the tags and a datafile in every release. Default false. */
  readonly withIds?: boolean
  /** `flat`: one directory a release; `nested`: Artist/Album, discs in directories of their own. Default flat. */
  readonly layout?: "flat" | "nested"
  /** Default 1. */
  readonly seed?: number
}

export interface PlannedTrack {
  /** Relative to the library, "/"-separated. */
  readonly path: string
  readonly title: string
  /** The artist field: the main artist, at times with a guest in the grammar of the format. */
  readonly credit: string
  readonly main: string
  readonly guest: string | null
  readonly trackNumber: number
  readonly trackTotal: number
  readonly discNumber: number
  readonly trackGainDb: number
  readonly recordingId: string
  /** Makes the file's audio its own. */
  readonly mark: Uint8Array
  readonly id: string | null
}

export interface PlannedRelease {
  /** Relative to the library. */
  readonly directory: string
  readonly format: SampleFormat
  readonly title: string
  readonly artist: string
  readonly type: string
  readonly date: string
  readonly originalDate: string | null
  readonly genres: ReadonlyArray<string>
  readonly descriptors: ReadonlyArray<string>
  readonly labels: ReadonlyArray<string>
  readonly catalogNumber: string | null
  readonly edition: string | null
  readonly discTotal: number
  readonly musicBrainzReleaseId: string | null
  /** Also inside the files, not only beside them. */
  readonly embedsCover: boolean
  /** Given only with ids: the datafile's name and contents come from these. */
  readonly id: string | null
  readonly isNew: boolean
  readonly addedAt: string
  readonly tracks: ReadonlyArray<PlannedTrack>
}

// Twenty releases hold the shares exactly; the order inside the twenty is mixed.
const formatsOfTwenty: ReadonlyArray<SampleFormat> = [..."mfmfmfmfamfmfmfmfaov"].map(
  (letter) => ({ m: "mp3", f: "flac", a: "m4a", o: "ogg", v: "opus" })[letter] as SampleFormat
)

const types = [
  "album",
  "album",
  "album",
  "album",
  "album",
  "single",
  "ep",
  "ep",
  "compilation",
  "live",
  "soundtrack",
  "remix",
  "mixtape"
]

const firstAddedMs = Date.UTC(2021, 0, 1)

const two = (n: number): string => String(n).padStart(2, "0")

const inventDate = (random: Random): string => {
  const year = 1960 + random.below(65)
  const month = two(1 + random.below(12))
  return random.chance(40) ? `${year}` : random.chance(15) ? `${year}-${month}` : `${year}-${month}-${two(1 + random.below(28))}`
}

/** A name that every file system takes. */
const fileNameOf = (text: string): string =>
  text
    .replace(/[:?<>\\*|"/]+/g, "_")
    .replace(/\s+/g, " ")
    .trim()

/** All releases in order; each is planned when asked for, so that a million tracks need no memory. */
export function* planLibrary(options: PlanOptions): Generator<PlannedRelease> {
  const random = seeded(options.seed ?? 1)
  const artists = inventArtists(random, Math.max(3, Math.ceil(options.releases * 0.5)))
  const nextArtist = zipf(random, artists.length)
  const nextGenre = zipf(random, genreNames.length)
  const context: Context = {
    options,
    random,
    artist: () => artists[nextArtist()] ?? "",
    genre: () => genreNames[nextGenre()] ?? "",
    taken: new Set()
  }
  for (let index = 0; index < options.releases; index++) yield planRelease(context, index)
}

interface Context {
  readonly options: PlanOptions
  readonly random: Random
  readonly artist: () => string
  readonly genre: () => string
  /** Directories given so far, in lower case: file systems that ignore case must hold them all. */
  readonly taken: Set<string>
}

const planRelease = (context: Context, index: number): PlannedRelease => {
  const { options, random } = context
  const format = formatsOfTwenty[index % 20] ?? "mp3"
  const title = inventTitle(random)
  const artist = context.artist()
  const date = inventDate(random)
  const type = random.pick(types)
  const discTotal = options.tracksPerRelease >= 4 && random.chance(12) ? 2 : 1
  const timeMs = firstAddedMs + index * 3_600_000
  const directory = freeDirectory(context, artist, date, title)
  return {
    directory,
    format,
    title,
    artist,
    type,
    date,
    originalDate: random.chance(15) ? `${Number(date.slice(0, 4)) - random.below(10)}` : null,
    genres: distinct([
      context.genre(),
      ...(random.chance(60) ? [context.genre()] : []),
      ...(random.chance(20) ? [context.genre()] : [])
    ]),
    descriptors: random.chance(30) ? [random.pick(descriptorNames)] : [],
    labels: random.chance(70) ? distinct([inventLabel(random), ...(random.chance(10) ? [inventLabel(random)] : [])]) : [],
    catalogNumber: random.chance(50) ? `DW-${1000 + random.below(9000)}` : null,
    edition: random.chance(8) ? "Deluxe Edition" : null,
    discTotal,
    musicBrainzReleaseId: random.chance(40) ? seededUuid4(random) : null,
    embedsCover: random.chance(50),
    id: options.withIds === true ? seededUuid(random, timeMs) : null,
    isNew: random.chance(30),
    addedAt: `${new Date(timeMs).toISOString().slice(0, 19)}+00:00`,
    tracks: planTracks(context, { directory, format, artist, discTotal, timeMs })
  }
}

const distinct = (values: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(values)]

const freeDirectory = (context: Context, artist: string, date: string, title: string): string => {
  const year = date.slice(0, 4)
  const wanted =
    context.options.layout === "nested"
      ? `${fileNameOf(artist)}/${year} - ${fileNameOf(title)}`
      : fileNameOf(`${artist} - ${year}. ${title}`)
  let directory = wanted
  for (let n = 2; context.taken.has(directory.toLowerCase()); n++) directory = `${wanted} [${n}]`
  context.taken.add(directory.toLowerCase())
  return directory
}

interface ReleaseSeed {
  readonly directory: string
  readonly format: SampleFormat
  readonly artist: string
  readonly discTotal: number
  readonly timeMs: number
}

const planTracks = (context: Context, release: ReleaseSeed): ReadonlyArray<PlannedTrack> => {
  const { options, random } = context
  const perDisc = Math.ceil(options.tracksPerRelease / release.discTotal)
  return Array.from({ length: options.tracksPerRelease }, (_, i) => {
    const discNumber = 1 + Math.floor(i / perDisc)
    const trackNumber = 1 + (i % perDisc)
    const title = inventTitle(random)
    const guest = random.chance(12) ? context.artist() : null
    const folder = options.layout === "nested" && release.discTotal > 1 ? `CD${discNumber}/` : ""
    const number = release.discTotal > 1 && folder === "" ? `${two(discNumber)}-${two(trackNumber)}` : two(trackNumber)
    return {
      path: `${release.directory}/${folder}${number}. ${fileNameOf(title)}.${release.format}`,
      title,
      credit: guest === null || guest === release.artist ? release.artist : `${release.artist} feat. ${guest}`,
      main: release.artist,
      guest: guest === release.artist ? null : guest,
      trackNumber,
      trackTotal: discNumber < release.discTotal ? perDisc : options.tracksPerRelease - perDisc * (release.discTotal - 1),
      discNumber,
      trackGainDb: -random.below(1200) / 100,
      recordingId: seededUuid4(random),
      mark: random.bytes(16),
      id: options.withIds === true ? seededUuid(random, release.timeMs + i) : null
    }
  })
}
