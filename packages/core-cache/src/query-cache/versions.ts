/**
 * How often each thing that answers depend on has changed. A kept answer remembers the versions under which it was made: asking whether it
 * still holds compares a few integers, and a change raises one, however many answers depend on it.
 */

/** The name of something that answers depend on (dependency.ts makes them). */
export type Dependency = string

export interface Versions {
  readonly of: (dependency: Dependency) => number
  readonly raise: (dependency: Dependency) => void
  /** Everything changed: no version of before is one of now. */
  readonly raiseAll: () => void
  /** Rises with each of these calls: as long as it is the same, nothing changed at all. */
  readonly epoch: () => number
}

/** Names are kept once they changed; more than these, and everything is said to have changed, which forgets them. */
const mostNames = 200_000

/** Makes versions, of which all are those of the beginning. */
export const makeVersions = (most = mostNames): Versions => {
  const raised = new Map<Dependency, number>()
  let epoch = 0
  let floor = 0
  const raiseAll = (): void => {
    raised.clear()
    epoch++
    floor = epoch
  }
  return {
    of: (dependency) => raised.get(dependency) ?? floor,
    raise: (dependency) => {
      if (raised.size >= most && !raised.has(dependency)) raiseAll()
      epoch++
      // No number is used twice, also not after everything changed.
      raised.set(dependency, epoch)
    },
    raiseAll,
    epoch: () => epoch
  }
}
