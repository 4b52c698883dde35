/**
 * Which names a release's directory and files get, and by which moves, in an order in which no move meets a name that is still in use.
 * Pure: it knows the disk only by what it is told. Two names that differ in case or Unicode form alone count as one, whatever the
 * disk: a library may be copied to one that takes them for the same.
 *
 * What makes it hard: files of a release may want each other's names, in chains and in circles; and planning again after the moves must
 * find nothing to do, also where several files want one name.
 */
import { directoryOf, nameOf } from "../scan/paths.ts"
import { byteLength, candidateName, cutName, extensionPart, foldName } from "./fit-name.ts"

/** One audio file of the release. Paths are relative to the release's directory. */
export interface FileToName {
  readonly path: string
  /** Its fitted name without extension; undefined: it stays where it is. */
  readonly wanted: string | undefined
  /** Files that go with it: the same name with another extension. */
  readonly sidecars: ReadonlyArray<string>
}

/** One release as the templates and the disk have it. */
export interface ReleaseToName {
  /** The directory's own name. */
  readonly name: string
  /** Its fitted name; undefined: it keeps its name. */
  readonly wanted: string | undefined
  readonly files: ReadonlyArray<FileToName>
  /** Does another entry beside the directory have this name? */
  readonly isTakenBeside: (name: string) => boolean
  /** Entries in the release's directory (files and directories) that are none of `files` or their sidecars. */
  readonly others: ReadonlyArray<string>
  readonly maxBytes: number
  /** Would a scan still find a file of this name? One that it would not is not given. */
  readonly isFit: (name: string) => boolean
}

/** A move inside the release's directory, relative to it. */
export interface Move {
  readonly from: string
  readonly to: string
}

export interface RenamePlan {
  /** The directory's new name; the old one where it stays. */
  readonly name: string
  /** In the order in which they are possible. */
  readonly moves: ReadonlyArray<Move>
  /** The last step of files that were moved aside for others; possible when all moves are made. */
  readonly closings: ReadonlyArray<Move>
  /** Directories that files leave, the deepest first: those that are empty then go. */
  readonly left: ReadonlyArray<string>
  /** Files whose name by the template a scan would not find, with that name. */
  readonly unfit: ReadonlyArray<{ readonly path: string; readonly name: string }>
}

/** Plans the names of one release. */
export const planRenames = (release: ReleaseToName): RenamePlan => {
  const unfit: Array<{ readonly path: string; readonly name: string }> = []
  const targets = assignNames(release, unfit)
  const { moves, closings } = orderMoves(targets, release)
  return { name: directoryName(release), moves, closings, left: leftDirectories(moves), unfit }
}

const directoryName = ({ name, wanted, isTakenBeside, maxBytes }: ReleaseToName): string => {
  if (wanted === undefined) return name
  for (let number = 1; ; number++) {
    const candidate = candidateName({ stem: wanted, extension: "" }, number, maxBytes)
    if (candidate === name || !isTakenBeside(candidate)) return candidate
  }
}

/** A file in search of its name. `number`: which candidate its name is now. */
interface Seeker extends FileToName {
  readonly stem: string
  readonly extension: string
  readonly number: number
}

/** Which names are given, folded. */
type Given = Set<string>

/**
 * Gives each file the first free of its candidates. A file that has one of its candidates holds it, and lets it go only for a lower one
 * that is free; the others choose from what is left. So planning again changes nothing.
 */
const assignNames = (release: ReleaseToName, unfit: Array<{ path: string; name: string }>): ReadonlyArray<Move> => {
  const given: Given = new Set(release.others.map(foldName))
  const seekers: Array<Seeker> = []
  for (const file of release.files) {
    const extension = extensionPart(nameOf(file.path))
    const name = file.wanted === undefined ? undefined : candidateName({ stem: file.wanted, extension }, 1, release.maxBytes)
    if (name !== undefined && !release.isFit(name)) unfit.push({ path: file.path, name })
    if (name !== undefined && release.isFit(name)) seekers.push(seekerOf(file, file.wanted!, extension, release))
    else given.add(foldName(file.path))
  }
  seekers.sort((a, b) => a.number - b.number || (a.path < b.path ? -1 : 1))
  const held = holdNames(seekers, given, release.maxBytes)
  const targets = seekers.map((seeker): Move => {
    const to = held.get(seeker) ?? firstFree(seeker, given, release.maxBytes).name
    given.add(foldName(to))
    return { from: seeker.path, to }
  })
  return [...targets, ...sidecarMoves(seekers, targets, given)]
}

const holdNames = (seekers: ReadonlyArray<Seeker>, given: Given, maxBytes: number): ReadonlyMap<Seeker, string> => {
  const held = new Map<Seeker, { readonly name: string; readonly number: number }>()
  for (const seeker of seekers) {
    if (seeker.number === Number.POSITIVE_INFINITY || given.has(foldName(seeker.path))) continue
    held.set(seeker, { name: seeker.path, number: seeker.number })
    given.add(foldName(seeker.path))
  }
  for (let isSettled = false; !isSettled; ) {
    isSettled = true
    for (const [seeker, now] of held) {
      const better = firstFree(seeker, given, maxBytes)
      if (better.number >= now.number) continue
      given.delete(foldName(now.name))
      given.add(foldName(better.name))
      held.set(seeker, better)
      isSettled = false
    }
  }
  return new Map([...held].map(([seeker, { name }]) => [seeker, name]))
}

const seekerOf = (file: FileToName, stem: string, extension: string, release: ReleaseToName): Seeker => {
  // No file's number can be higher than there are names in the way.
  const most = release.files.length + release.others.length + 1
  for (let number = 1; number <= most; number++) {
    const name = candidateName({ stem, extension }, number, release.maxBytes)
    if (name === file.path) return { ...file, stem, extension, number }
    if (!file.path.includes(" [")) break
  }
  return { ...file, stem, extension, number: Number.POSITIVE_INFINITY }
}

const firstFree = (seeker: Seeker, given: Given, maxBytes: number): { readonly name: string; readonly number: number } => {
  for (let number = 1; ; number++) {
    const name = candidateName(seeker, number, maxBytes)
    if (!given.has(foldName(name))) return { name, number }
  }
}

/** A sidecar follows its file, unless its name is taken there: then it stays. */
const sidecarMoves = (seekers: ReadonlyArray<Seeker>, targets: ReadonlyArray<Move>, given: Given): ReadonlyArray<Move> => {
  const moves: Array<Move> = []
  const seen = new Set<string>()
  for (const [i, seeker] of seekers.entries()) {
    const to = targets[i]!.to
    const stem = to.slice(0, to.length - seeker.extension.length)
    for (const sidecar of seeker.sidecars) {
      const name = stem + sidecar.slice(sidecar.lastIndexOf("."))
      if (seen.has(sidecar) || given.has(foldName(name))) continue
      seen.add(sidecar)
      given.add(foldName(name))
      moves.push({ from: sidecar, to: name })
    }
  }
  return moves
}

/**
 * Puts moves in an order in which each target is free when its turn comes. A circle is opened by moving one of its files to a name of
 * its own first, which is an audio file's name too: should a crash come then, the next scan finds it. Its last step comes after all
 * others: as long as it waits, the names on the disk tell which moves were made.
 */
const orderMoves = (targets: ReadonlyArray<Move>, release: ReleaseToName): Pick<RenamePlan, "moves" | "closings"> => {
  const waiting = new Set(targets.filter(({ from, to }) => from !== to))
  const taken = new Set([...release.others, ...targets.flatMap(({ from, to }) => [from, to])].map(foldName))
  const inTheWay = countNames(waiting)
  const moves: Array<Move> = []
  const closings: Array<Move> = []
  const take = (move: Move, to: string): void => {
    moves.push({ from: move.from, to })
    waiting.delete(move)
    inTheWay.set(foldName(move.from), inTheWay.get(foldName(move.from))! - 1)
  }
  while (waiting.size > 0) {
    const before = waiting.size
    for (const move of waiting) if (isFree(move, inTheWay)) take(move, move.to)
    if (waiting.size < before) continue
    const move: Move = waiting.values().next().value!
    const aside = asideName(move.to, taken, release.maxBytes)
    take(move, aside)
    closings.push({ from: aside, to: move.to })
  }
  return { moves, closings }
}

/** How many files wait under each folded name: on a disk that tells case apart, there may be several. */
const countNames = (moves: Iterable<Move>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { from } of moves) counts.set(foldName(from), (counts.get(foldName(from)) ?? 0) + 1)
  return counts
}

// A new spelling of its own name is in nobody's way but its twins'.
const isFree = ({ from, to }: Move, inTheWay: ReadonlyMap<string, number>): boolean =>
  (inTheWay.get(foldName(to)) ?? 0) === (foldName(from) === foldName(to) ? 1 : 0)

const asideName = (name: string, taken: Set<string>, maxBytes: number): string => {
  const extension = extensionPart(name)
  const stem = name.slice(0, name.length - extension.length)
  for (let number = 1; ; number++) {
    const ending = ` [moving ${number}]${extension}`
    const aside = cutName(stem, Math.max(1, maxBytes - byteLength(ending))) + ending
    if (taken.has(foldName(aside))) continue
    taken.add(foldName(aside))
    return aside
  }
}

const leftDirectories = (moves: ReadonlyArray<Move>): ReadonlyArray<string> => {
  const left = new Set<string>()
  for (const { from } of moves) {
    for (let at = directoryOf(from); at !== ""; at = directoryOf(at)) left.add(at)
  }
  const depth = (path: string): number => path.split("/").length
  return [...left].sort((a, b) => depth(b) - depth(a) || (a < b ? -1 : 1))
}
