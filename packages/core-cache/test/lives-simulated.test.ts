/** Random lives on the simulated runtime: 500 scripts in a soak, a tenth of that in an ordinary run on Bun. The files are simulated, SQLite is the runtime's own. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { layer as simulated } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { countScaleAnywhere } from "../../core-async/test/harness/count-scale.ts"
import { layerIn } from "../../core-async/test/harness/root-simulated.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { permissionContract } from "./bad-input.contract.ts"
import { wideRandomContract } from "./random.contract.ts"

const scripts = Math.max(4, Math.round(500 * countScaleAnywhere))
const seed = Number(process.env["DEADWAX_SEED"] ?? "1000")

/** Databases are files that SQLite opens itself: they lie in a real directory, which is on the simulated disk as well. */
const directory = Effect.acquireRelease(
  Effect.sync(() => {
    const path = mkdtempSync(join(tmpdir(), "deadwax-lives-"))
    mkdirSync(join(path, "state"))
    return path
  }),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const world = Layer.provideMerge(layerIn(directory), Layer.merge(runtimeLayer, simulated))

testContracts(
  "the simulated runtime",
  [
    { name: "permission", cases: permissionContract },
    { name: "random lives", cases: wideRandomContract(scripts, seed) }
  ],
  world
)
afterAll(() => console.log(`soak: ${scripts} scripts on the simulated runtime, seed ${seed}`))
