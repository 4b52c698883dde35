/** Finds what `ID|PATH` names: as it stands, else as a path seen from the working directory. */
import type { CacheError } from "@deadwax/core-cache"
import { LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { realPathOf } from "../config/choose-library.ts"
import { Failure } from "../errors/failure.ts"

export const findByIdOrPath = Effect.fnUntraced(function* <T>(
  kind: "release" | "track",
  idOrPath: string,
  get: (idOrPath: string) => Effect.Effect<T | undefined, CacheError>
) {
  const found = (yield* get(idOrPath)) ?? (yield* get(yield* realPathOf(idOrPath)))
  if (found !== undefined) return found
  const { library } = yield* LibraryCache
  return yield* new Failure({
    code: "not-found",
    message: `the library "${library.name}" has no ${kind} "${idOrPath}"`,
    remedy: `Look it up with deadwax search, or list all with deadwax ${kind}s list; after changes of files, run deadwax scan.`,
    path: idOrPath
  })
})
