/** Removes what is known of releases whose directory is gone, without looking at any other. */
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import { checkOnline } from "./online.ts"
import { absolutePath } from "./paths.ts"
import { runScan, type ScanTarget } from "./scan.ts"

/**
 * Looks for each release's directory (of loose files, for each file) and scans those that are gone. Answers how many releases went. What
 * moved is not found at its new place by this: a scan of the whole library does that.
 */
export const evictNonexistentReleases = Effect.fnUntraced(function* (target: ScanTarget) {
  const files = yield* Files
  const { cache, library } = target
  yield* checkOnline(target)
  const before = yield* attempt(() => readPlaces(target))
  const gone: Array<string> = []
  for (const paths of before.values()) {
    const infos = yield* Effect.forEach(paths, (path) => Effect.option(files.stat(absolutePath(library.root, path))))
    // A path that cannot be looked at is not one that is gone.
    if (infos.every((info) => info._tag === "Some" && info.value === undefined)) gone.push(...paths)
  }
  if (gone.length === 0) return 0
  yield* runScan(target, { directories: gone.map((path) => absolutePath(library.root, path)) })
  const ids = yield* attempt(() => new Set(cache.prepare("select id from releases").values().flat()))
  return [...before.keys()].filter((id) => !ids.has(id)).length
})

/** By release id, the paths of which one must be there. */
const readPlaces = ({ cache }: ScanTarget): ReadonlyMap<string, ReadonlyArray<string>> => {
  const rows = cache
    .prepare(
      `select releases.id, case kind when 1 then tracks.source_path else releases.source_path end
      from releases join tracks on release_no = releases.no where releases.source_path < '/' or releases.source_path >= '0'`
    )
    .values() as Array<[string, string]>
  const places = new Map<string, Array<string>>()
  for (const [id, path] of rows) {
    const paths = places.get(id) ?? []
    places.set(id, paths)
    if (!paths.includes(path)) paths.push(path)
  }
  return places
}
