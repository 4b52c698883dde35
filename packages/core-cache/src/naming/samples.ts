/** Made-up releases that show what templates give: a new single, an album with guests, a box of several discs. */
import { noArtists, type roles } from "../artists/roles.ts"
import type { Artists, Release, Track } from "../model/model.ts"
import { fitName } from "./fit-name.ts"
import { type Naming, parseTemplates, releaseName, trackName } from "./names.ts"
import { plainRelease, plainTrack } from "./plain.ts"

/** The names that the templates give to one made-up release. */
export interface SampleNames {
  readonly release: string
  readonly tracks: ReadonlyArray<string>
}

type Credits = Partial<Record<(typeof roles)[number], ReadonlyArray<string>>>

const artistsOf = (credits: Credits): Artists => {
  const artists = noArtists()
  for (const [role, names] of Object.entries(credits) as ReadonlyArray<readonly [keyof typeof artists, ReadonlyArray<string>]>)
    artists[role].push(...names.map((name) => ({ name, alias: false })))
  return artists
}

const trackOf = (disc: string, number: string, title: string, credits: Credits): Track => ({
  ...plainTrack,
  title,
  trackNumber: number,
  discNumber: disc,
  artists: artistsOf(credits)
})

const reds = { main: ["The Satellite Reds"] }
const lantern = { main: ["Ana Łuk", "Mira Solvang"] }
const tides = { composer: ["Ilse Brandt"], main: ["Orchestra Meridian"], conductor: ["Jonas Veld"] }

const samples: ReadonlyArray<readonly [release: Release, tracks: ReadonlyArray<Track>]> = [
  [
    { ...plainRelease, title: "Velvet", type: "single", releaseDate: "1989-03-01", isNew: true, artists: artistsOf(reds) },
    [trackOf("1", "1", "Velvet", reds), trackOf("1", "2", "Velvet / Night Version", { ...reds, guest: ["Nova Kite"] })]
  ],
  [
    { ...plainRelease, title: "Lanterns: Over Water?", releaseDate: "2015", labels: ["Moss"], artists: artistsOf(lantern) },
    [trackOf("1", "A1", "Café Olé", lantern)]
  ],
  [
    { ...plainRelease, title: "The Tidal Symphonies", discTotal: 2, edition: "Box", artists: artistsOf(tides) },
    [trackOf("2", "1", "Symphony No. 2: Undertow", tides)]
  ]
]

/** What these rules make of the samples. */
export const sampleNames = (naming: Naming): ReadonlyArray<SampleNames> => {
  const templates = parseTemplates(naming.templates)
  const fit = (name: string) => fitName(name, naming.maxFilenameBytes) ?? ""
  return samples.map(([release, tracks]) => ({
    release: fit(releaseName(templates, release)),
    tracks: tracks.map((track) => `${fit(trackName(templates, release, track))}.flac`)
  }))
}
