/** Tracks beside their releases, many at once. */
import type { Release, Track } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { releasesById } from "../releases/read-releases.ts"
import { tracksById } from "./read-tracks.ts"

/** A track, and the release that it is part of, without its tracks. */
export interface TrackOfRelease {
  readonly track: Track
  readonly release: Release
}

/** By the tracks' ids. A fixed number of statements, whatever the number of tracks. */
export const tracksOfReleases = (reader: Reader, trackIds: ReadonlyArray<string>): ReadonlyMap<string, TrackOfRelease> => {
  const tracks = tracksById(reader, trackIds)
  const releases = releasesById(reader, [...new Set([...tracks.values()].map(({ releaseId }) => releaseId))])
  return new Map(
    [...tracks].flatMap(([id, track]) => {
      const release = releases.get(track.releaseId)
      return release === undefined ? [] : [[id, { track, release }] as const]
    })
  )
}
