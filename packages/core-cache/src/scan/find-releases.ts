/**
 * Which directories are releases: a pure function of what the walk saw.
 *
 * `flat` (the format of rosé): every child directory of the root that holds audio at any depth; files in the root are ignored.
 * `nested`: a directory that holds audio, or whose audio-bearing children are all named like discs and hold audio themselves; or one
 * with a datafile and no audio of its own, for its whole subtree; everything above is a container. Loose files of the root are one
 * unit (the reader groups them by album); so may those of a directory be. What it does not do: look into files.
 */
import type { Walk } from "@deadwax/core-async"
import type { Layout } from "../model/model.ts"
import { type ContentRules, classifyName } from "./entry-names.ts"
import { compareBytewise, directoryOf, nameOf } from "./paths.ts"

/** One release as found. `audio`, `datafiles` and `covers` are indexes into the walk's arrays, in path order. */
export interface FoundRelease {
  readonly directory: string
  readonly isLoose: boolean
  /** All of its audio lies in one directory, and no datafile makes it one release: it may be several, as its files' album titles say. */
  readonly mayBeSplit: boolean
  readonly audio: ReadonlyArray<number>
  readonly datafiles: ReadonlyArray<number>
  readonly covers: ReadonlyArray<number>
}

// A disc's name starts with the word; a number may follow at once, a letter or Roman number only apart; then perhaps a subtitle.
const discName =
  /^(?:cd|dis[ck]|dvd|lp|vol(?:ume|\.)?|(?:digital )?side)(?:[ ._-]*#?\d{1,3}|[ ._-]+#?(?:[a-z]|[ivx]{1,4}))(?:$|[ ._:([-].*$)/i

/** Is this directory name one of a disc (`CD1`, `Disc 02`, `Disk 3 - Live`, `Vol. 2`, `Side B`)? */
export const isDiscName = (name: string): boolean => discName.test(name)

interface Directory {
  hasAudio: boolean
  hasAudioBelow: boolean
  hasDatafile: boolean
  readonly children: Set<string>
}

/** Sorts a walk's audio into releases, ordered bytewise by directory. */
export const findReleases = (walk: Walk, layout: Layout, rules: ContentRules): ReadonlyArray<FoundRelease> => {
  const kinds = walk.paths.map((path) => classifyName(nameOf(path), rules))
  const roots = layout === "flat" ? undefined : releaseRoots(indexDirectories(walk, kinds))
  const releases = new Map<string, Mutable<FoundRelease>>()
  for (let i = 0; i < walk.paths.length; i++) {
    const path = walk.paths[i]!
    const owner = roots === undefined ? flatOwner(path) : nestedOwner(path, roots)
    if (owner !== undefined) place(releases, owner, i, kinds[i])
  }
  const found = [...releases.values()].filter((release) => release.audio.length > 0)
  for (const release of found) {
    sortByPath(release, walk)
    release.mayBeSplit = layout === "nested" && isOfOneDirectory(release, walk)
  }
  return found.sort((a, b) => compareBytewise(a.directory, b.directory))
}

const isOfOneDirectory = ({ directory, isLoose, audio, datafiles }: FoundRelease, walk: Walk): boolean =>
  !isLoose && datafiles.length === 0 && audio.every((index) => directoryOf(walk.paths[index]!) === directory)

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyArray<infer A> ? Array<A> : T[K] }

const flatOwner = (path: string): string | undefined => {
  const slash = path.indexOf("/")
  return slash < 0 ? undefined : path.slice(0, slash)
}

/** The nearest release at or above a file; "" for loose files of the root. */
const nestedOwner = (path: string, roots: ReadonlySet<string>): string | undefined => {
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    if (directory === "") return path.includes("/") ? undefined : ""
    if (roots.has(directory)) return directory
  }
}

const place = (
  releases: Map<string, Mutable<FoundRelease>>,
  directory: string,
  index: number,
  kind: ReturnType<typeof classifyName>
): void => {
  if (kind === undefined || kind === "lyrics") return
  let release = releases.get(directory)
  if (release === undefined) {
    release = { directory, isLoose: directory === "", mayBeSplit: false, audio: [], datafiles: [], covers: [] }
    releases.set(directory, release)
  }
  if (kind === "audio") release.audio.push(index)
  else if (kind === "datafile") release.datafiles.push(index)
  else release.covers.push(index)
}

const sortByPath = (release: Mutable<FoundRelease>, walk: Walk): void => {
  // All of them begin with its directory.
  const from = release.directory.length
  const byPath = (a: number, b: number) => compareBytewise(walk.paths[a]!, walk.paths[b]!, from)
  release.audio.sort(byPath)
  release.datafiles.sort(byPath)
  release.covers.sort(byPath)
}

const indexDirectories = (walk: Walk, kinds: ReadonlyArray<ReturnType<typeof classifyName>>): ReadonlyMap<string, Directory> => {
  const directories = new Map<string, Directory>()
  for (const [i, path] of walk.paths.entries()) {
    const kind = kinds[i]
    if (kind !== "audio" && kind !== "datafile") continue
    const directory = enter(directories, directoryOf(path))
    if (kind === "audio") directory.hasAudio = true
    else directory.hasDatafile = true
    if (kind === "audio") markAbove(directories, directoryOf(path))
  }
  return directories
}

const enter = (directories: Map<string, Directory>, path: string): Directory => {
  const known = directories.get(path)
  if (known !== undefined) return known
  const directory: Directory = { hasAudio: false, hasAudioBelow: false, hasDatafile: false, children: new Set() }
  directories.set(path, directory)
  if (path !== "") enter(directories, directoryOf(path)).children.add(path)
  return directory
}

const markAbove = (directories: Map<string, Directory>, path: string): void => {
  for (let at = path; ; at = directoryOf(at)) {
    const directory = enter(directories, at)
    if (directory.hasAudioBelow) return
    directory.hasAudioBelow = true
    if (at === "") return
  }
}

/** The directories that are releases, each for its whole subtree as far as no other release lies below. */
const releaseRoots = (directories: ReadonlyMap<string, Directory>): ReadonlySet<string> => {
  const roots = new Set<string>()
  if (directories.has("")) visit("", directories, roots)
  return roots
}

const visit = (path: string, directories: ReadonlyMap<string, Directory>, roots: Set<string>): void => {
  const directory = directories.get(path)!
  const bearing = [...directory.children].filter((child) => directories.get(child)!.hasAudioBelow)
  const isDiscSet = path !== "" && bearing.length > 0 && bearing.every((child) => isDiscOf(child, directories))
  const isWhole = path !== "" && directory.hasDatafile && !directory.hasAudio && !isDiscSet
  if (path !== "" && (directory.hasAudio || isDiscSet || isWhole)) roots.add(path)
  if (isDiscSet) return
  // A scan makes datafiles where audio is, so they must not change what lies below: only where no audio is, a datafile takes all of
  // the subtree, down to the next datafile.
  for (const child of bearing) {
    if (isWhole) visitMarked(child, directories, roots)
    else visit(child, directories, roots)
  }
}

const visitMarked = (path: string, directories: ReadonlyMap<string, Directory>, roots: Set<string>): void => {
  const directory = directories.get(path)!
  if (directory.hasDatafile) visit(path, directories, roots)
  else for (const child of directory.children) visitMarked(child, directories, roots)
}

const isDiscOf = (path: string, directories: ReadonlyMap<string, Directory>): boolean => {
  const directory = directories.get(path)!
  return isDiscName(nameOf(path)) && directory.hasAudio && !directory.hasDatafile
}
