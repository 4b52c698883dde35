/** What lies in `!collages` or `!playlists`: the files of collections, and the pictures beside them. */
import { Files, type Walk } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { fromFile } from "../cache-error.ts"
import type { Library } from "../model/model.ts"
import type { ContentRules } from "../scan/entry-names.ts"
import { absolutePath, compareBytewise } from "../scan/paths.ts"
import { type CollectionKind, collectionName, playlistKind } from "./kind.ts"
import type { CoverStamp, FileStamp } from "./store-collection.ts"

/** A collection as the directory shows it. */
export interface FoundCollection {
  readonly name: string
  readonly stamp: FileStamp
  readonly cover: CoverStamp | undefined
}

export interface FoundCollections {
  readonly collections: ReadonlyMap<string, FoundCollection>
  /** All pictures that belong to a name, whether there is such a playlist or not; in path order. */
  readonly covers: ReadonlyMap<string, ReadonlyArray<CoverStamp>>
  readonly problems: Walk["problems"]
}

const nothing: FoundCollections = { collections: new Map(), covers: new Map(), problems: [] }

/** The playlist that a picture belongs to, by its name; undefined when its extension is none of a picture's. */
const coverOwner = (fileName: string, rules: ContentRules): string | undefined => {
  const dot = fileName.lastIndexOf(".")
  if (dot <= 0 || fileName.startsWith("._")) return undefined
  return rules.validArtExts.includes(fileName.slice(dot + 1).toLowerCase()) ? fileName.slice(0, dot) : undefined
}

/** Reads the directory; one that is not there is empty, one that is a link is no part of the library and is told as a problem. */
export const findCollections = Effect.fnUntraced(function* (library: Library, rules: ContentRules, kind: CollectionKind) {
  const files = yield* Files
  const directory = absolutePath(library.root, kind.directory)
  const info = yield* Effect.mapError(files.stat(directory), fromFile(`read ${kind.directory}`))
  if (info === undefined) return nothing
  const real = yield* Effect.mapError(files.realPath(directory), fromFile(`read ${kind.directory}`))
  if (real !== directory || info.kind !== "directory")
    return { ...nothing, problems: [{ path: kind.directory, reason: "outside-root" as const }] }
  const isWanted = (name: string) =>
    collectionName(name) !== undefined || (kind === playlistKind && coverOwner(name, rules) !== undefined)
  const walk = yield* files
    .walk(directory, { enter: () => false, wants: isWanted })
    .pipe(
      Effect.catch((error) =>
        error.reason === "not-found" ? Effect.succeed(undefined) : Effect.fail(fromFile(`read ${kind.directory}`)(error))
      )
    )
  return walk === undefined ? nothing : sorted(walk, rules, kind)
})

const sorted = (walk: Walk, rules: ContentRules, kind: CollectionKind): FoundCollections => {
  const order = walk.paths.map((_, i) => i).sort((a, b) => compareBytewise(walk.paths[a]!, walk.paths[b]!))
  const covers = new Map<string, Array<CoverStamp>>()
  const collections = new Map<string, FoundCollection>()
  for (const i of order) {
    const path = walk.paths[i]!
    const owner = kind === playlistKind ? coverOwner(path, rules) : undefined
    if (owner === undefined) continue
    const cover = { path: `${kind.directory}/${path}`, modifiedAtUs: walk.modifiedAtUs[i]! }
    covers.set(owner, [...(covers.get(owner) ?? []), cover])
  }
  for (const i of order) {
    const name = collectionName(walk.paths[i]!)
    if (name === undefined) continue
    const stamp = { sizeBytes: walk.sizesBytes[i]!, modifiedAtUs: walk.modifiedAtUs[i]! }
    collections.set(name, { name, stamp, cover: covers.get(name)?.[0] })
  }
  const problems = walk.problems.map((problem) => ({ ...problem, path: `${kind.directory}/${problem.path}` }))
  return { collections, covers, problems }
}
