/** Who holds an id is known from the cache; whether the holder is still there must be looked for where this scan does not look anyway. */
import { type FileInfo, Files, type Walk } from "@deadwax/core-async"
import { type ReadOutcome, readTagsAtOnce } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { attempt } from "../cache-error.ts"
import { datafileId } from "../identity/datafile.ts"
import { trackKind } from "../identity/issued-ids.ts"
import { type TrackStamp, trackStamp } from "./cached-state.ts"
import type { DiffOptions } from "./diff.ts"
import { absolutePath, nameOf } from "./paths.ts"
import { holdsAnother, type ScanRun } from "./scan-run.ts"

/**
 * Does the original of a copy still hold its id? A track: its file is there and as it was. A release: by the claims that all of this scan
 * goes by. Asked only for copies, so the index of the walk is made when the first one asks.
 */
export const holders = (
  walk: Walk,
  before: ScanRun["before"],
  isInScope: (path: string) => boolean,
  releases: { readonly claims: ReadonlyMap<string, string>; readonly lastSeenAt: (id: string) => string | undefined }
): DiffOptions["isHeld"] => {
  let indexes: ReadonlyMap<string, number> | undefined
  return (kind, id, path) => {
    if (kind === "release") return (releases.claims.get(id) ?? lastHolder(releases, id) ?? path) !== path
    indexes ??= new Map(walk.paths.map((seen, index) => [seen, index]))
    const original = before().get(id)
    if (original === undefined) return false
    const index = indexes.get(original.path)
    if (index === undefined) return !isInScope(original.path)
    return walk.sizesBytes[index] === original.sizeBytes && walk.modifiedAtUs[index] === original.modifiedAtUs
  }
}

// An original that lost its datafile a moment ago is in doubt itself: its copy stays one until that is decided.
const lastHolder = ({ claims, lastSeenAt }: Parameters<typeof holders>[3], id: string): string | undefined => {
  const last = lastSeenAt(id)
  return last !== undefined && holdsAnother(claims, id, last) ? undefined : last
}

/**
 * Looks whether holders outside the scope are still there; the ids of those that are not are free, and of those whose file is not what it
 * was and by its content is another track's.
 */
export const verifyClaims = Effect.fnUntraced(function* (
  run: ScanRun,
  kind: "tracks" | "releases",
  holders: ReadonlySet<string>
) {
  const files = yield* Files
  const gone = new Set<string>()
  const changed: Array<TrackStamp> = []
  for (const path of holders) {
    const info = yield* Effect.catch(files.stat(absolutePath(run.library.root, path)), () => Effect.succeed("unknown" as const))
    const track = yield* attempt(() => trackStamp(run.store.cache, path))
    if (info === undefined) gone.add(path)
    else if (info !== "unknown" && track !== undefined && isChanged(track, info)) changed.push(track)
  }
  for (const path of yield* readOthers(run, changed)) gone.add(path)
  if (gone.size === 0) return
  const claims = run.claims[kind]
  for (const [id, path] of claims) if (gone.has(path)) claims.delete(id)
})

// What is its track in doubt is looked at, too: the track may be the other file that asks.
const isChanged = (track: TrackStamp, info: Pick<FileInfo, "sizeBytes" | "modifiedAtUs">): boolean =>
  track.isDoubtful || info.sizeBytes !== track.sizeBytes || info.modifiedAtUs !== track.modifiedAtUs

/** Of files that changed: the paths of those that are not the track any more that they were. */
const readOthers = Effect.fnUntraced(function* (run: ScanRun, tracks: ReadonlyArray<TrackStamp>) {
  const files = yield* Files
  const paths = tracks.map(({ path }) => absolutePath(run.library.root, path))
  const results = yield* files.readEach(paths, (file) => readTagsAtOnce(file, { essence: true, quick: run.isQuick }))
  return tracks.flatMap((track, i) => {
    const result = results[i]!
    return Result.isSuccess(result) && isAnother(run, track.id, result.success) ? [track.path] : []
  })
})

/**
 * An embedded id decides; else the sound does, where the track's is known: a file whose sound cannot be told is not that track, while the
 * file that asks may sound just like it. What is no audio (any more) is no track.
 */
const isAnother = (run: ScanRun, id: string, outcome: ReadOutcome): boolean => {
  if (!outcome.ok) return outcome.reason === "corrupt" || outcome.reason === "not-audio"
  const embedded = outcome.tags.ids.track
  if (embedded !== null) return run.ids.survivorOf(trackKind, embedded) !== run.ids.survivorOf(trackKind, id)
  const before = run.traces.of(id)?.essence ?? null
  return before !== null && before !== (outcome.essence ?? null)
}

/** The same for directories whose datafile names a release that the cache knows elsewhere, outside the scope. */
export const verifyReleases = Effect.fnUntraced(function* (run: ScanRun) {
  const outside = new Set<string>()
  for (const release of run.found) {
    const datafile = release.datafiles[0]
    const id = datafile === undefined ? undefined : datafileId(nameOf(run.walk.paths[datafile]!))
    const holder = id === undefined ? undefined : run.claims.releases.get(id)
    if (holder !== undefined && holder !== release.directory && !run.isInScope(holder)) outside.add(holder)
  }
  yield* verifyClaims(run, "releases", outside)
})
