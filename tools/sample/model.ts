/**
 * How the sample library is described: for every file the tags as they are written, field by field, and beside them what a reader should
 * answer. Both are written by hand, so that the expectation is not our reader's own opinion.
 */
import type { Id3Frame, Id3Version, Id3v1 } from "../bench/tags/id3.ts"
import type { Mp4Item } from "../bench/tags/mp4.ts"
import type { Comment } from "../bench/tags/vorbis-comments.ts"
import type { SoundName } from "./sound.ts"

export const roleNames = ["main", "guest", "remixer", "producer", "composer", "conductor", "djmixer"] as const
export type RoleName = (typeof roleNames)[number]
export type Roles = Readonly<Record<RoleName, ReadonlyArray<string>>>

/** Roles with the others empty. */
export const roles = (some: Partial<Roles>): Roles => ({
  main: [],
  guest: [],
  remixer: [],
  producer: [],
  composer: [],
  conductor: [],
  djmixer: [],
  ...some
})

export const by = (...main: ReadonlyArray<string>): Roles => roles({ main })

export interface ReplayGain {
  readonly trackGainDb: number | null
  readonly trackPeak: number | null
  readonly albumGainDb: number | null
  readonly albumPeak: number | null
}

export interface MusicBrainz {
  readonly recordingId: string | null
  readonly trackId: string | null
  readonly releaseId: string | null
  readonly releaseGroupId: string | null
  readonly artistIds: ReadonlyArray<string>
  readonly releaseArtistIds: ReadonlyArray<string>
}

/** What the tags of a file say; absent is null or empty. What its audio is comes from the description of the sound. */
export interface Tags {
  readonly title: string | null
  readonly artists: Roles
  readonly releaseTitle: string | null
  readonly releaseArtists: Roles
  readonly releaseType: string | null
  readonly releaseDate: string | null
  readonly originalDate: string | null
  readonly compositionDate: string | null
  readonly trackNumber: string | null
  readonly trackTotal: number | null
  readonly discNumber: string | null
  readonly discTotal: number | null
  readonly genres: ReadonlyArray<string>
  readonly secondaryGenres: ReadonlyArray<string>
  readonly descriptors: ReadonlyArray<string>
  readonly labels: ReadonlyArray<string>
  readonly catalogNumber: string | null
  readonly edition: string | null
  readonly hasCover: boolean
  /** Embedded ones; a `.lrc` beside the file is no tag. */
  readonly hasLyrics: boolean
  readonly replayGain: ReplayGain | null
  readonly musicBrainz: MusicBrainz | null
  readonly ids: { readonly track: string | null; readonly release: string | null }
}

export const noTags: Tags = {
  title: null,
  artists: roles({}),
  releaseTitle: null,
  releaseArtists: roles({}),
  releaseType: null,
  releaseDate: null,
  originalDate: null,
  compositionDate: null,
  trackNumber: null,
  trackTotal: null,
  discNumber: null,
  discTotal: null,
  genres: [],
  secondaryGenres: [],
  descriptors: [],
  labels: [],
  catalogNumber: null,
  edition: null,
  hasCover: false,
  hasLyrics: false,
  replayGain: null,
  musicBrainz: null,
  ids: { track: null, release: null }
}

/** A picture as it is embedded or laid beside the files; `picture.ts` makes it by name. */
export type PictureName =
  | "lanterns.jpg"
  | "wires.jpg"
  | "tides.png"
  | "aquarium.png"
  | "garden.jpg"
  | "water.png"
  | "bloom.jpg"
  | "cinema.jpg"

/** The container, its tags, and what only that container can have. */
export type Written =
  | {
      readonly as: "mp3"
      readonly version: Id3Version
      readonly frames: ReadonlyArray<Id3Frame>
      /** Bytes that belong neither to the tag nor to the audio, between the two. */
      readonly junkBytes?: number
      readonly id3v1?: Id3v1
      /** No ID3v2 tag at all. */
      readonly bare?: boolean
    }
  | { readonly as: "flac" | "ogg" | "opus"; readonly comments: ReadonlyArray<Comment> }
  | { readonly as: "m4a" | "alac"; readonly items: ReadonlyArray<Mp4Item>; readonly moovFirst?: boolean }

export interface SampleTrack {
  /** Relative to the release's directory. */
  readonly path: string
  readonly sound: SoundName
  readonly seconds: number
  readonly written: Written
  readonly picture?: PictureName
  readonly expected: Tags
  /** Text of a `.lrc` file of the same stem. */
  readonly lrc?: string
}

/** Fields of a release that are not the first track's that has them, or that files alone cannot tell. */
export interface ReleaseFacts {
  readonly title: string
  readonly type: string
  readonly artists: Roles
  readonly releaseDate: string | null
  readonly originalDate?: string | null
  readonly compositionDate?: string | null
  readonly catalogNumber?: string | null
  readonly edition?: string | null
  readonly genres?: ReadonlyArray<string>
  readonly secondaryGenres?: ReadonlyArray<string>
  readonly descriptors?: ReadonlyArray<string>
  readonly labels?: ReadonlyArray<string>
  readonly discTotal?: number
  /** Relative to the release's directory; null: no cover file. */
  readonly cover: string | null
}

export interface SampleRelease {
  /** Relative to the library; "" for the files in its root. */
  readonly directory: string
  /** In which layouts a scan finds it. */
  readonly layouts: ReadonlyArray<"flat" | "nested">
  /** One line: what it is there to show. */
  readonly shows: string
  readonly facts: ReleaseFacts
  readonly datafile?: { readonly id: string; readonly isNew: boolean; readonly addedAt: string }
  /** In the order in which a library lists them. */
  readonly tracks: ReadonlyArray<SampleTrack>
  /** Pictures by file name. */
  readonly pictures?: Readonly<Record<string, PictureName>>
}
