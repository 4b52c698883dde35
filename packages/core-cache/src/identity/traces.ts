/** What tells a track's recording besides its id (library.db): kept for every id, also of files that are gone. */
import type { Database } from "@deadwax/core-async"
import type { AudioTags } from "@deadwax/core-tags"

/** One track as its file was read last. */
export interface Trace {
  readonly trackId: string
  readonly releaseId: string
  readonly title: string
  readonly essence: string | null
  readonly musicbrainz: string | null
}

/** The traces as one scan asks for them. */
export interface Traces {
  readonly of: (trackId: string) => Trace | undefined
  /** Ids of tracks that had this essence, the longest known first. */
  readonly withEssence: (essence: string) => ReadonlyArray<string>
  readonly withMusicbrainz: (musicbrainz: string) => ReadonlyArray<string>
  /** Writes a trace unless it is there as it is. */
  readonly record: (trace: Trace) => void
}

const columns = "track_id as trackId, release_id as releaseId, title, essence, musicbrainz"

/** Opens the traces. A library that never gave an id is not asked. */
export const openTraces = (library: Database): Traces => {
  const wasEmpty = library.prepare("select 1 as one from traces limit 1").get() === undefined
  const ids = (column: "essence" | "musicbrainz", value: string): ReadonlyArray<string> =>
    wasEmpty
      ? []
      : (library
          .prepare(`select track_id from traces where ${column} = ? order by track_id`)
          .values(value)
          .flat() as Array<string>)
  const of = (trackId: string): Trace | undefined =>
    wasEmpty
      ? undefined
      : (library.prepare(`select ${columns} from traces where track_id = ?`).get(trackId) as unknown as Trace | undefined)
  return {
    of,
    withEssence: (essence) => ids("essence", essence),
    withMusicbrainz: (musicbrainz) => ids("musicbrainz", musicbrainz),
    record: (trace) => {
      if (!isEqual(of(trace.trackId), trace)) writeTrace(library, trace)
    }
  }
}

const isEqual = (a: Trace | undefined, b: Trace): boolean =>
  a !== undefined &&
  a.releaseId === b.releaseId &&
  a.title === b.title &&
  a.essence === b.essence &&
  a.musicbrainz === b.musicbrainz

const writeTrace = (library: Database, { trackId, releaseId, title, essence, musicbrainz }: Trace): void => {
  library
    .prepare(
      `insert into traces (track_id, release_id, title, essence, musicbrainz) values (?, ?, ?, ?, ?)
      on conflict (track_id) do update set release_id = excluded.release_id, title = excluded.title, essence = excluded.essence,
        musicbrainz = excluded.musicbrainz`
    )
    .run(trackId, releaseId, title, essence, musicbrainz)
}

/** A recording on a release, as MusicBrainz names them; one alone names no file. */
export const musicbrainzKey = ({ musicBrainz }: Pick<AudioTags, "musicBrainz">): string | null =>
  musicBrainz?.recordingId && musicBrainz.releaseId ? `${musicBrainz.recordingId}/${musicBrainz.releaseId}` : null
