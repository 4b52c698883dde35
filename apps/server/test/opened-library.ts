/** A library of a test's directory, opened as a program of its own would open it. */
import { join } from "node:path"
import { initLibrary, type Library, layer as libraryLayer, type OpenLibrary } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { layer as runtimeLayer } from "#runtime"

const libraries = new Map<string, Library>()

/** The options of the library below `directory`, which is registered the first time. */
export const libraryBelow = async (directory: string) => {
  const init = initLibrary({ root: join(directory, "music"), identity: "fingerprint", registered: [] })
  const library = libraries.get(directory) ?? (await Effect.runPromise(Effect.provide(init, runtimeLayer)))
  libraries.set(directory, library)
  return { library, cachePath: join(directory, "state/cache.db"), libraryPath: join(directory, "state/library.db") }
}

/** `content`: other settings than everybody else's, which rebuild the cache. */
export const openRuntime = async (directory: string, content: NonNullable<OpenLibrary["content"]> = {}) => {
  const options = await libraryBelow(directory)
  const runtime = ManagedRuntime.make(Layer.provideMerge(libraryLayer({ ...options, content }), runtimeLayer))
  return { library: options.library, runtime }
}
