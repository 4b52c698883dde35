/**
 * Gathers what the planner must know of one release: its names by the templates, and what stands on the disk around it. Nothing is
 * changed here. A release without datafile is left alone, since a directory that carries ids and no datafile looks like a copy in
 * progress after it moved; so is a copy of another release, until the user has decided about it, and one with symbolic links.
 */
import { type Database, type FileError, Files, type Walk } from "@deadwax/core-async"
import { isAudioPath } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import { attempt, type CacheError } from "../cache-error.ts"
import { isDirectoryIgnored } from "../ignoring/ignored-walk.ts"
import type { Library, Release, Track } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { findRelease } from "../releases/read-releases.ts"
import { type ContentRules, classifyName, decideEnter } from "../scan/entry-names.ts"
import { isDiscName } from "../scan/find-releases.ts"
import { absolutePath, directoryOf, isBelow, nameOf, stemOf } from "../scan/paths.ts"
import { isLyrics } from "../scan/sidecars.ts"
import { tracksOfRelease } from "../tracks/read-tracks.ts"
import { candidateName, fitName, foldName } from "./fit-name.ts"
import type { MarkedRelease } from "./marks.ts"
import { type Naming, releaseName, type Templates, trackName } from "./names.ts"
import type { FileToName, ReleaseToName } from "./plan-renames.ts"

/** What names are given by, and to what. */
export interface NamingTarget {
  readonly library: Library
  readonly rules: ContentRules
  readonly cache: Database
  readonly reader: Reader
  readonly naming: Naming
  readonly templates: Templates
}

/** One release, ready for the planner. */
export interface LookedAt {
  readonly input: ReleaseToName
  /** The directory's name by the template, where a scan would not find it. */
  readonly unfit: string | undefined
  readonly names: GivenNames
}

/** The names of a release and of its tracks by the templates. */
export interface GivenNames {
  readonly release: string
  /** By track id. */
  readonly tracks: ReadonlyMap<string, string>
}

/** How to ask whether something stands at an absolute path: the disk, or the disk as it will be. */
export type IsThere = (path: string) => Effect.Effect<boolean, FileError, Files>

export const isThereOnDisk: IsThere = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  return (yield* files.stat(path)) !== undefined
})

/** Looks at one release; undefined when it is left alone. `taken`: names beside it that turned out to be in use. */
export const lookAtRelease = Effect.fnUntraced(function* (
  target: NamingTarget,
  marked: MarkedRelease,
  isThere: IsThere,
  taken: ReadonlySet<string> = new Set()
): Effect.fn.Return<LookedAt | undefined, FileError | CacheError, Files> {
  const files = yield* Files
  const { library, naming, templates } = target
  const known = yield* attempt(() => readKnown(target, marked))
  if (known === undefined) return undefined
  const { release, tracks, hasOthersBelow } = known
  const walk = yield* files.walk(absolutePath(library.root, marked.path))
  if (yield* holdsSymbolicLink(walk)) return undefined
  const fitted = hasOthersBelow ? undefined : fitName(releaseName(templates, release), naming.maxFilenameBytes)
  const isFound = fitted === undefined || (yield* isFitDirectory(target, directoryOf(marked.path), fitted))
  const wanted = isFound ? fitted : undefined
  const beside = wanted === undefined ? taken : yield* takenBeside(target, marked.path, wanted, isThere, taken)
  const named = filesToName(target, marked.path, walk, release, tracks)
  const input: ReleaseToName = {
    name: nameOf(marked.path),
    wanted,
    files: named,
    isTakenBeside: (name) => beside.has(name),
    others: otherEntries(walk, named),
    maxBytes: naming.maxFilenameBytes,
    isFit: (name) => classifyName(name, target.rules) === "audio"
  }
  return { input, unfit: isFound ? undefined : fitted, names: namesByTemplates(templates, release, tracks) }
})

const namesByTemplates = (templates: Templates, release: Release, tracks: ReadonlyArray<Track>): GivenNames => ({
  release: releaseName(templates, release),
  tracks: new Map(tracks.map((track) => [track.id, trackName(templates, release, track)]))
})

/** Are the release, or those of its tracks that were named, called otherwise now? A release that is gone is not. */
export const isCalledOtherwise = (
  { reader, templates }: Pick<NamingTarget, "reader" | "templates">,
  { no, id }: Pick<MarkedRelease, "no" | "id">,
  given: GivenNames
): boolean => {
  const release = findRelease(reader, id)
  if (release === undefined) return false
  const now = namesByTemplates(templates, release, tracksOfRelease(reader, no))
  return now.release !== given.release || [...given.tracks].some(([track, name]) => (now.tracks.get(track) ?? name) !== name)
}

/** A symbolic link that leads elsewhere by a relative path would lead nowhere from another directory. */
const holdsSymbolicLink = Effect.fnUntraced(function* (walk: Walk) {
  const files = yield* Files
  if (walk.problems.some((problem) => problem.reason === "outside-root" || problem.reason === "vanished")) return true
  const linked = walk.paths.filter((_, index) => walk.linked[index] === 1)
  if (linked.length === 0) return false
  const real = yield* files.realPath(walk.root)
  for (const path of linked) if ((yield* files.realPath(`${walk.root}/${path}`)) !== `${real}/${path}`) return true
  return false
})

interface Known {
  readonly release: Release
  readonly tracks: ReadonlyArray<Track>
  readonly hasOthersBelow: boolean
}

const readKnown = ({ cache, library, reader }: NamingTarget, { no, id, path }: MarkedRelease): Known | undefined => {
  const row = cache.prepare("select kind, datafile_path, duplicate_of from releases where no = ?").get(no)
  const datafile = row?.["datafile_path"]
  if (row?.["kind"] !== 0 || row["duplicate_of"] !== null || typeof datafile !== "string") return undefined
  const release = findRelease(reader, id)
  const tracks = tracksOfRelease(reader, no)
  // Its directory was moved by hand since, or its files are parked: the next scan knows more.
  const directory = absolutePath(library.root, path)
  if (release === undefined || !isBelow(datafile, path) || !tracks.every((track) => isBelow(track.sourcePath, directory)))
    return undefined
  const other = cache.prepare(
    "select 1 as one from tracks where source_path > ? || '/' and source_path < ? || '0' and release_no <> ? limit 1"
  )
  return { release, tracks, hasOthersBelow: other.get(path, path, no) !== undefined }
}

/** Would a scan still find the release under this name, and take it for one? */
const isFitDirectory = Effect.fnUntraced(function* ({ library, rules }: NamingTarget, parent: string, name: string) {
  const path = parent === "" ? name : `${parent}/${name}`
  if (!decideEnter(rules)(name, path) || (library.layout === "nested" && isDiscName(name))) return false
  return !(yield* isDirectoryIgnored(library.root, path))
})

/** Which of the directory's candidates are in use, up to the first that is not. Another spelling of its own name is its own. */
const takenBeside = Effect.fnUntraced(function* (
  { library, naming }: NamingTarget,
  path: string,
  wanted: string,
  isThere: IsThere,
  known: ReadonlySet<string>
) {
  const taken = new Set(known)
  const name = nameOf(path)
  const parent = absolutePath(library.root, directoryOf(path))
  for (let number = 1; ; number++) {
    const candidate = candidateName({ stem: wanted, extension: "" }, number, naming.maxFilenameBytes)
    if (candidate === name) return taken
    if (!taken.has(candidate)) {
      if (foldName(candidate) === foldName(name) || !(yield* isThere(`${parent}/${candidate}`))) return taken
      taken.add(candidate)
    }
  }
})

const filesToName = (
  { library, naming, templates }: NamingTarget,
  path: string,
  walk: Walk,
  release: Release,
  tracks: ReadonlyArray<Track>
): ReadonlyArray<FileToName> => {
  const prefix = `${absolutePath(library.root, path)}/`
  const own = new Map(tracks.map((track) => [track.sourcePath.slice(prefix.length), track]))
  const sidecars = groupSidecars(walk.paths)
  // In the nested layout a file that no row is about would become a release of its own if the others left it alone in its directory.
  const isKept = library.layout === "nested" && walk.paths.some((file) => isAudioPath(file) && !own.has(file))
  return [...own].map(([file, track]) => ({
    path: file,
    wanted: isKept && file.includes("/") ? undefined : fitName(trackName(templates, release, track), naming.maxFilenameBytes),
    sidecars: sidecars.get(stemOf(file)) ?? []
  }))
}

const groupSidecars = (paths: ReadonlyArray<string>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const groups = new Map<string, Array<string>>()
  for (const path of paths) {
    if (!isLyrics(path)) continue
    const group = groups.get(stemOf(path))
    if (group === undefined) groups.set(stemOf(path), [path])
    else group.push(path)
  }
  return groups
}

/** What else stands in the release's own directory. */
const otherEntries = (walk: Walk, named: ReadonlyArray<FileToName>): ReadonlyArray<string> => {
  const own = new Set(named.flatMap((file) => [file.path, ...file.sidecars]))
  const all = [...walk.paths, ...walk.directories, ...walk.problems.map((problem) => problem.path)]
  return all.filter((path) => !path.includes("/") && !own.has(path))
}
