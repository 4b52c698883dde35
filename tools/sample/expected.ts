/** Turns the descriptions into `expected.json`: what `inspect`, a scan and a search of the sample should answer. */
import { type Collection, collections } from "./collections.ts"
import { type ReleaseFacts, type RoleName, type Roles, roleNames, type SampleRelease, type SampleTrack } from "./model.ts"
import { searches } from "./searches.ts"
import { encodings } from "./sound.ts"

/** Readers differ in what they take for the length of lossy sound: with or without the encoder's delay and padding. */
const durationToleranceMs = { mp3: 80, flac: 1, m4a: 30, "ogg-vorbis": 5, opus: 10 } as const

const inside = (directory: string, path: string): string => (directory === "" ? path : `${directory}/${path}`)

const properties = (track: SampleTrack) => {
  const encoding = encodings[track.written.as]
  return {
    format: encoding.format,
    sampleRateHz: encoding.sampleRateHz,
    channels: encoding.channels,
    ...(encoding.bitrateKbps === null ? {} : { bitrateKbps: encoding.bitrateKbps })
  }
}

const inspectionOf = (root: string, release: SampleRelease, track: SampleTrack) => ({
  path: `${root}/${inside(release.directory, track.path)}`,
  ...track.expected,
  ...properties(track),
  durationMs: Math.round(track.seconds * 1000),
  ...(track.lrc === undefined ? {} : { sidecarLyrics: true })
})

type Credited = ReadonlyArray<{ readonly name: string; readonly alias: boolean }>

const named = (roles: Roles): Record<string, Credited> =>
  Object.fromEntries(roleNames.map((role): [RoleName, Credited] => [role, roles[role].map((name) => ({ name, alias: false }))]))

const discOf = (track: SampleTrack): string => track.expected.discNumber ?? "1"

const trackOf = (release: SampleRelease, track: SampleTrack) => ({
  sourcePath: inside(release.directory, track.path),
  title: track.expected.title ?? "Unknown Title",
  trackNumber: track.expected.trackNumber ?? "1",
  trackTotal: release.tracks.filter((other) => discOf(other) === discOf(track)).length,
  discNumber: discOf(track),
  discTotal: release.facts.discTotal ?? 1,
  durationSeconds: Math.round(track.seconds),
  artists: named(track.expected.artists),
  ...properties(track),
  embeddedIds: track.expected.ids
})

const factsOf = (facts: ReleaseFacts) => ({
  title: facts.title,
  type: facts.type,
  releaseDate: facts.releaseDate,
  originalDate: facts.originalDate ?? null,
  compositionDate: facts.compositionDate ?? null,
  catalogNumber: facts.catalogNumber ?? null,
  edition: facts.edition ?? null,
  discTotal: facts.discTotal ?? 1,
  genres: facts.genres ?? [],
  secondaryGenres: facts.secondaryGenres ?? [],
  descriptors: facts.descriptors ?? [],
  labels: facts.labels ?? [],
  artists: named(facts.artists)
})

const releaseOf = (release: SampleRelease) => ({
  ...(release.directory === "" ? {} : { sourcePath: release.directory }),
  shows: release.shows,
  layouts: release.layouts,
  datafileId: release.datafile?.id ?? null,
  ...(release.datafile === undefined ? {} : { addedAt: release.datafile.addedAt }),
  isNew: release.datafile?.isNew ?? true,
  coverPath: release.facts.cover === null ? null : inside(release.directory, release.facts.cover),
  ...factsOf(release.facts),
  trackTotal: release.tracks.length,
  durationSeconds: release.tracks.reduce((sum, track) => sum + Math.round(track.seconds), 0),
  tracks: release.tracks.map((track) => trackOf(release, track))
})

/** A list's order: by source path, bytewise. */
const byPath = (a: SampleRelease, b: SampleRelease): number => Buffer.compare(Buffer.from(a.directory), Buffer.from(b.directory))

const collectionOf = (collection: Collection) => ({
  name: collection.name,
  path: `!${collection.kind}s/${collection.name}.toml`,
  coverPath: collection.cover === undefined ? null : `!${collection.kind}s/${collection.name}.${collection.cover.extension}`,
  count: collection.items.length,
  missing: collection.items.filter((item) => item.missing).length,
  items: collection.items.map((item, i) => ({ ...item, position: i + 1 }))
})

/** A library of the sample: its directory below `sample/`, and all that lies in it. */
export interface SampleLibrary {
  readonly root: string
  readonly releases: ReadonlyArray<SampleRelease>
}

const libraryOf = (library: SampleLibrary) => ({
  root: library.root,
  releases: library.releases
    .filter((release) => release.layouts.length > 0)
    .sort(byPath)
    .map(releaseOf)
})

export const expectedOf = (flat: SampleLibrary, others: ReadonlyArray<SampleLibrary>) => ({
  about: "What a reader, a scan and a search of this sample must answer; made by tools/sample/make.ts, explained in README.md.",
  durationToleranceMs,
  inspections: [flat, ...others].flatMap(({ root, releases }) =>
    releases.flatMap((release) => release.tracks.map((track) => inspectionOf(root, release, track)))
  ),
  libraries: [flat, ...others].map(libraryOf),
  collages: collections.filter(({ kind }) => kind === "collage").map(collectionOf),
  playlists: collections.filter(({ kind }) => kind === "playlist").map(collectionOf),
  searches
})
