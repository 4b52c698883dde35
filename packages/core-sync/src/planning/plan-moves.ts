/**
 * Which files here follow a rename at the source. One that the user has moved here stays where it is, and so does one whose new name is
 * taken by what does not make way; both only learn what they are called there.
 */
import { foldName } from "@deadwax/core-cache"
import type { Action } from "./actions.ts"
import type { TakenNames } from "./names-taken.ts"
import type { Pair } from "./pairs.ts"
import type { Agreement, LocalItem } from "./trees.ts"

/** A pair's agreement once renames were followed. */
export interface Followed {
  readonly agreements: ReadonlyMap<Pair, Agreement>
  readonly words: ReadonlyArray<Action>
  readonly moves: ReadonlyArray<Action>
}

interface WantedMove {
  readonly pair: Pair
  readonly local: LocalItem
  readonly to: string
  /** With its new name at the source, and where it lies now. */
  readonly settled: Agreement
}

const isRenamed = ({ remote, agreement }: Pair): boolean =>
  remote !== undefined && agreement !== undefined && remote.path !== agreement.remotePath

const settledName = ({ remote }: Pair, agreement: Agreement): Agreement =>
  remote === undefined ? agreement : { ...agreement, remotePath: remote.path, place: remote.place ?? agreement.place }

const isFree = (taken: TakenNames, { local, to }: WantedMove): boolean =>
  !taken.has(to) || (foldName(local.path) === foldName(to) && local.path !== to)

/** Those that can be made, each after the one that frees its name. */
const orderMoves = (wanted: ReadonlyArray<WantedMove>, taken: TakenNames): ReadonlyArray<WantedMove> => {
  const made: Array<WantedMove> = []
  for (let left = wanted, before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length
    left = left.filter((move) => {
      if (!isFree(taken, move)) return true
      taken.release(move.local.path)
      taken.take(move.to)
      made.push(move)
      return false
    })
  }
  return made
}

const wantedMove = (pair: Pair, agreement: Agreement): WantedMove | undefined => {
  const { remote, local } = pair
  if (!isRenamed(pair) || remote?.place == null || local === undefined) return undefined
  if (agreement.path !== agreement.place || remote.place === agreement.path) return undefined
  return { pair, local, to: remote.place, settled: settledName(pair, agreement) }
}

/** What is missing here and was renamed there is to come back under its new name, if that is free. */
const renamedAbsent = (pair: Pair, agreement: Agreement, taken: TakenNames): Agreement => {
  const settled = settledName(pair, agreement)
  if (pair.here !== "gone" || agreement.path !== agreement.place || taken.has(settled.place)) return settled
  taken.release(agreement.path)
  taken.take(settled.place)
  return { ...settled, path: settled.place }
}

/** Follows the renames of pairs that agree on something and are followed. */
export const planMoves = (pairs: ReadonlyArray<Pair>, taken: TakenNames, isFollowed: (pair: Pair) => boolean): Followed => {
  const agreements = new Map<Pair, Agreement>()
  const words: Array<Action> = []
  const moves: Array<Action> = []
  const wanted: Array<WantedMove> = []
  for (const pair of pairs) {
    const { agreement, formerId } = pair
    if (agreement === undefined) continue
    agreements.set(pair, agreement)
    if (pair.isFound || formerId !== undefined) words.push({ kind: "agree", agreement, formerId })
    const move = isFollowed(pair) ? wantedMove(pair, agreement) : undefined
    if (move !== undefined) wanted.push(move)
  }
  for (const { pair, local, to, settled } of orderMoves(wanted, taken)) {
    const agreement = { ...settled, path: to }
    agreements.set(pair, agreement)
    moves.push({ kind: "move", id: pair.id, from: local.path, to, state: local.state, agreement })
  }
  for (const [pair, agreement] of [...agreements]) {
    if (!isRenamed(pair) || !isFollowed(pair) || agreement.remotePath === pair.remote?.path) continue
    const settled = renamedAbsent(pair, agreement, taken)
    agreements.set(pair, settled)
    words.push({ kind: "agree", agreement: settled, formerId: undefined })
  }
  return { agreements, words, moves }
}
