/**
 * Mends what an examination found, as far as that takes no decision but the user's consent. Nothing of the user's is removed: temporary
 * files go to the trash. Each step stands by itself, so that one cut off in the midst goes on from there.
 */
import { moveToTrash, Processes } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import { collectionsLock } from "../collections/run-collections.ts"
import { type Edited, editFailed, longestWaitMs, runEdit } from "../edits/edit-library.ts"
import { clearLock, holdLock, staleLocks } from "../locks/lock.ts"
import { healRenames } from "../naming/rename-journal.ts"
import { absolutePath } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import type { Mended } from "./finding.ts"
import { findLeftovers } from "./look-at-files.ts"
import { mendCopies } from "./mend-copies.ts"

/** Mends a library under its locks; answers what was done. Fails as `busy` while another process works on it, and as `offline`. */
export const mendLibrary = Effect.fnUntraced(function* (target: ScanTarget) {
  // Before the lock is taken: taking it takes a dead holder's place.
  const stale = yield* readStaleLocks(target)
  return yield* runEdit(
    target,
    "mending",
    Effect.fnUntraced(function* () {
      const locks = yield* clearLocks(target, stale)
      const renames = yield* settleRenames(target)
      const leftovers = yield* trashLeftovers(target)
      const { mended, directories } = yield* mendCopies(target)
      return {
        value: [...locks, ...renames, ...leftovers, ...mended],
        directories: directories.length === 0 ? undefined : directories,
        force: true
      } satisfies Edited<ReadonlyArray<Mended>>
    })
  )
})

const readStaleLocks = Effect.fnUntraced(function* ({ userDb }: ScanTarget) {
  const processes = yield* Processes
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  return yield* attempt(() => staleLocks(userDb, nowUs, processes))
})

const clearLocks = Effect.fnUntraced(function* (
  { userDb }: ScanTarget,
  stale: Effect.Success<ReturnType<typeof readStaleLocks>>
) {
  return yield* attempt(() =>
    stale.map((lock): Mended => {
      clearLock(userDb, lock)
      return { kind: "lock", path: userDb.path, message: `The lock "${lock.name}" of process ${lock.pid} is cleared.` }
    })
  )
})

const settleRenames = Effect.fnUntraced(function* ({ userDb, library }: ScanTarget) {
  const count = () => Number(userDb.prepare("select count(*) as count from renames").get()?.["count"] ?? 0)
  const before = yield* attempt(count)
  if (before === 0) return []
  yield* healRenames(userDb, library.root)
  return [
    { kind: "renames", path: userDb.path, message: "The renames that were cut off are settled." }
  ] satisfies ReadonlyArray<Mended>
})

/**
 * A write in progress has its temporary file there, too; so nobody else of this library may be writing: scans and edits are kept out by the
 * lock that is held here, edits of collections by theirs.
 */
const trashLeftovers = Effect.fnUntraced(function* ({ library, rules, userDb }: ScanTarget) {
  yield* holdLock(userDb, collectionsLock, "mending", longestWaitMs)
  const mended: Array<Mended> = []
  const { root } = library
  const paths = yield* Effect.mapError(findLeftovers(root, rules), editFailed("look at the library"))
  for (const relative of paths) {
    const path = absolutePath(root, relative)
    yield* Effect.mapError(moveToTrash(root, path), editFailed("move it to the trash"))
    mended.push({ kind: "leftover", path, message: "The temporary file is in the trash." })
  }
  return mended
}, Effect.scoped)
