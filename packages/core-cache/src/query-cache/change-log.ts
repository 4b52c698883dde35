/**
 * Which releases and tracks the latest writes changed, by number: what is looked at anew to bring a kept list up to date. It may name more
 * than have changed, never fewer; what it cannot tell any more, or what is too much to be worth it, is undefined.
 */
import type { WriteRecord } from "../store/change.ts"

/** Releases and tracks that changed, came or went, each once. */
export interface ChangedEntities {
  readonly releases: ReadonlyArray<number>
  readonly tracks: ReadonlyArray<number>
  /** Of the tracks: those that they belong, or belonged, to. */
  readonly releasesOfTracks: ReadonlyArray<number>
}

export interface ChangeLog {
  /** A write was applied to the versions, whose epoch is this since. */
  readonly add: (epoch: number, record: WriteRecord) => void
  /** Up to this epoch anything may have changed. */
  readonly forget: (epoch: number) => void
  /** What changed after this epoch; undefined: it is not told. */
  readonly since: (epoch: number) => ChangedEntities | undefined
}

interface Logged extends ChangedEntities {
  readonly epoch: number
}

/** So many writes are remembered. */
const mostWrites = 256

/** More entities than these are not told: a list is as soon read as so many of its members are put in their places one by one. */
export const mostMended = 64

/** Makes one that knows of nothing before epoch 0. */
export const makeChangeLog = (most = mostWrites): ChangeLog => {
  let writes: Array<Logged> = []
  let floor = -1
  return {
    add: (epoch, record) => {
      writes.push({ epoch, ...entitiesIn(record) })
      if (writes.length <= most) return
      floor = writes[writes.length - most - 1]!.epoch
      writes = writes.slice(-most)
    },
    forget: (epoch) => {
      writes = []
      floor = epoch
    },
    since: (epoch) => (epoch < floor ? undefined : join(writes.filter((write) => write.epoch > epoch)))
  }
}

const entitiesIn = ({ changes }: WriteRecord): ChangedEntities => {
  const tracks = changes.filter((change) => change.kind === "track")
  return {
    releases: changes.flatMap((change) => (change.kind === "release" ? [change.no] : [])),
    tracks: tracks.map(({ no }) => no),
    releasesOfTracks: tracks.flatMap(({ releaseNos }) => releaseNos)
  }
}

const join = (writes: ReadonlyArray<ChangedEntities>): ChangedEntities | undefined => {
  const [releases, tracks, releasesOfTracks] = (["releases", "tracks", "releasesOfTracks"] as const).map((key) => [
    ...new Set(writes.flatMap((write) => write[key]))
  ]) as [Array<number>, Array<number>, Array<number>]
  return releases.length + tracks.length > mostMended ? undefined : { releases, tracks, releasesOfTracks }
}
