/** The dedicated worker that owns the library of this browser: the same core and the same HTTP app as on a server, on private files. */
import { layerWorkers, layer as runtime } from "@deadwax/core-async/browser"
import * as Layer from "effect/Layer"
import { databasesPath } from "../import/library-directories.ts"
import { noTagWriter } from "./no-tag-writer.ts"
import { serveLibrary } from "./serve-library.ts"

const workers = layerWorkers({ start: () => new Worker(new URL("./scan-worker.ts", import.meta.url), { type: "module" }) })

serveLibrary({ ports: Layer.mergeAll(runtime({ databases: { directory: databasesPath } }), workers, noTagWriter) })
