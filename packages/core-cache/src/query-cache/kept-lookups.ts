/**
 * One release or track by what a person has of it: its id, an id that was merged into it, or its absolute path. That there is none is kept
 * as well.
 */
import { type IdKind, releaseKind, trackKind } from "../identity/issued-ids.ts"
import type { Release, Track } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { findReleaseNo } from "../releases/read-releases.ts"
import { findTrackNo } from "../tracks/read-tracks.ts"
import type { Condition } from "./conditions.ts"
import { ofAll, ofEntity, ofReleaseField, ofTrackField } from "./dependency.ts"
import { entitiesOf } from "./kept-entities.ts"
import type { Entities } from "./list-page.ts"
import type { Read } from "./queries.ts"

/** What a name stands for. `merges`: by which state of the merged ids; undefined: without asking for those. */
interface Resolved {
  readonly no: number | undefined
  readonly merges: number | undefined
}

interface Kind {
  readonly idKind: IdKind
  readonly entity: "release" | "track"
  readonly findNo: (reader: Reader, idOrPath: string) => number | undefined
  /** What is not there now, and what is not there under its own name, may come. */
  readonly coming: ReadonlyArray<Condition>
}

const trackLookup: Kind = {
  idKind: trackKind,
  entity: "track",
  findNo: findTrackNo,
  coming: [ofAll("tracks"), ofTrackField("sourcePath")]
}

const releaseLookup: Kind = {
  idKind: releaseKind,
  entity: "release",
  findNo: findReleaseNo,
  coming: [ofAll("releases"), ofReleaseField("sourcePath")]
}

/** One track. */
export const askTrack = (reader: Reader, query: string, idOrPath: string): Track | undefined =>
  askOne(reader, trackLookup, `${query} ${idOrPath}`, idOrPath, entitiesOf(reader).tracks)

/** One release with its tracks in disc and track order. */
export const askRelease = (reader: Reader, query: string, idOrPath: string): Release | undefined =>
  askOne(reader, releaseLookup, `${query} ${idOrPath}`, idOrPath, entitiesOf(reader).releasesWithTracks)

const askOne = <A>(reader: Reader, kind: Kind, key: string, idOrPath: string, entities: Entities<A>): A | undefined => {
  const { queries } = reader
  const kept = queries.find<Resolved>(key)
  const isGood = kept !== undefined && (kept.merges === undefined || kept.merges === reader.merges())
  if (isGood) {
    if (kept.no === undefined) return undefined
    const found = entities.find([kept.no])
    if (found !== undefined) return found[0]
  }
  return queries.inSnapshot(() => {
    const { no } = queries.renew(key, resolving(reader, kind, idOrPath))
    return no === undefined ? undefined : entities.read([no])[0]
  })
}

/** Looks at once, since it depends on what is found how long that holds. */
const resolving = (reader: Reader, kind: Kind, idOrPath: string): Read<Resolved> => {
  const direct = kind.findNo(reader, idOrPath)
  const bytesOf = () => 200
  if (direct !== undefined) {
    return { condition: ofEntity(kind.entity, direct), read: () => ({ no: direct, merges: undefined }), bytesOf }
  }
  // Counted before it is asked: a merge in between is noticed.
  const merges = reader.merges()
  const no = kind.findNo(reader, reader.survivorOf(kind.idKind, idOrPath))
  const found = no === undefined ? [] : [ofEntity(kind.entity, no)]
  return { condition: { every: [...kind.coming, ...found] }, read: () => ({ no, merges }), bytesOf }
}
