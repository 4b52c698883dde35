/**
 * Writes ids into the files of a folder over and over, until it is killed. Arguments: the folder, the round to begin with.
 * Says "." on standard output as each write begins.
 */
import "../../core-async/test/harness/keep-compiled.ts"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isAudioPath, TagWriter, writeIds } from "../src/index.ts"
import { layer as runtimeLayer } from "./runtime.ts"
import { releaseOfRound } from "./write-kill.rounds.ts"
import { itemFor } from "./writing-items.ts"

const [folder = "", first = "0"] = process.argv.slice(2)
const paths = readdirSync(folder)
  .filter(isAudioPath)
  .map((name) => join(folder, name))

const writeForEver = Effect.gen(function* () {
  for (let round = Number(first); ; round++) {
    for (const path of paths) {
      process.stdout.write(".")
      const { ids, expected } = itemFor(path, { track: "track", release: releaseOfRound(round) })
      const outcome = yield* writeIds(path, ids, expected)
      if (outcome.kind !== "written" && outcome.kind !== "unchanged") throw new Error(`${path}: ${JSON.stringify(outcome)}`)
    }
  }
})

await Effect.runPromise(Effect.provide(writeForEver, Layer.merge(runtimeLayer, TagWriter.layer())))
