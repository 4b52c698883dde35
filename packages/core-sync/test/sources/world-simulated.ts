/** A world in memory, for the simulated source. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SimulatedRemote, type SimulatedRemoteOptions } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import { bytes, SourceWorld } from "./source-case.ts"

/** A new, empty remote for each case. */
export const layerSimulated = (options: SimulatedRemoteOptions = {}): Layer.Layer<SourceWorld> =>
  Layer.sync(SourceWorld, () => {
    const remote = new SimulatedRemote(options)
    return SourceWorld.of({
      open: Effect.sync(() => simulatedSource(remote)),
      openBelow: (folder) => Effect.sync(() => simulatedSource(remote, { below: folder })),
      put: (path, content) => Effect.sync(() => void remote.put(path, content)),
      putAll: (paths) =>
        Effect.sync(() => {
          for (const path of paths) remote.put(path, bytes(path))
        }),
      makeFolder: () => Effect.void,
      remove: (path) => Effect.sync(() => remote.remove(path)),
      removeFolder: (path) => Effect.sync(() => remote.removeFolder(path)),
      move: (from, to) => Effect.sync(() => remote.move(from, to)),
      modifiedAtUs: (path) => Effect.sync(() => remote.fileAt(path)?.modifiedAtUs ?? 0),
      takeAway: Effect.sync(() => {
        remote.isReachable = false
      }),
      bringBack: Effect.sync(() => {
        remote.isReachable = true
      }),
      expireCursors: Effect.sync(() => remote.expireCursors()),
      limits: { timeStepUs: 1, shownPath: (path) => path },
      secrets: []
    })
  })
