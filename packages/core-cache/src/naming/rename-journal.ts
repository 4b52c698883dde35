/**
 * The renames under way (library.db). A file whose id is not embedded is known by its path alone, so a crash between a rename and the
 * record of it would lose the id. The order: journal the moves of a release → for each: rename on the disk, then ids follow and its row
 * goes, in one transaction. After a crash at most the first row left was carried out; the disk tells whether it was.
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

/** Writes down moves that are about to be made, in their order. */
export const journalMoves = (
  userDb: Database,
  moves: ReadonlyArray<{ readonly from: string; readonly to: string }>
): ReadonlyArray<JournaledMove> =>
  transaction(userDb, () => {
    const insert = userDb.prepare("insert into renames (from_path, to_path) values (?, ?) returning no")
    return moves.map(({ from, to }) => ({ no: insert.get(from, to)!["no"] as number, from, to }))
  })

const forget = (userDb: Database, no: number): void => void userDb.prepare("delete from renames where no = ?").run(no)

/** The move was not made. */
export const dropMove = (userDb: Database, move: JournaledMove): void => forget(userDb, move.no)

/** The move was made: the ids of what moved, and of all below it, are at the new path now. */
export const settleMove = (userDb: Database, { no, from, to }: JournaledMove): void =>
  transaction(userDb, () => {
    for (const kind of [0, 1]) {
      // Nothing was there, so what is said to have been there last is somewhere else, or gone.
      userDb.prepare(`update ids set last_path = null where ${isAtOrBelow}`).run(kind, to, to, to, to)
      userDb
        .prepare(`update ids set last_path = ? || substr(last_path, length(?) + 1) where ${isAtOrBelow}`)
        .run(to, from, kind, from, from, from, from)
    }
    forget(userDb, no)
  })

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
  const [first] = left
  if (first === undefined) return
  const isMade = yield* wasMade(absolutePath(root, first.from), absolutePath(root, first.to))
  yield* attempt(() => (isMade ? settleMove(userDb, first) : dropMove(userDb, first)))
  yield* attempt(() => void userDb.prepare("delete from renames").run())
})

const wasMade = Effect.fnUntraced(function* (from: string, to: string) {
  const files = yield* Files
  const look = (path: string) => Effect.catch(files.stat(path), () => Effect.succeed(undefined))
  const [source, target] = [yield* look(from), yield* look(to)]
  if (source === undefined || target === undefined) return target !== undefined
  return yield* Effect.isSuccess(completeMove(from, to, source, target))
})

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
