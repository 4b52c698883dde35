/**
 * Locks across processes, as rows of library.db (the cache may be rebuilt under a holder).
 *
 * A row holds its owner (host, process, start, a random token), an expiry that a living holder pushes on, and a fence that rises with
 * every holder. Taken inside BEGIN IMMEDIATE, so two takers cannot both win. A holder that died on this host frees it at once; one on
 * another host when it has expired. The holder asks `owns` inside each durable step: after a long sleep it may have lost the lock.
 */
import { type Database, Processes, type ProcessIdentity, transaction } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { attempt, CacheError } from "../cache-error.ts"
import { idMaker } from "../identity/uuid.ts"
import { NotOwner } from "../store/not-owner.ts"

const leaseMs = 30_000

/** A held lock. */
export interface Lock {
  readonly owns: () => boolean
}

interface LockRow extends ProcessIdentity {
  readonly token: string | null
  readonly purpose: string
  readonly expiresUs: number
}

// Short enough that a waiter goes on at once for a person, long enough to cost nothing.
const retryMs = 40

/**
 * Takes a lock for the scope, or fails as `busy`, naming the holder: at once, or after having tried for `waitMs`. `purpose` is what the
 * holder does, for that sentence.
 */
export const holdLock = Effect.fnUntraced(function* (library: Database, name: string, purpose: string, waitMs = 0) {
  const processes = yield* Processes
  const clock = yield* Clock.Clock
  const token = (yield* idMaker)()
  const nowUs = () => clock.currentTimeMillisUnsafe() * 1000
  const take = attempt(() => transaction(library, () => takeRow(library, { name, purpose, token, nowUs: nowUs() }, processes)))
  // Who waits does so by a time that only goes forward: the clock on the wall may be set meanwhile.
  const passedMs = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
  const untilMs = passedMs() + waitMs
  const wait: Effect.Effect<void, CacheError> = Effect.flatMap(take, (holder) => {
    if (holder === undefined) return Effect.void
    if (passedMs() >= untilMs) return Effect.fail(busy(holder))
    return Effect.andThen(Effect.interruptible(Effect.sleep(retryMs)), wait)
  })
  yield* Effect.acquireRelease(wait, () => Effect.ignore(attempt(() => release(library, name, token))))
  const renew = attempt(() =>
    library.prepare("update locks set expires_us = ? where name = ? and token = ?").run(nowUs() + leaseMs * 1000, name, token)
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(leaseMs / 3), Effect.ignore(renew))))
  const owned = library.prepare("select 1 as one from locks where name = ? and token = ?")
  const lock: Lock = { owns: () => owned.get(name, token) !== undefined }
  return lock
}) satisfies (...args: never) => Effect.Effect<Lock, CacheError, Processes | Scope.Scope>

/** Runs an effect under the lock, as `holdLock` takes it; where it is another's when the effect ends well, that is told as `busy`. */
export const underLock = <A, E, R, R2>(taken: Effect.Effect<Lock, CacheError, R2>, effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(taken, ({ owns }) => Effect.tap(effect, () => attempt(() => insist(owns))))

const insist = (owns: Lock["owns"]): void => {
  if (!owns()) throw new NotOwner()
}

interface Taking {
  readonly name: string
  readonly purpose: string
  readonly token: string
  readonly nowUs: number
}

/** Writes the row; answers the holder instead when there is a living one. */
const takeRow = (library: Database, taking: Taking, processes: Processes["Service"]): LockRow | undefined => {
  const row = library
    .prepare("select token, host, pid, started_at as startedAt, purpose, expires_us as expiresUs from locks where name = ?")
    .get(taking.name) as unknown as LockRow | undefined
  if (row !== undefined && row.token !== null && isHeld(row, taking.nowUs, processes)) return row
  const { host, pid, startedAt } = processes.self
  library
    .prepare(
      `insert into locks (name, fence, token, host, pid, started_at, purpose, expires_us) values (?, 1, ?, ?, ?, ?, ?, ?)
      on conflict (name) do update set fence = fence + 1, token = excluded.token, host = excluded.host, pid = excluded.pid,
        started_at = excluded.started_at, purpose = excluded.purpose, expires_us = excluded.expires_us`
    )
    .run(taking.name, taking.token, host, pid, startedAt, taking.purpose, taking.nowUs + leaseMs * 1000)
  return undefined
}

// On this host life decides, not time: a holder that was suspended wakes up and goes on writing. Where the system does not tell when a
// process began, its number may be another's by now: then life counts only until the lock expires.
const isHeld = (row: LockRow, nowUs: number, processes: Processes["Service"]): boolean => {
  const isCurrent = row.expiresUs > nowUs
  if (row.host !== processes.self.host) return isCurrent
  return processes.isAlive(row) && (row.startedAt !== "" || isCurrent)
}

/** A lock that is marked as held, by someone who is gone. */
export interface StaleLock extends ProcessIdentity {
  readonly name: string
  readonly token: string
  readonly purpose: string
}

/** Locks of holders that died or went away; the next taker passes over them. */
export const staleLocks = (library: Database, nowUs: number, processes: Processes["Service"]): ReadonlyArray<StaleLock> =>
  (
    library
      .prepare(
        `select name, token, host, pid, started_at as startedAt, purpose, expires_us as expiresUs from locks
        where token is not null order by name`
      )
      .all() as unknown as ReadonlyArray<LockRow & StaleLock>
  ).filter((row) => !isHeld(row, nowUs, processes))

/** Does somebody hold a lock whose time is not over? A living holder renews it. */
export const isLockCurrent = (library: Database, name: string, nowUs: number): boolean =>
  library.prepare("select 1 as one from locks where name = ? and token is not null and expires_us > ?").get(name, nowUs) !==
  undefined

/** Marks a lock as free that is still as it was found. */
export const clearLock = (library: Database, { name, token }: StaleLock): void => release(library, name, token)

/** How often the scan lock was ever taken: it counts on for the life of a library.db. */
export const scanFence = (library: Database): number =>
  Number(library.prepare("select fence from locks where name = 'scan'").get()?.["fence"] ?? 0)

const release = (library: Database, name: string, token: string): void => {
  library.prepare("update locks set token = null where name = ? and token = ?").run(name, token)
}

const busy = (holder: LockRow): CacheError =>
  new CacheError({
    reason: "busy",
    message: `process ${holder.pid} on ${holder.host} is working on this library (${holder.purpose})`,
    remedy: "Wait until it has finished, or end it, and try again."
  })
