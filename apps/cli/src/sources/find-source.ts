/** A source by the name that was typed; without one of that name it fails as `not-found`. */
import { LibraryCache } from "@deadwax/core-cache"
import { listSourceInfos, readSource } from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"

const noSource = Effect.fnUntraced(function* (name: string) {
  const { library } = yield* LibraryCache
  return yield* new Failure({
    code: "not-found",
    message: `the library "${library.name}" has no source "${name}"`,
    remedy: "Names are case-exact: deadwax sources list shows them."
  })
})

/** The source of this name. */
export const sourceNamed = Effect.fnUntraced(function* (name: string) {
  const { inLibraryDb } = yield* LibraryCache
  return (yield* inLibraryDb((database) => readSource(database, name))) ?? (yield* noSource(name))
})

/** What is told of the source of this name. */
export const shownSource = Effect.fnUntraced(function* (name: string) {
  const { items } = yield* listSourceInfos({ all: true })
  return items.find((source) => source.name === name) ?? (yield* noSource(name))
})
