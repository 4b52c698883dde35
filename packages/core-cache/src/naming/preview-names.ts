/**
 * What a scan would rename, with nothing renamed: the same look at each release and the same plan, in the same order, on the disk as it
 * would be after the releases before. So the preview is what happens, as long as nobody changes the files meanwhile.
 */
import type { FileError } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import { checkOnline } from "../scan/online.ts"
import { absolutePath, directoryOf } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { isThereOnDisk, lookAtRelease, type NamingTarget } from "./look-at-release.ts"
import type { MarkedRelease } from "./marks.ts"
import { type Naming, parseTemplates } from "./names.ts"
import { planRenames, type RenamePlan } from "./plan-renames.ts"

/** One path and what it would become, both absolute. */
export interface PathPreview {
  readonly from: string
  readonly to: string
}

/** One release that would be renamed; `files`: those of its files that would get another path inside it. */
export interface NamePreview extends PathPreview {
  readonly id: string
  readonly files: ReadonlyArray<PathPreview>
}

/** `more`: there are others that would be renamed, too. */
export interface NamesPreview {
  readonly releases: ReadonlyArray<NamePreview>
  readonly more: boolean
}

/** Previews up to `limit` releases that these rules would rename; nothing is changed. */
export const previewNames = Effect.fnUntraced(function* (target: ScanTarget, naming: Naming, limit: number) {
  yield* checkOnline(target)
  const all = yield* attempt(
    () =>
      target.cache
        .prepare("select no, id, source_path as path from releases where kind = 0 order by source_path")
        .all() as unknown as ReadonlyArray<MarkedRelease>
  )
  const looking: NamingTarget = { ...target, naming, templates: parseTemplates(naming.templates) }
  const disk = { claimed: new Set<string>(), left: new Set<string>() }
  const releases: Array<NamePreview> = []
  for (const release of all) {
    const preview = yield* previewRelease(looking, release, disk).pipe(
      Effect.catch((error) => (error._tag === "FileError" ? unseen(error) : Effect.fail(error)))
    )
    if (preview === undefined) continue
    if (releases.length >= limit) return { releases, more: true } satisfies NamesPreview
    releases.push(preview)
  }
  return { releases, more: false } satisfies NamesPreview
})

// What vanished since the last scan is not renamed either.
const unseen = (error: FileError): Effect.Effect<undefined, CacheError> =>
  error.reason === "not-found"
    ? Effect.succeed(undefined)
    : Effect.fail(
        new CacheError({
          reason: "storage",
          message: `cannot look at ${error.path} (${error.reason})`,
          remedy: "Check its permissions.",
          path: error.path,
          cause: error
        })
      )

const previewRelease = Effect.fnUntraced(function* (
  target: NamingTarget,
  release: MarkedRelease,
  disk: { readonly claimed: Set<string>; readonly left: Set<string> }
) {
  const isThere = (path: string) => {
    if (disk.claimed.has(path)) return Effect.succeed(true)
    return disk.left.has(path) ? Effect.succeed(false) : isThereOnDisk(path)
  }
  const looked = yield* lookAtRelease(target, release, isThere)
  if (looked === undefined) return undefined
  const plan = planRenames(looked.input)
  const parent = directoryOf(release.path)
  const from = absolutePath(target.library.root, release.path)
  const to = absolutePath(target.library.root, parent === "" ? plan.name : `${parent}/${plan.name}`)
  const files = filePreviews(plan, from, to)
  if (from === to && files.length === 0) return undefined
  if (from !== to) {
    disk.left.add(from)
    disk.claimed.delete(from)
    disk.claimed.add(to)
  }
  return { id: release.id, from, to, files } satisfies NamePreview
})

/** First and last place of each file: a move aside on the way is nobody's business. */
const filePreviews = (plan: RenamePlan, from: string, to: string): ReadonlyArray<PathPreview> => {
  const origins = new Map<string, string>()
  for (const move of [...plan.moves, ...plan.closings]) {
    const origin = origins.get(move.from) ?? move.from
    origins.delete(move.from)
    origins.set(move.to, origin)
  }
  return [...origins].map(([last, first]) => ({ from: `${from}/${first}`, to: `${to}/${last}` }))
}
