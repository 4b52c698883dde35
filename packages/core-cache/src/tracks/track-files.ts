/** Which files the tracks are: read whole, for who compares all of them with something. */
import type { Database } from "@deadwax/core-async"
import { readMeta } from "../store/meta.ts"

/** A track's file as the last scan saw it. */
export interface TrackFile {
  readonly trackId: string
  /** Relative to the library's root. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/** One state of the tracks' files, also over restarts: while it is the same, so are they. It may change without them. */
export const trackFilesVersion = (cache: Database): string =>
  `${readMeta(cache, "generation") ?? ""}.${readMeta(cache, "sequence") ?? "0"}`

/** Every track that is where the cache says. A path with a slash in front is one that a scan is just giving up. */
export const readTrackFiles = (cache: Database): ReadonlyArray<TrackFile> =>
  cache
    .prepare("select id, source_path, size_bytes, modified_us from tracks where source_path not like '/%'")
    .values()
    .map(([trackId, path, sizeBytes, modifiedAtUs]) => ({
      trackId: String(trackId),
      path: String(path),
      sizeBytes: Number(sizeBytes),
      modifiedAtUs: Number(modifiedAtUs)
    }))
