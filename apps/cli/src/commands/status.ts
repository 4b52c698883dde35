/** `deadwax status`: counters, the last scan, the storage, what the sources come to; with -v the files that failed. It reads and never scans, whatever state the library is in. */
import { type CacheStats, LibraryCache, type Status } from "@deadwax/core-cache"
import { libraryStatus } from "@deadwax/core-sync"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { withLibraryAsItIs } from "../library/open-library.ts"
import { failureLines } from "../library/scan-with-progress.ts"
import { outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import type { Field } from "../print/fields.ts"
import { printNotice } from "../print/notice.ts"
import { grouped } from "../print/numbers.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { remoteFields } from "../print/source.ts"

const statusFields = ({ library, ...status }: Status): ReadonlyArray<Field> => [
  ["Library", library.name],
  ["Root", library.root],
  ["Identity", library.identity],
  ["Layout", library.layout],
  ["Storage", status.storage],
  ["Releases", grouped(status.releases)],
  ["Tracks", grouped(status.tracks)],
  ["Last scan", `${status.lastScanAt ?? "never"}${status.needsScan ? ", not finished" : ""}`],
  ["Failed files", grouped(status.failedTotal)],
  ["ID", library.id]
]

/** What this run was answered by what it had read before; a server answers for its own at /api/v1/cache/stats. */
const keptField = ({ hits, mended, misses, size, hitRate }: CacheStats): Field => [
  "Query cache",
  `${grouped(hits)} hits (${grouped(mended)} of them mended), ${grouped(misses)} misses (${Math.round(100 * hitRate)} %), ${grouped(size)} entries`
]

/** With -v every file that failed is named, not only counted, and what the query cache did. */
const showStatus = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const status = yield* libraryStatus
  const { manner } = yield* Screen
  const failed = manner.verbose ? (yield* cache.listFailures({ all: true })).items : []
  const kept = cache.queryCache.stats()
  if (manner.json) yield* printJson(manner.verbose ? { ...status, failed, queryCache: kept } : status)
  else {
    yield* printFields([...statusFields(status), ...remoteFields(status), ...(manner.verbose ? [keptField(kept)] : [])])
    if (failed.length > 0) yield* printLines(failureLines(failed))
  }
  if (status.needsScan) yield* printNotice("notice", unfinished)
})

const unfinished =
  "What is counted may not be all: the last scan was cut off, or the cache had to be made anew. Run deadwax scan; commands that list something do it by themselves."

export const statusCommand = Command.make("status", {}, () => withLibraryAsItIs(showStatus)).pipe(
  Command.withDescription(outlineOf("status").summary)
)
