/** `deadwax sources set`: changes how a source is reached and what is wanted of it. No file is touched by it. */
import { LibraryCache } from "@deadwax/core-cache"
import { changeSource } from "@deadwax/core-sync"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { withLibrary } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { sourceNamed } from "../sources/find-source.ts"
import { changedSource, type SourceChanges } from "../sources/new-source.ts"
import { toggleOption } from "./page-options.ts"
import { printSource, reachingOf, reachingOptions } from "./source-options.ts"

const setOne = Effect.fnUntraced(function* (name: string, changes: SourceChanges) {
  const row = yield* sourceNamed(name)
  const change = yield* changedSource(row, changes)
  const { inLibraryDb } = yield* LibraryCache
  yield* inLibraryDb((database) => changeSource(database, row, change))
  yield* printSource(name)
})

export const setCommand = Command.make(
  "set",
  {
    name: Argument.String("NAME").pipe(Argument.withDescription("the source's name")),
    ...reachingOptions("sources set"),
    newDisk: toggleOption("sources set", "new-disk")
  },
  ({ name, newDisk, ...options }) => withLibrary(setOne(name, { ...reachingOf(options), newDisk }))
).pipe(Command.withDescription(outlineOf("sources set").summary))
