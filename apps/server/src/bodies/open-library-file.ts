/** Opens a file of the library for an answer, and says in HTTP's terms why it could not be opened. */
import { Bodies, type Body, type FileErrorReason } from "@deadwax/core-async"
import { type CacheError, LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { Problem } from "../answers/problem.ts"

const gone: ReadonlySet<FileErrorReason> = new Set(["not-found", "not-a-directory", "is-a-directory"])

const vanished = new Problem({
  code: "vanished",
  detail: "The file is not where it was at the last scan.",
  remedy: "Scan again."
})
const outside = new Problem({
  code: "not-found",
  detail: "What lies outside the library is not served, links included.",
  remedy: "Put the file itself there."
})
const unreadable = new Problem({
  code: "unreadable",
  detail: "The file is there, but the server cannot read it.",
  remedy: "Mend its permissions or its disk."
})

/** Missing with the disk away is something else than missing. */
const whyGone = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const { storage } = yield* cache.status()
  if (storage === "online") return vanished
  return new Problem({
    code: "offline",
    detail: "The disk that holds the music is not there.",
    remedy: "Connect it and try again.",
    headers: { "retry-after": "30" }
  })
})

/** Opens `path`, which must lie in the library. Whoever calls closes it, or has it sent. */
export const openLibraryFile = (path: string): Effect.Effect<Body, Problem | CacheError, LibraryCache | Bodies> =>
  Effect.gen(function* () {
    const { library } = yield* LibraryCache
    const bodies = yield* Bodies
    return yield* Effect.catch(bodies.open(library.root, path), ({ reason }) => {
      if (gone.has(reason)) return Effect.flatMap(whyGone, (problem) => Effect.fail(problem))
      return Effect.fail(reason === "name" ? outside : unreadable)
    })
  })
