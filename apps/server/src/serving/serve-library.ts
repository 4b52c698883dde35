/** Serves one library over HTTP until the scope closes. */
import type { Bodies, Digests, Files, Http, Parts, Processes, Sqlite, Workers } from "@deadwax/core-async"
import type { OpenLibrary } from "@deadwax/core-cache"
import { snapshotsIn, syncSource } from "@deadwax/core-sync"
import { QuickReader, type TagWriter } from "@deadwax/core-tags"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { createApp } from "../create-app.ts"
import type { AccessRules, AppPorts } from "../ports.ts"
import { findWebAssets } from "./disk-assets.ts"
import { holdLibrary } from "./library-holder.ts"
import type { Address, Listener } from "./listener.ts"

export type { Address, Listener } from "./listener.ts"
export { ListenError } from "./listener.ts"

/** What is served, where, and to whom. */
export interface Serving {
  readonly version: string
  readonly library: OpenLibrary
  /** For covers that were made smaller. */
  readonly coverDirectory: string
  readonly address: Address
  readonly access: AccessRules
  /** For what sources told last; it may be deleted at any time. */
  readonly snapshotDirectory: string
  /** The environment variables: a source's password may be in one. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The web app's build; without one a plain page says so. */
  readonly webDirectory: string
}

type Ports = Bodies | Digests | Files | Http | Parts | Sqlite | Workers | Processes | TagWriter

/** Opens the library and listens; answers the port. Fails when the library cannot be opened, or nobody can listen there. */
export const serveLibrary = Effect.fnUntraced(function* (listener: Listener, serving: Serving) {
  const holder = yield* holdLibrary(serving.library)
  // Covers and sources are read as the library is.
  const ports = Context.add(yield* Effect.context<Ports>(), QuickReader, serving.library.quickReader !== false)
  const runOn = Effect.runPromiseExitWith(ports)
  const opening = { environment: serving.environment, snapshots: yield* snapshotsIn(serving.snapshotDirectory) }
  const run: AppPorts["run"] = (effect, signal) => runOn(holder.run(effect), signal && { signal })
  const resizer = yield* Effect.promise(() => listener.loadResizer())
  const assets = yield* Effect.promise(() => findWebAssets(serving.webDirectory))
  const { version, coverDirectory, access } = serving
  const app = createApp({
    version,
    run,
    sync: (request) => Effect.provideContext(syncSource({ ...request, opening }), ports),
    atHand: holder.atHand,
    coverDirectory,
    access,
    ...(resizer !== undefined && { resizer }),
    ...(assets !== undefined && { assets })
  })
  return yield* listener.listen(app, serving.address)
})
