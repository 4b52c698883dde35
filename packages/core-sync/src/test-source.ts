/** Asks a source whether a sync could begin: what that would refuse at once is refused here, and nothing is written down. */
import type { Bodies, Files, Http } from "@deadwax/core-async"
import { type CacheError, LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type { SourceRow } from "./catalog/source-rows.ts"
import { lookAtDisk } from "./discovery/same-disk.ts"
import { type OpeningSource, openSource } from "./sources/open-source.ts"
import type { Source } from "./sources/source.ts"
import type { SourceError } from "./sources/source-error.ts"
import type { SyncError } from "./sync-error.ts"
import { checkApart } from "./sync-source.ts"

/**
 * Opens a source that the library knows and answers it. Fails as `openSource` and `Source.check` do, as `overlap` where its directory leads into the
 * library by now, and as `other-disk` where another one lies at its address.
 */
export const testSource = (
  row: SourceRow,
  opening: OpeningSource
): Effect.Effect<Source, SourceError | SyncError | CacheError, LibraryCache | Files | Bodies | Http> =>
  Effect.gen(function* () {
    const cache = yield* LibraryCache
    yield* checkApart(cache, row)
    const source = yield* openSource(row, opening)
    yield* source.check()
    yield* lookAtDisk({ source, sourceNo: row.no, inDb: cache.inLibraryDb })
    return source
  })
