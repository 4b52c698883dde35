import { mkdirSync, rmSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as ports, runtime } from "#runtime"
import { ContractRoot } from "../../core-async/src/contract.ts"
import { layer as roots } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { memorySnapshots } from "../src/sources/compared-feed.ts"
import { openDirectory } from "../src/sources/directory/directory-source.ts"
import { SourceWorld } from "./sources/source-case.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { makeDiskWorld } from "./sources/world-disk.ts"

/** A directory for each case; without snapshots the source has no feed. */
const layerDirectory = (keepsSnapshots: boolean) =>
  Layer.effect(
    SourceWorld,
    Effect.gen(function* () {
      const needed = yield* Effect.context<Layer.Success<typeof ports>>()
      const { directory: above } = yield* ContractRoot
      const directory = `${above}/music`
      mkdirSync(directory)
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(directory, { recursive: true, force: true })))
      const snapshots = memorySnapshots()
      const openAt = (folder: string) =>
        openDirectory({
          name: "Old disk",
          root: folder === "" ? directory : `${directory}/${folder}`,
          ...(keepsSnapshots ? { snapshots } : {})
        }).pipe(Effect.provide(needed))
      const limits = { timeStepUs: 1, shownPath: (path: string) => path }
      return makeDiskWorld({ directory, openAt, snapshots, limits, secrets: [], tell: Effect.void })
    })
  ).pipe(Layer.provide(Layer.merge(ports, roots)))

const suites = [{ name: "sources", cases: sourcesContract }]

testContracts(`${runtime}, a directory`, suites, layerDirectory(true))
testContracts(`${runtime}, a directory without a feed`, suites, layerDirectory(false))
