/**
 * Gives one release its names on the disk. Each move is journaled before and recorded after (rename-journal.ts), and never replaces
 * anything. What cannot be moved keeps its name and is told; the rest goes on.
 */
import { type Database, type FileError, Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { attempt } from "../cache-error.ts"
import { absolutePath, directoryOf, nameOf } from "../scan/paths.ts"
import { NotOwner } from "../store/not-owner.ts"
import { type GivenNames, isThereOnDisk, lookAtRelease, type NamingTarget } from "./look-at-release.ts"
import type { MarkedRelease, Named, NamingFailure } from "./marks.ts"
import { type Move, planRenames, type RenamePlan } from "./plan-renames.ts"
import { type JournaledMove, journalMoves } from "./rename-journal.ts"

/** What renaming works with: it writes only as long as it owns the library. */
export interface Renaming extends NamingTarget {
  readonly userDb: Database
  readonly isOwner: () => boolean
  /** Moves that were made and wait to be settled, with the next batch or at the end (`settleMoves`). */
  readonly made: Array<JournaledMove>
}

/** What became of one release. `directory`: where it is now, relative to the root. */
export interface Renamed extends Named {
  readonly directory: string
  readonly moves: number
  /** What its names were to be; undefined: it was left alone. */
  readonly names?: GivenNames
}

interface Outcome {
  readonly move: JournaledMove
  readonly error: FileError | undefined
}

// Something may take the directory's name between the look and the move.
const mostAttempts = 3

/** Names one marked release. A file system that fails is that release's failure; a database that fails is everyone's. */
export const renameRelease = Effect.fnUntraced(function* (renaming: Renaming, release: MarkedRelease) {
  const taken = new Set<string>()
  for (let i = 0; ; i++) {
    const looked = yield* Effect.result(lookAtRelease(renaming, release, isThereOnDisk, taken))
    if (Result.isFailure(looked))
      return looked.failure._tag === "CacheError" ? yield* looked.failure : unseen(release, looked.failure)
    if (looked.success === undefined) return { release, failures: [], directory: release.path, moves: 0 } satisfies Renamed
    const { input, unfit, names } = looked.success
    const plan = planRenames(input)
    const moved = yield* moveDirectory(renaming, release, plan)
    if (moved?.error?.reason === "exists" && i + 1 < mostAttempts) taken.add(plan.name)
    else return { ...(yield* moveFiles(renaming, release, plan, moved, unfit)), names } satisfies Renamed
  }
})

/** A release that has gone meanwhile is the next scan's affair. */
const unseen = (release: MarkedRelease, error: FileError): Renamed => {
  const failures =
    error.reason === "not-found"
      ? []
      : [{ path: release.path, message: `It cannot be looked at to be renamed (${error.reason}).` }]
  return { release, failures, directory: release.path, moves: 0 }
}

const moveDirectory = Effect.fnUntraced(function* (renaming: Renaming, { path }: MarkedRelease, plan: RenamePlan) {
  if (plan.name === nameOf(path)) return undefined
  const parent = directoryOf(path)
  const to = parent === "" ? plan.name : `${parent}/${plan.name}`
  return (yield* carryOut(renaming, [{ from: path, to }]))[0]
})

const moveFiles = Effect.fnUntraced(function* (
  renaming: Renaming,
  release: MarkedRelease,
  plan: RenamePlan,
  moved: Outcome | undefined,
  unfit: string | undefined
) {
  const directory = moved === undefined || moved.error !== undefined ? release.path : moved.move.to
  const within = (path: string) => `${directory}/${path}`
  const inside = (moves: ReadonlyArray<Move>) => moves.map(({ from, to }) => ({ from: within(from), to: within(to) }))
  const outcomes = [...(yield* carryOut(renaming, inside(plan.moves))), ...(yield* carryOut(renaming, inside(plan.closings)))]
  yield* removeLeft(renaming, plan.left.map(within))
  const failed = [...(moved === undefined ? [] : [moved]), ...outcomes].filter((outcome) => outcome.error !== undefined)
  const failures: ReadonlyArray<NamingFailure> = [
    ...failed.map(({ move, error }) => ({ path: move.from, message: failureText(nameOf(move.to), error!.reason) })),
    ...plan.unfit.map(({ path, name }) => ({ path: within(path), message: unfitText(name) })),
    ...(unfit === undefined ? [] : [{ path: directory, message: unfitText(unfit) }])
  ]
  const moves = [...(moved === undefined ? [] : [moved]), ...outcomes].length - failed.length
  return { release, failures, directory, moves } satisfies Renamed
})

const reasons: Partial<Record<FileError["reason"], string>> = {
  permission: "no permission",
  "read-only": "the disk is read-only",
  full: "the disk is full",
  exists: "something has that name",
  name: "that path would be too long"
}

const failureText = (name: string, reason: FileError["reason"]): string =>
  `It could not be renamed to "${name}" (${reasons[reason] ?? reason}) and keeps its name; the next scan tries again.`

const unfitText = (name: string): string =>
  `Its name by the template would be "${name}", which a scan does not look at; it keeps its name.`

/** Makes moves in their order. One that fails leaves the others to be tried: what needed its place fails by itself. */
const carryOut = Effect.fnUntraced(function* (
  renaming: Renaming,
  moves: ReadonlyArray<{ readonly from: string; readonly to: string }>
) {
  const files = yield* Files
  const outcomes: Array<Outcome> = []
  if (moves.length === 0) return outcomes
  const { root } = renaming.library
  for (const move of yield* journal(renaming, moves)) {
    // All of a batch are to one directory: the last one's flush serves the others.
    const flush = move.to === moves[moves.length - 1]!.to
    const made = yield* Effect.result(files.rename(absolutePath(root, move.from), absolutePath(root, move.to), { flush }))
    if (Result.isSuccess(made)) {
      renaming.made.push(move)
      outcomes.push({ move, error: undefined })
    } else if (made.failure.reason !== "not-found") outcomes.push({ move, error: made.failure })
  }
  return outcomes
}, Effect.uninterruptible)

const journal = ({ userDb, isOwner, made }: Renaming, moves: ReadonlyArray<{ readonly from: string; readonly to: string }>) =>
  attempt(() => {
    if (!isOwner()) throw new NotOwner()
    return journalMoves(userDb, made.splice(0), moves)
  })

/** Settles the moves made last. */
export const settleMoves = (renaming: Renaming) =>
  renaming.made.length === 0 ? Effect.void : Effect.asVoid(journal(renaming, []))

/** Directories that files left go when nothing is in them any more. */
const removeLeft = Effect.fnUntraced(function* ({ library }: Renaming, directories: ReadonlyArray<string>) {
  const files = yield* Files
  for (const directory of directories) yield* Effect.ignore(files.remove(absolutePath(library.root, directory)))
})
