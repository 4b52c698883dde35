/**
 * What library.db learns of one release: which ids are where, what tells its tracks from others, and whose place an id has taken.
 * Runs in the transaction of its batch, before cache.db mentions any of it.
 */
import { localTimestamp } from "../identity/datafile.ts"
import {
  chosenState,
  ensureReleaseState,
  type IdKind,
  type ReleaseState,
  releaseKind,
  trackKind
} from "../identity/issued-ids.ts"
import { musicbrainzKey } from "../identity/traces.ts"
import type { TrackToStore } from "../tracks/store-track.ts"
import type { FileRead, ReleaseRead } from "./release-work.ts"
import type { Displaced, ScanRun } from "./scan-run.ts"
import type { Settled } from "./take-results.ts"

/** One release as it is to be recorded; `files` and `tracks` stand side by side. */
export interface Recording {
  readonly release: Settled
  readonly path: string
  /** The release that it was before. */
  readonly known: string | null
  readonly files: ReadonlyArray<FileRead>
  readonly tracks: ReadonlyArray<TrackToStore>
  readonly read: ReleaseRead
  /** Numbers of the cached tracks that are as they were. */
  readonly kept: ReadonlyArray<number>
}

/** Writes the ids to library.db; answers the release's state where no datafile holds it, or where the user chose another. */
export const recordIds = (run: ScanRun, recording: Recording): ReleaseState | undefined => {
  const { release, path, files, tracks, read } = recording
  const nowUs = run.nowMs * 1000
  noteDisplacedRelease(run, recording)
  const { id, duplicateOf: copiedId } = release
  run.ids.record(releaseKind, id, path, nowUs, { isEmbedded: read.datafile !== null && copiedId === null, copiedId })
  for (const [i, track] of tracks.entries()) {
    const file = files[i]!
    noteDisplacedTrack(run, track)
    const isEmbedded = track.id === file.trackId && (file.idFrom === "file" || file.isWritten)
    run.ids.record(trackKind, track.id, track.path, nowUs, { isEmbedded, copiedId: track.duplicateOf })
    const { essence, tags } = track
    run.traces.record({
      trackId: track.id,
      releaseId: release.id,
      title: tags.title ?? "",
      // What it sounded like before is what the track is found by, until the doubt is decided.
      essence: track.isDoubtful ? (run.traces.of(track.id)?.essence ?? essence) : essence,
      musicbrainz: musicbrainzKey(tags)
    })
  }
  moveKept(run, recording)
  const isComplete = read.datafile !== null && read.datafile.addedAt !== null
  if (isComplete) return run.library.identity === "fingerprint" ? chosenState(run.userDb, release.id) : undefined
  return ensureReleaseState(run.userDb, release.id, localTimestamp(run.nowMs))
}

/** Tracks that were not read again belong to the release under whatever id it has now. */
const moveKept = (run: ScanRun, { release, kept }: Recording): void => {
  const numbers = new Set(kept)
  if (numbers.size === 0) return
  for (const track of run.state.tracks.values()) {
    const trace = numbers.has(track.no) ? run.traces.of(track.id) : undefined
    if (trace !== undefined && trace.releaseId !== release.id) run.traces.record({ ...trace, releaseId: release.id })
  }
}

/** Another id at a track's path, with the same sound: another program gave the file a new one, or a copy has taken its original's. */
const noteDisplacedTrack = (run: ScanRun, track: TrackToStore): void => {
  if (track.essence === null || run.ids.lastPathOf(trackKind, track.id) === track.path) return
  const before = run.strays.ownTracks.get(track.path) ?? run.ids.knownIdOf(trackKind, track.path)
  if (before === null || before === track.id || run.traces.of(before)?.essence !== track.essence) return
  run.displaced.push(displacement(run, trackKind, before, track.id))
}

/** Another id at a release's path, with at least half of the tracks that the former one had there. */
const noteDisplacedRelease = (run: ScanRun, { release, path, known: before, tracks, kept }: Recording): void => {
  if (run.ids.lastPathOf(releaseKind, release.id) === path) return
  if (before === null || before === release.id) return
  const formerId = ({ path }: TrackToStore) => run.strays.ownTracks.get(path) ?? run.ids.knownIdOf(trackKind, path)
  const formerOf = (track: TrackToStore) => run.traces.of(formerId(track) ?? track.id)?.releaseId
  const stayed = tracks.filter((track) => formerOf(track) === before).length + kept.length
  if (stayed * 2 >= tracks.length + kept.length) run.displaced.push(displacement(run, releaseKind, before, release.id))
}

const displacement = (run: ScanRun, kind: IdKind, id: string, by: string): Displaced => ({
  kind,
  id,
  by,
  lastPath: run.ids.lastPathOf(kind, id)
})
