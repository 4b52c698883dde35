/**
 * The renames under way (library.db). A file whose id is not embedded is known by its path alone, so a crash between a rename and the
 * record of it would lose the id. The order: journal a batch of moves → make them, one after the other → in one transaction the ids
 * follow, the rows go and the next batch is journaled. After a crash the rows are the last batch, of which a first part was made (but
 * for moves that failed); within a batch no name is both left and taken again by way of another, so the names on the disk tell which.
 */
import { type Database, type FileError, type FileInfo, Files, transaction } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import { absolutePath } from "../scan/paths.ts"

/** A move in the journal; paths relative to the root. */
export interface JournaledMove {
  readonly no: number
  readonly from: string
  readonly to: string
}

/**
 * Writes down moves that are about to be made, in their order, and in the same transaction settles those of the batch before that were
 * made; the others were not.
 */
export const journalMoves = (
  userDb: Database,
  made: ReadonlyArray<JournaledMove>,
  moves: ReadonlyArray<{ readonly from: string; readonly to: string }>
): ReadonlyArray<JournaledMove> =>
  transaction(userDb, () => {
    for (const move of made) moveIds(userDb, move)
    userDb.prepare("delete from renames").run()
    const insert = userDb.prepare("insert into renames (from_path, to_path) values (?, ?) returning no")
    return moves.map(({ from, to }) => ({ no: insert.get(from, to)!["no"] as number, from, to }))
  })

/** The ids of what moved, and of all below it, are at the new path now. */
const moveIds = (userDb: Database, { from, to }: JournaledMove): void => {
  for (const kind of [0, 1]) {
    // Nothing was there, so what is said to have been there last is somewhere else, or gone.
    userDb.prepare(`update ids set last_path = null where ${isAtOrBelow}`).run(kind, to, to, to, to)
    userDb
      .prepare(`update ids set last_path = ? || substr(last_path, length(?) + 1) where ${isAtOrBelow}`)
      .run(to, from, kind, from, from, from, from)
  }
}

// "0" is the character after "/". The range comes first, so that the index on paths is searched and not read through; it holds a few
// neighbours, as `A (2)/…` of `A`, which the rest leaves out.
const isAtOrBelow = "kind = ? and last_path >= ? and last_path < ? || '0' and (last_path = ? or last_path > ? || '/')"

/**
 * Brings the ids in step with renames that a crash cut off. Runs under the library's lock, before files are looked at. Idempotent.
 */
export const healRenames = Effect.fnUntraced(function* (userDb: Database, root: string) {
  const left = yield* attempt(
    () =>
      userDb
        .prepare("select no, from_path as [from], to_path as [to] from renames order by no")
        .all() as unknown as ReadonlyArray<JournaledMove>
  )
  if (left.length === 0) return
  const seen: Array<SeenMove> = []
  for (const move of left) seen.push({ ...move, ...(yield* lookAt(root, move)) })
  const made = yield* findMade(root, seen)
  yield* attempt(() =>
    journalMoves(
      userDb,
      seen.filter((move) => made.has(move)),
      []
    )
  )
})

/** A move with what is at both of its ends now. */
interface SeenMove extends JournaledMove {
  readonly source: FileInfo | undefined
  readonly target: FileInfo | undefined
}

const lookAt = Effect.fnUntraced(function* (root: string, { from, to }: JournaledMove) {
  const files = yield* Files
  const look = (path: string) => Effect.catch(files.stat(absolutePath(root, path)), () => Effect.succeed(undefined))
  return { source: yield* look(from), target: yield* look(to) }
})

/**
 * From the last to the first: made are those whose target is there and whose place is empty, or was taken by a later one. The one that
 * the crash met is completed first, since it too has taken the place of one before it.
 */
const findMade = Effect.fnUntraced(function* (root: string, moves: ReadonlyArray<SeenMove>) {
  const made = new Set<SeenMove>()
  const taken = new Set<string>()
  for (const move of [...moves].reverse()) {
    if (move.target === undefined) continue
    const isMade = move.source === undefined || taken.has(move.from)
    if (!isMade && !(made.size === 0 && (yield* wasCutOff(root, move, moves)))) continue
    made.add(move)
    taken.add(move.to)
  }
  return made
})

/**
 * Both ends of a move are there: was it the one that the crash met? A file has both names then, a directory is in two places. If so, it
 * is completed; else nothing is changed. Who was to leave its target before must have left: till then the two may be links of the user's.
 */
const wasCutOff = (root: string, move: SeenMove, moves: ReadonlyArray<SeenMove>) => {
  const { source, target } = move
  const hasLeft = moves.every((other) => other.from !== move.to || other.target !== undefined)
  if (!hasLeft || source === undefined || target === undefined) return Effect.succeed(false)
  return Effect.isSuccess(completeMove(absolutePath(root, move.from), absolutePath(root, move.to), source, target))
}

/** Both are there: a file under two names, or a directory that is moved entry by entry. Anything else fails and changes nothing. */
const completeMove = Effect.fnUntraced(function* (from: string, to: string, source: FileInfo, target: FileInfo) {
  const files = yield* Files
  const isInPieces = source.kind === "directory" && target.kind === "directory" && !files.capabilities.renamesDirectories
  if (!isInPieces) return yield* files.rename(from, to)
  const walk = yield* files.walk(from)
  for (const directory of [...walk.directories].sort()) yield* files.makeDirectory(`${to}/${directory}`)
  for (const path of walk.paths) yield* files.rename(`${from}/${path}`, `${to}/${path}`)
  for (const directory of [...walk.directories].sort().reverse()) yield* files.remove(`${from}/${directory}`)
  yield* files.remove(from)
}) satisfies (...args: never) => Effect.Effect<void, FileError, Files>
