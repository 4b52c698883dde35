/**
 * What is taken for gone from a source, and whether that may be believed (I5, Y15). Called in the transaction that writes it down, when the
 * source has told all: a listing that was complete, or a feed to its end.
 */
import type { Database } from "@deadwax/core-async"
import { isMassChange } from "@deadwax/core-cache"
import { readItem } from "../catalog/catalog.ts"
import { countKnown, findMoved, type Look, markGone } from "../catalog/metadata.ts"
import { isBelow } from "../sources/fold-changes.ts"
import type { EntryProblem } from "../sources/source.ts"
import type { SyncLoss } from "../sync-error.ts"
import type { Renames } from "./find-renames.ts"

/** Thrown to undo the transaction in which too much would go. */
export class TooMuchGone extends Error {
  override readonly name = "TooMuchGone"
  readonly loss: SyncLoss
  constructor(loss: SyncLoss) {
    super(`${loss.items} of ${loss.total} items would go`)
    this.loss = loss
  }
}

/** What a look found gone. */
export interface Gone {
  readonly nos: ReadonlyArray<number>
  /** What the source has and could not describe: none of it is gone. */
  readonly problems: ReadonlyArray<EntryProblem>
  /** Those of them that lie elsewhere now: they are no loss. */
  readonly renames: Renames
  /** How many may be taken for gone without being asked about, however large a part that is. */
  readonly mostRemovals: number
}

/** Marks what is gone; answers how many items that were. Throws `TooMuchGone`, with nothing marked, when that needs consent. */
export const removeGone = (database: Database, look: Look, gone: Gone): number => {
  const nos = gone.problems.length === 0 ? gone.nos : gone.nos.filter((no) => !isInDoubt(database, no, gone.problems))
  if (nos.length > gone.mostRemovals) {
    insistOnMost(database, look, nos, "all", gone)
    // A source of which little was fetched may lose all of that, and hardly anything as a whole.
    const here = nos.filter((no) => (readItem(database, no)?.localPath ?? null) !== null)
    insistOnMost(database, look, here, "here", gone)
  }
  markGone(database, nos, look)
  return nos.length
}

const insistOnMost = (
  database: Database,
  look: Look,
  nos: ReadonlyArray<number>,
  which: "all" | "here",
  { mostRemovals, renames }: Gone
): void => {
  const moved = findMoved(database, nos, look)
  const dropped = nos.filter((no) => !moved.has(no) && !renames.has(no))
  if (dropped.length <= mostRemovals) return
  // Five times as many are enough to know: the count costs what is gone, not what there is.
  const total = countKnown(database, look, dropped.length * 5 + 1, which)
  if (isMassChange(dropped.length, total)) throw new TooMuchGone(lossOf(database, dropped, total))
}

const isInDoubt = (database: Database, no: number, problems: ReadonlyArray<EntryProblem>): boolean => {
  const path = readItem(database, no)?.path ?? ""
  return problems.some((problem) => isBelow(problem.path, path))
}

const mostFolders = 10
const mostNames = 20

const lossOf = (database: Database, nos: ReadonlyArray<number>, total: number): SyncLoss => {
  const counts = new Map<string, number>()
  const paths = nos.map((no) => readItem(database, no)?.path ?? "").sort()
  for (const path of paths) {
    const name = path.includes("/") ? path.slice(0, path.indexOf("/")) : ""
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const folders = [...counts].map(([name, count]) => ({ name, items: count })).sort((a, b) => b.items - a.items)
  return {
    items: nos.length,
    total,
    folders: folders.slice(0, mostFolders),
    otherFolders: Math.max(0, folders.length - mostFolders),
    names: paths.slice(0, mostNames)
  }
}
