/** `--concurrency` and `--limit-rate`: how fast files may come from a source. */
import { mostConcurrency } from "@deadwax/core-sync"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { optionSummary } from "../outline.ts"
import { parseRate } from "../sources/parse-rate.ts"

const isConcurrency = (text: string): boolean => /^[1-9]\d?$/.test(text) && Number(text) <= mostConcurrency

/** The options, for one of the commands that take them. */
export const paceOptions = (command: "sources add" | "sources set" | "sync") => ({
  concurrency: Flag.String("concurrency").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription(optionSummary(command, "concurrency")),
    Flag.filter(isConcurrency, () => `a whole number from 1 to ${mostConcurrency}`),
    Flag.map(Number),
    Flag.optional
  ),
  limitRate: Flag.String("limit-rate").pipe(
    Flag.withMetavar("RATE"),
    Flag.withDescription(optionSummary(command, "limit-rate")),
    Flag.filter(
      (text) => parseRate(text) !== undefined,
      () => "bytes a second, as 500K or 2M and 1K at least, or none"
    ),
    Flag.map((text) => parseRate(text) ?? null),
    Flag.optional
  )
})

/** What the options give. */
export interface GivenPace {
  readonly concurrency: Option.Option<number>
  readonly limitRate: Option.Option<number | null>
}

/** What was typed of them; undefined: nothing. */
export interface Pace {
  readonly concurrency: number | undefined
  readonly bytesPerSecond: number | null | undefined
}

export const paceOf = ({ concurrency, limitRate }: GivenPace): Pace => ({
  concurrency: Option.getOrUndefined(concurrency),
  bytesPerSecond: Option.getOrUndefined(limitRate)
})
