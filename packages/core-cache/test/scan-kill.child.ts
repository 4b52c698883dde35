/**
 * Scans a library until it is killed or has ended. Arguments: the directory that holds `music` and the databases, the library as JSON.
 * Says "." on standard output before each file that is written and whenever the scan tells its progress.
 */
import "../../core-async/test/harness/keep-compiled.ts"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as runtimeLayer } from "#runtime"
import { type Library, LibraryCache, layer } from "../src/index.ts"

const [directory = "", text = ""] = process.argv.slice(2)
const mark = (): void => void process.stdout.write(".")

const telling = Layer.effect(
  Files,
  Effect.map(Files, (files): Files["Service"] => ({
    ...files,
    writeAtomic: (...parameters) => {
      mark()
      return files.writeAtomic(...parameters)
    }
  }))
)

const places = { cachePath: `${directory}/state/cache.db`, libraryPath: `${directory}/state/library.db` }
const opened = layer({ library: JSON.parse(text) as Library, ...places })
await Effect.runPromise(
  Effect.flatMap(LibraryCache, (cache) => cache.scan({ workers: 0, onProgress: mark })).pipe(
    Effect.provide(Layer.provide(opened, Layer.provideMerge(telling, runtimeLayer)))
  )
)
