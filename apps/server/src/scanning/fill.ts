/**
 * A cache that is gone or was made anew holds nothing, or a part, until the whole library was scanned: answering from it would show a
 * collector an empty library. So reads wait for that scan, which the first of them begins.
 */
import { LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Problem } from "../answers/problem.ts"
import type { ScanDesk } from "./scan-desk.ts"

const rebuilding = new Problem({
  code: "rebuilding",
  detail: "This library is being read from its files, for its cache was gone, damaged or made by another version.",
  remedy: "Wait until the scan has ended.",
  headers: { "retry-after": "5" }
})

/** A scan by another process fills the cache as well. */
const whyUnfilled = (problem: Problem): Problem => (problem.code === "busy" ? rebuilding : problem)

/** Begins the scan that fills the cache; settles once it is under way, or could not be. */
const fill = async (scans: ScanDesk): Promise<Problem> => {
  const scan = await scans.begin({})
  if (scan.isUnderWay) return rebuilding
  const ended = await scan.ended
  return Result.isSuccess(ended) ? rebuilding : whyUnfilled(ended.failure)
}

/** Passes when the library holds what it should; else begins to fill it, if nobody does, and fails. */
export const checkFilled = (scans: ScanDesk): Effect.Effect<void, Problem, LibraryCache> =>
  Effect.gen(function* () {
    const library = yield* LibraryCache
    if (!library.needsScan || scans.hasFilled(library)) return
    if (scans.progress() !== null) return yield* rebuilding
    return yield* yield* Effect.promise(() => fill(scans))
  })
