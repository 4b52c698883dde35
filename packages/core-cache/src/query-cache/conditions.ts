/**
 * When a kept answer still holds.
 *
 * A list holds as long as nothing that its filter or order reads has changed in any entity, and no entity that meets its filter came or
 * went. Of a conjunction one unchanged membership is enough: an entity that meets all of it would have changed them all. Of a disjunction
 * all must be unchanged.
 */
import type { Dependency, Versions } from "./versions.ts"

/** Unchanged: one dependency is; every one of these is; at least one of these is. */
export type Condition = Dependency | { readonly every: ReadonlyArray<Condition> } | { readonly some: ReadonlyArray<Condition> }

/** A condition with the versions that it was seen under. */
export interface Seen {
  readonly holds: () => boolean
  /** From now on counts what changes from now on. Only to be called when it holds. */
  readonly renew: () => void
}

/** Remembers the versions of now. */
export const seeCondition = (versions: Versions, condition: Condition): Seen => {
  if (typeof condition === "string") {
    let version = versions.of(condition)
    return {
      holds: () => versions.of(condition) === version,
      renew: () => {
        version = versions.of(condition)
      }
    }
  }
  const isEvery = "every" in condition
  const parts = (isEvery ? condition.every : condition.some).map((part) => seeCondition(versions, part))
  return {
    holds: () => (isEvery ? parts.every((part) => part.holds()) : parts.some((part) => part.holds())),
    renew: () => {
      for (const part of parts) part.renew()
    }
  }
}

/** The dependencies that stand in a condition, in order. */
export const dependenciesIn = (condition: Condition): ReadonlyArray<Dependency> => {
  if (typeof condition === "string") return [condition]
  return ("every" in condition ? condition.every : condition.some).flatMap(dependenciesIn)
}
