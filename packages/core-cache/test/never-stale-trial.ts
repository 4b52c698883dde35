/** A random trial: a library is changed and asked, and what is answered from the query cache is compared with what is answered without. */
import { assert } from "chai"
import { type Random, seeded, zipf } from "../../../tools/bench/random.ts"
import type { Reader } from "../src/reader.ts"
import { type Asked, answerOf, anyQuestion, askedOf, type Question, usual } from "./never-stale-questions.ts"
import { changeCollection } from "./stored-collections.ts"
import { anyStore, changeAnything, nothingKept, readerOf, type Sizes, type Stored } from "./stored-library.ts"

/** Small ones, where changes and questions meet often. */
export const small: Sizes = { releases: 20, tracks: 60 }
/** The largest that are tried. */
export const large: Sizes = { releases: 160, tracks: 500 }

/** What one case does with its libraries. */
export interface Trialling {
  readonly seed: number
  /** So many operations: changes, and questions that were asked of both. */
  readonly count: number
}

/** Who asks whom. */
export interface Trial {
  readonly random: Random
  readonly sizes: Sizes
  readonly next: () => Question
  /** With the query cache, and without. */
  readonly kept: Asked
  readonly fresh: Asked
}

/** Of a hundred operations so many are changes. */
export const changesInHundred = 20

/** Begins to ask a reader of `reading`. */
export const beginTrial = (
  reading: Stored,
  kept: Reader,
  { seed, sizes }: { readonly seed: number; readonly sizes: Sizes }
): Trial => {
  const random = seeded(seed)
  const questions = [...usual, ...Array.from({ length: 80 }, () => anyQuestion(random, sizes))]
  const place = zipf(random, questions.length)
  return {
    random,
    sizes,
    kept: askedOf(kept),
    fresh: askedOf(readerOf(reading, nothingKept)),
    // Most are asked again and again, some once.
    next: () => (random.chance(5) ? anyQuestion(random, sizes) : questions[place()]!)
  }
}

/** Stores about as many releases as the library has later on. */
export const fill = (writer: Stored, random: Random, sizes: Sizes): void => {
  for (let i = 0; i < sizes.releases; i++) anyStore(writer, random, sizes)
}

/** Asks both; tells what is answered otherwise than without a cache, undefined: nothing. */
export const askBoth = ({ kept, fresh, next }: Trial, question = next()): string | undefined => {
  const fromCache = answerOf(question, kept)
  const fromRows = answerOf(question, fresh)
  return fromCache === fromRows ? undefined : `${question.text}\n kept  ${fromCache}\n fresh ${fromRows}`
}

/** Does something to the library or its collections. */
export const changeSomething = (writer: Stored, random: Random, sizes: Sizes): void =>
  random.chance(8) ? changeCollection(writer, random, sizes) : changeAnything(writer, random, sizes)

/** One operation of a writer and reader in one. */
export const step = (trial: Trial, writer: Stored): string | undefined => {
  if (!trial.random.chance(changesInHundred)) return askBoth(trial)
  changeSomething(writer, trial.random, trial.sizes)
  return undefined
}

/** Fails when an operation found a difference. */
export const insist = (difference: string | undefined, seed: number, operation: number): void => {
  if (difference !== undefined) assert.fail(`seed ${seed}, operation ${operation}: ${difference}`)
}
