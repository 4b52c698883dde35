/**
 * Which directory a release has become, where no datafile says so: the one with most of its tracks. A pure decision.
 * At equal votes the directory that had the release keeps it, then the first in the order of paths.
 */
import { compareBytewise } from "../scan/paths.ts"

/** One directory in the contest. */
export interface Contender {
  readonly directory: string
  /** The release that was at this path. */
  readonly ownId: string | null
  /** How many of its tracks each release had before. */
  readonly votes: ReadonlyMap<string, number>
}

interface Vote {
  readonly contender: Contender
  readonly id: string
  readonly count: number
}

/** Gives each release to one directory, and each directory one release at most; the answer is by directory. */
export const matchReleases = (contenders: ReadonlyArray<Contender>): ReadonlyMap<string, string> => {
  const votes: Array<Vote> = contenders.flatMap((contender) =>
    [...contender.votes].map(([id, count]) => ({ contender, id, count }))
  )
  const won = new Map<string, string>()
  const taken = new Set<string>()
  for (const { contender, id } of votes.sort(compareVotes)) {
    if (taken.has(id) || won.has(contender.directory)) continue
    taken.add(id)
    won.set(contender.directory, id)
  }
  for (const { directory, ownId } of contenders) {
    if (ownId === null || taken.has(ownId) || won.has(directory)) continue
    taken.add(ownId)
    won.set(directory, ownId)
  }
  return won
}

const compareVotes = (a: Vote, b: Vote): number =>
  b.count - a.count ||
  Number(b.contender.ownId === b.id) - Number(a.contender.ownId === a.id) ||
  compareBytewise(a.contender.directory, b.contender.directory) ||
  compareBytewise(a.id, b.id)
