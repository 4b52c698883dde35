/**
 * The library of a server, which stays open for weeks while other programs work on the same databases.
 *
 * What makes it hard: a cache that turns out to be damaged is replaced only by an opening, and one that another program rebuilt is not this
 * opening's to scan. So a request that meets either has the library opened again and is run once more. A cache that was deleted or
 * replaced meets nobody, and is looked for before each request. Whoever still works on the old opening keeps it until they are done.
 */
import { CacheError, LibraryCache, type LibraryCacheShape, layer as libraryLayer, type OpenLibrary } from "@deadwax/core-cache"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RcRef from "effect/RcRef"
import { noteFiles } from "./same-files.ts"

export interface LibraryHolder {
  /** The library, while it is open. */
  readonly atHand: () => LibraryCacheShape | undefined
  /** Runs an effect on the open library. What it has done must not matter when it is run again after a failure of the databases. */
  readonly run: <A, E, R>(
    effect: Effect.Effect<A, E, R | LibraryCache>
  ) => Effect.Effect<A, E | CacheError, Exclude<R, LibraryCache>>
}

/** Would another opening do better? A damaged library.db is named by its path, and no opening mends it. */
const isStale = (error: unknown, { cachePath, libraryPath }: OpenLibrary): boolean => {
  if (!(error instanceof CacheError) || error.path === libraryPath) return false
  return error.reason === "damaged" || error.reason === "storage" || (error.reason === "usage" && error.path === cachePath)
}

interface Opening {
  readonly library: LibraryCacheShape
  /** Are its databases still those that everybody else would open? */
  readonly isSame: () => boolean
}

const replaced = "the library is opened again: its databases were deleted or replaced"
const stale = "the library is opened again: its cache was damaged, or rebuilt by another program"

/** Opens the library for as long as the scope lasts; fails when it cannot be opened now. */
export const holdLibrary = Effect.fnUntraced(function* (options: OpenLibrary) {
  let current: Opening | undefined
  const forget = () => {
    current = undefined
  }
  const acquire = Effect.gen(function* () {
    const library = Context.get(yield* Layer.build(libraryLayer(options)), LibraryCache)
    for (const notice of library.notices) yield* Effect.logWarning(notice)
    const opening = { library, isSame: noteFiles(options, () => performance.now()) }
    current = opening
    // Runs before the databases are closed: finalizers run in the opposite order.
    yield* Effect.addFinalizer(() => Effect.sync(() => (current === opening ? forget() : undefined)))
    return library
  })
  const ref = yield* RcRef.make({ acquire, idleTimeToLive: "1000 days" })
  yield* Effect.scoped(RcRef.get(ref))
  const once = <A, E, R>(effect: Effect.Effect<A, E, R | LibraryCache>) =>
    Effect.scoped(Effect.flatMap(RcRef.get(ref), (cache) => Effect.provideService(effect, LibraryCache, cache)))
  const openAgain = (why: string) =>
    Effect.logWarning(why).pipe(Effect.andThen(Effect.sync(forget)), Effect.andThen(RcRef.invalidate(ref)))
  const checkFiles = Effect.suspend(() => (current === undefined || current.isSame() ? Effect.void : openAgain(replaced)))
  const holder: LibraryHolder = {
    atHand: () => (current?.isSame() === true ? current.library : undefined),
    run: (effect) =>
      Effect.catch(Effect.andThen(checkFiles, once(effect)), (error) =>
        isStale(error, options) ? Effect.andThen(openAgain(stale), once(effect)) : Effect.fail(error)
      )
  }
  return holder
})
