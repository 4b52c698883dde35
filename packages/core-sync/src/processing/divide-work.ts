/**
 * A job's work in parts that are planned and carried out one after the other: what a plan holds in memory is a part's, and not a large source's.
 *
 * What makes it hard: a plan is right about what it sees together. An item that goes, or that was renamed, frees a name which another may be given,
 * and what one that goes holds may have come in elsewhere. So whatever such an item shares a name or a content with is in one part with it, the
 * first. All else meets at most on the disk, and in the catalog, where the next part looks.
 */
import { compareBytewise, foldName } from "@deadwax/core-cache"
import type { WorkOutline } from "../catalog/work-items.ts"
import { folderOf } from "../folder-of.ts"
import { isSafePath, safeName } from "../placement/safe-name.ts"

/** How work is divided. */
export interface DivisionTerms {
  /** The directory of the library that the source lies in. */
  readonly below: string
  /** Where new files are to lie is told by their tags: all that goes or was renamed comes first, since nobody knows yet who wants its name. */
  readonly isPlacedByTags: boolean
  /** 0 is fetched first; by path at the source. */
  readonly rankOf: (path: string) => number
  /** So many items are planned together, and those that lie beside the last of them. */
  readonly partItems: number
}

/** Where an item would lie if nobody had the name, as a disk would compare it. */
const wantedName = (below: string, path: string): string => {
  const place = path.split("/").map(safeName).join("/")
  return foldName(below === "" ? place : `${below}/${place}`)
}

/** What an item may have in common with another: the names that it has or may be given, and what it holds. */
const sharedOf = (outline: WorkOutline, below: string): ReadonlySet<string> => {
  const { isGone, path, localPath, localPlace, content } = outline
  const names = [localPath, localPlace].flatMap((name) => (name === null ? [] : foldName(name)))
  if (!isGone) names.push(wantedName(below, path))
  // No name begins so.
  if (content !== null) names.push(`//${content}`)
  return new Set(names)
}

const isUnsteady = ({ isGone, isRenamed }: WorkOutline): boolean => isGone || isRenamed

/** The numbers of items that share something with one that goes or was renamed, and of those. */
const entangled = (work: ReadonlyArray<WorkOutline>, below: string): ReadonlySet<number> => {
  const unsteady = work.filter(isUnsteady)
  if (unsteady.length === 0) return new Set()
  const sharers = new Map<string, number>()
  for (const outline of unsteady) for (const one of sharedOf(outline, below)) sharers.set(one, (sharers.get(one) ?? 0) + 1)
  const found = new Set<number>()
  for (const outline of work) {
    if (isUnsteady(outline)) continue
    for (const one of sharedOf(outline, below)) {
      const others = sharers.get(one)
      if (others === undefined) continue
      sharers.set(one, others + 1)
      found.add(outline.no)
    }
  }
  for (const outline of unsteady)
    for (const one of sharedOf(outline, below)) if ((sharers.get(one) ?? 0) > 1) found.add(outline.no)
  return found
}

/** An item with what its turn follows from. */
interface Turn {
  readonly outline: WorkOutline
  readonly rank: number
  /** A name that every disk takes is given before one that has to be changed for that, as within a plan. */
  readonly isPlain: boolean
}

/** What goes, goes last; else by the user's priority, then by urgency. */
const compareTurns = (a: Turn, b: Turn): number =>
  Number(a.outline.isGone) - Number(b.outline.isGone) ||
  a.rank - b.rank ||
  b.outline.urgency - a.outline.urgency ||
  Number(b.isPlain) - Number(a.isPlain) ||
  compareBytewise(a.outline.path, b.outline.path)

/** A directory is looked at once for all that is to be done in it: none is cut in two. */
const cut = (turns: ReadonlyArray<Turn>, partItems: number): Array<Array<number>> => {
  const parts: Array<Array<number>> = []
  let last: { readonly directory: string; readonly part: Array<number> } | undefined
  for (const { outline } of turns) {
    const directory = folderOf(outline.path)
    const isFull = last === undefined || (last.part.length >= partItems && last.directory !== directory)
    const part: Array<number> = last === undefined || isFull ? [] : last.part
    if (isFull) parts.push(part)
    part.push(outline.no)
    last = { directory, part }
  }
  return parts
}

/** The numbers of a job's items, part by part, in the order in which the parts are to be planned. Each item is in one. */
export const divideWork = (
  work: ReadonlyArray<WorkOutline>,
  { below, isPlacedByTags, rankOf, partItems }: DivisionTerms
): ReadonlyArray<ReadonlyArray<number>> => {
  if (work.length <= partItems) return work.length === 0 ? [] : [work.map(({ no }) => no)]
  const together = isPlacedByTags ? new Set(work.filter(isUnsteady).map(({ no }) => no)) : entangled(work, below)
  const turns = work.flatMap((outline): Turn | [] =>
    together.has(outline.no) ? [] : { outline, rank: rankOf(outline.path), isPlain: isSafePath(outline.path) }
  )
  const parts = cut(turns.sort(compareTurns), partItems)
  return together.size === 0 ? parts : [work.flatMap(({ no }) => (together.has(no) ? no : [])), ...parts]
}
