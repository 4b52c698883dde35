/** `deadwax watch`: keeps the cache in step with the files until it is interrupted, which is its proper end. */
import { type ChangeCounts, type ContentRules, defaultContentRules, type WatchUpdate, watchLibrary } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { locateLibrary, withLocated } from "../library/open-library.ts"
import { printFailures } from "../library/scan-with-progress.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { counted } from "../print/numbers.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { Ending } from "../serving/ending.ts"
import { countOption } from "./page-options.ts"

const changesText = (one: string, many: string, { added, updated, removed }: ChangeCounts): ReadonlyArray<string> => {
  const parts = [
    [added, "added"],
    [updated, "updated"],
    [removed, "removed"]
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const total = added + updated + removed
  return total === 0 ? [] : [`${total === 1 ? one : many}: ${said.join(", ")}`]
}

/** One line an update, the time first. */
export const updateLine = (update: WatchUpdate, atMs: number): string => {
  const time = new Date(atMs).toISOString()
  if (update.kind === "collections") return `${time} ${update.kinds.map((kind) => `${kind}s`).join(" and ")} in step`
  if (update.kind !== "scanned") return `${time} ${visible(update.message)}. ${visible(update.remedy)}`
  const { releases, tracks, failedTotal } = update.report
  const changes = [...changesText("release", "releases", releases), ...changesText("track", "tracks", tracks)]
  const failed = failedTotal > 0 ? [counted(failedTotal, "file failed", "files failed")] : []
  return `${time} ${[...(changes.length === 0 ? ["in step"] : changes), ...failed].join("; ")}`
}

const printUpdate = Effect.fnUntraced(function* (update: WatchUpdate) {
  const { manner } = yield* Screen
  if (manner.json) return yield* printJson(update)
  yield* printLines([updateLine(update, yield* Clock.currentTimeMillis)])
  if (update.kind === "scanned") yield* printFailures(update.report)
})

const watch = Effect.fnUntraced(function* (rules: ContentRules, workers: number | undefined) {
  const ending = yield* Ending
  ending.expect()
  yield* watchLibrary({ rules, ...(workers !== undefined && { workers }) }).pipe(Stream.runForEach(printUpdate))
})

export const watchCommand = Command.make(
  "watch",
  { workers: countOption("watch", "workers") },
  Effect.fnUntraced(function* ({ workers }) {
    const located = yield* locateLibrary()
    const rules: ContentRules = { ...defaultContentRules, ...located.options.content }
    yield* withLocated(located, watch(rules, Option.getOrUndefined(workers)))
  })
).pipe(Command.withDescription(outlineOf("watch").summary))
