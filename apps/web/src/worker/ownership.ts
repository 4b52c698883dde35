/**
 * One worker at a time owns the library of this browser. A Web Lock says which: it goes with the worker, however that ends, so a tab that
 * crashed never keeps the next one out. Behind the lock stand the files themselves, which one worker at a time can hold open.
 */

const lockName = "deadwax-library"

export interface Ownership {
  /** Settles when this worker is the owner. Rejects where there are no locks to be had. */
  readonly isOwned: Promise<void>
  /** Takes the lock from an owner that does not answer; a person decides that. */
  readonly take: () => void
}

export interface Claiming {
  /** Another worker is the owner, and this one waits for it. */
  readonly onElsewhere: () => void
  /** Another worker took the lock: what is held has to be let go. */
  readonly onTaken: () => void
}

/** Asks for the library, at once or as soon as those before are gone, and keeps it until this worker's end. */
export const claimLibrary = ({ onElsewhere, onTaken }: Claiming): Ownership => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let isOwner = false
  const { promise: forever } = Promise.withResolvers<never>()
  const own = (): Promise<never> => {
    isOwner = true
    resolve()
    return forever
  }
  const ask = (options: LockOptions): void => {
    navigator.locks
      .request(lockName, options, (lock) => (lock === null ? wait() : own()))
      .catch((cause: unknown) => (isOwner ? onTaken() : reject(cause)))
  }
  const wait = (): void => {
    onElsewhere()
    ask({})
  }
  ask({ ifAvailable: true })
  return { isOwned: promise, take: () => ask({ steal: true }) }
}
