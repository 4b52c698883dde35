/**
 * Examines a library: its storage, its databases, its names, what was begun and not ended, and what the last scan could not do.
 *
 * It does not open the library, which would make, migrate or rebuild databases: it opens the two files read-only, and only reads the
 * rest. So it changes nothing, whatever it finds. Not for a browser's library that is in use: there one opening excludes another.
 */
import * as Effect from "effect/Effect"
import { attempt, type CacheError } from "../cache-error.ts"
import type { OpenLibrary } from "../open/open-library.ts"
import { defaultContentRules } from "../scan/entry-names.ts"
import { checkOnline } from "../scan/online.ts"
import { snapshot } from "../store/snapshot.ts"
import { type Finding, problem } from "./finding.ts"
import { lookAtCache } from "./look-at-cache.ts"
import { lookAtCacheDb, lookAtLibraryDb, lookAtWork } from "./look-at-databases.ts"
import { lookAtFiles } from "./look-at-files.ts"

/**
 * All that is amiss with a library, problems before notes; empty: nothing. What cannot be looked at is a finding itself, and the rest is
 * examined all the same. Reads both databases whole and lists every directory; opens no music file.
 */
export const examineLibrary = Effect.fnUntraced(function* (options: OpenLibrary) {
  const { library } = options
  const rules = { ...defaultContentRules, ...options.content }
  const userDb = yield* lookAtLibraryDb(options)
  const storage = yield* checkOnline({ library, userDb: userDb.database }).pipe(
    Effect.as(undefined),
    Effect.catch((error) => (error.reason === "offline" ? Effect.succeed(offline(error)) : Effect.fail(error)))
  )
  const cache = yield* lookAtCacheDb(options, userDb.database)
  const findings: Array<Finding> = [...(storage === undefined ? [] : [storage]), ...userDb.findings, ...cache.findings]
  if (userDb.database !== undefined) findings.push(...(yield* lookAtWork(userDb.database)))
  if (cache.database !== undefined && userDb.database !== undefined) {
    const [read, known] = [cache.database, userDb.database]
    findings.push(...(yield* attempt(() => snapshot(read, () => lookAtCache(read, known, library)))))
  }
  if (storage === undefined) findings.push(...(yield* lookAtFiles(library.root, rules)))
  return [...findings.filter(isProblem), ...findings.filter((finding) => !isProblem(finding))] satisfies ReadonlyArray<Finding>
}, Effect.scoped)

const isProblem = ({ severity }: Finding): boolean => severity === "problem"

const offline = ({ message, remedy, path }: CacheError): Finding => problem("storage", path ?? null, message, remedy)
