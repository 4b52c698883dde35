/**
 * Which tracks are one recording twice, within a source, across sources or beside what the library had, and which of them would stay.
 *
 * What makes it hard: being alike does not carry over. Of three takes of 3:00, 3:02 and 3:04 the first and the last are two recordings, so
 * whoever joins what is alike in a row joins too much. Here each is compared with the one that would stay, and with no other.
 * What it does not do: take anything away. It says what it saw; what becomes of it is the user's word.
 */
import { compareBytewise } from "@deadwax/core-cache"
import { identityKey, isSameRecording, type Recording } from "../catalog/identity-key.ts"

/** One track, with what can tell that it is another once more. */
export interface DuplicateCandidate extends Recording {
  readonly trackId: string
  /** Relative to the root. */
  readonly path: string
  /** Digest of the whole file; null: not known. */
  readonly content: string | null
  /** What identifies the sound; null: not known. */
  readonly essence: string | null
  /** The same for tracks at one place of one release, wherever they lie; null: it has none, and then none is its duplicate by recording. */
  readonly release: string | null
  readonly isLossless: boolean
  readonly bitrateKbps: number | null
  /** The user has made something of it: it is a favourite, rated, played, or in a playlist. */
  readonly isCherished: boolean
  readonly addedAtUs: number
}

/** The strongest that two tracks have in common: all bytes, the sound, or what their tags say of the recording within one release. */
export type DuplicateReason = "same-content" | "same-sound" | "same-recording"

/** One group: each of `others` is the survivor once more. */
export interface DuplicateGroup<Candidate extends DuplicateCandidate = DuplicateCandidate> {
  readonly survivor: Candidate
  readonly others: ReadonlyArray<{ readonly candidate: Candidate; readonly reason: DuplicateReason }>
}

const isEqual = (a: string | null, b: string | null): boolean => a !== null && a === b

/** What two tracks have in common; undefined: nothing that makes them one. The same whichever is named first. */
export const decideDuplicate = (a: DuplicateCandidate, b: DuplicateCandidate): DuplicateReason | undefined => {
  if (a.trackId === b.trackId) return undefined
  if (isEqual(a.content, b.content)) return "same-content"
  if (isEqual(a.essence, b.essence)) return "same-sound"
  return isEqual(a.release, b.release) && isSameRecording(a, b) ? "same-recording" : undefined
}

/** Lossless before lossy, more bits before fewer, what the user made something of, what was there first; then the path. */
const compareWorth = (a: DuplicateCandidate, b: DuplicateCandidate): number =>
  Number(b.isLossless) - Number(a.isLossless) ||
  (b.bitrateKbps ?? 0) - (a.bitrateKbps ?? 0) ||
  Number(b.isCherished) - Number(a.isCherished) ||
  a.addedAtUs - b.addedAtUs ||
  compareBytewise(a.path, b.path)

/** By what a duplicate could be found, so that not each is compared with each. */
export const keysOf = (one: DuplicateCandidate): ReadonlyArray<string> => {
  const key = identityKey(one)
  return [
    one.content === null ? [] : `content ${one.content}`,
    one.essence === null ? [] : `essence ${one.essence}`,
    one.release === null || key === null ? [] : `recording ${one.release}\n${key}`
  ].flat()
}

/**
 * All groups, in the order of their survivors' paths. The order of what is given decides nothing. Without the others, no group is left.
 */
export const decideDuplicates = <Candidate extends DuplicateCandidate>(
  candidates: ReadonlyArray<Candidate>
): ReadonlyArray<DuplicateGroup<Candidate>> => {
  const ranked = candidates.toSorted(compareWorth)
  const byKey = new Map<string, Array<Candidate>>()
  for (const one of ranked) {
    for (const key of keysOf(one)) {
      const list = byKey.get(key)
      if (list === undefined) byKey.set(key, [one])
      else list.push(one)
    }
  }
  const taken = new Set<Candidate>()
  const groups: Array<DuplicateGroup<Candidate>> = []
  for (const survivor of ranked) {
    if (taken.has(survivor)) continue
    taken.add(survivor)
    const near = new Set(keysOf(survivor).flatMap((key) => byKey.get(key) ?? []))
    const others = [...near].flatMap((candidate) => {
      const reason = taken.has(candidate) ? undefined : decideDuplicate(survivor, candidate)
      return reason === undefined ? [] : [{ candidate, reason }]
    })
    for (const { candidate } of others) taken.add(candidate)
    others.sort((a, b) => compareWorth(a.candidate, b.candidate))
    if (others.length > 0) groups.push({ survivor, others })
  }
  return groups.sort((a, b) => compareBytewise(a.survivor.path, b.survivor.path))
}

/**
 * For playlists: each entry whose track would go, by the one that stays in its place, by track id. A playlist that held both then holds the one
 * that stays twice, where the user had put it.
 */
export const survivorsOf = (groups: ReadonlyArray<DuplicateGroup>): ReadonlyMap<string, string> =>
  new Map(groups.flatMap(({ survivor, others }) => others.map(({ candidate }) => [candidate.trackId, survivor.trackId] as const)))
