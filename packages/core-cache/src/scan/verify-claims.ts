/** Who holds an id is known from the cache; whether the holder is still there must be looked for where this scan does not look anyway. */
import { Files, type Walk } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { datafileId } from "../identity/datafile.ts"
import type { CachedState, CachedTrack } from "./cached-state.ts"
import type { DiffOptions } from "./diff.ts"
import { absolutePath, nameOf } from "./paths.ts"
import type { ScanRun } from "./scan-run.ts"

/**
 * Does the original of a copy still hold its id? A track: its file is there and as it was. A release: by the claims that all of this scan
 * goes by. Asked only for copies, so the index of the walk is made when the first one asks.
 */
export const holders = (
  walk: Walk,
  state: CachedState,
  isInScope: (path: string) => boolean,
  releases: ReadonlyMap<string, string>
): DiffOptions["isHeld"] => {
  let originals: ReadonlyMap<string, CachedTrack> | undefined
  let indexes: ReadonlyMap<string, number> | undefined
  return (kind, id, path) => {
    if (kind === "release") return (releases.get(id) ?? path) !== path
    originals ??= new Map([...state.tracks.values()].map((track) => [track.id, track]))
    indexes ??= new Map(walk.paths.map((seen, index) => [seen, index]))
    const original = originals.get(id)
    if (original === undefined) return false
    const index = indexes.get(original.path)
    if (index === undefined) return !isInScope(original.path)
    return walk.sizesBytes[index] === original.sizeBytes && walk.modifiedAtUs[index] === original.modifiedAtUs
  }
}

/** Looks whether holders outside the scope are still there; the ids of those that are not are free. */
export const verifyClaims = Effect.fnUntraced(function* (
  run: ScanRun,
  claims: Map<string, string>,
  holders: ReadonlySet<string>
) {
  const files = yield* Files
  const gone = new Set<string>()
  for (const path of holders) {
    const info = yield* Effect.catch(files.stat(absolutePath(run.library.root, path)), () => Effect.succeed("unknown" as const))
    if (info === undefined) gone.add(path)
  }
  for (const [id, path] of claims) if (gone.has(path)) claims.delete(id)
})

/** The same for directories whose datafile names a release that the cache knows elsewhere, outside the scope. */
export const verifyReleases = Effect.fnUntraced(function* (run: ScanRun) {
  const outside = new Set<string>()
  for (const release of run.found) {
    const datafile = release.datafiles[0]
    const id = datafile === undefined ? undefined : datafileId(nameOf(run.walk.paths[datafile]!))
    const holder = id === undefined ? undefined : run.claims.releases.get(id)
    if (holder !== undefined && holder !== release.directory && !run.isInScope(holder)) outside.add(holder)
  }
  yield* verifyClaims(run, run.claims.releases, outside)
})
