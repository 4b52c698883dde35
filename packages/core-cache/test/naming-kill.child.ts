/**
 * Scans a library with renaming on, by one of two sets of templates, until it is killed or has ended. Arguments: the directory that holds
 * `music` and the databases, the library's id, the number of the round. Says "." on standard output before each rename.
 */
import "../../core-async/test/harness/keep-compiled.ts"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as runtimeLayer } from "#runtime"
import { LibraryCache, layer } from "../src/index.ts"
import { killedLibrary, namingOfRound } from "./naming-kill.rounds.ts"

const [directory = "", id = "", round = "0"] = process.argv.slice(2)

const telling = Layer.effect(
  Files,
  Effect.map(Files, (files) => ({
    ...files,
    rename: (from: string, to: string) => {
      process.stdout.write(".")
      return files.rename(from, to)
    }
  }))
)

const places = { cachePath: `${directory}/state/cache.db`, libraryPath: `${directory}/state/library.db` }
const opened = layer({ library: killedLibrary(directory, id), ...places, naming: namingOfRound(Number(round)) })
const ports = Layer.provideMerge(telling, runtimeLayer)
await Effect.runPromise(
  Effect.flatMap(LibraryCache, (cache) => cache.scan({ workers: 0 })).pipe(Effect.provide(Layer.provide(opened, ports)))
)
