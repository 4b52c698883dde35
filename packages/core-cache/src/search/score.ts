/**
 * A candidate as one number: how good it is, and what it is. Thousands of them are put in order for each letter that is typed, and a list of
 * numbers is sorted in a tenth of the time that a list of objects takes. The lower the better; a total order, since kind and number name one.
 */
import type { Nearness } from "./nearness.ts"
import { type Kind, kindNumber, kinds } from "./title-rows.ts"

const numbers = 2 ** 32
const ranks = 2 ** 13

/** Of what is equally near the lower rank comes first, an integer. Up to 2^32 entities of a kind are told apart. */
export const scoreOf = (kind: Kind, no: number, nearness: Nearness, rank: number): number =>
  ((nearness * ranks + Math.min(rank, ranks - 1)) * 4 + kindNumber(kind)) * numbers + no

export const kindOfScore = (score: number): Kind => kinds[Math.floor(score / numbers) % 4]!

export const noOfScore = (score: number): number => score % numbers

/** The best first. */
export const sortScores = (scores: ReadonlyArray<number>): Float64Array => Float64Array.from(scores).sort()
