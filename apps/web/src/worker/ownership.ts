/**
 * One worker at a time owns the library of this browser. A Web Lock says which: it goes with the worker, however that ends, so a tab that
 * crashed never keeps the next one out.
 */

const lockName = "deadwax-library"

/** Never settles: the lock goes with the worker. */
const forever: Promise<never> = Promise.withResolvers<never>().promise

const tryToOwn = (): Promise<boolean> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(lockName, { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        return lock === null ? undefined : forever
      })
      .catch(reject)
  })

const waitToOwn = (): Promise<void> =>
  new Promise((resolve, reject) => {
    navigator.locks
      .request(lockName, () => {
        resolve()
        return forever
      })
      .catch(reject)
  })

/** Settles when this worker is the owner, which it stays until its end. `onElsewhere`: another one is, and this one waits for it. */
export const becomeOwner = async (onElsewhere: () => void): Promise<void> => {
  if (await tryToOwn()) return
  onElsewhere()
  await waitToOwn()
}
