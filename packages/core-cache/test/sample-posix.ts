/** The sample's files on a disk. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type SampleFile, SampleFiles } from "./sample.contract.ts"

const sample = join(import.meta.dirname, "../../../sample")

const below = (directory: string): ReadonlyArray<SampleFile> =>
  readdirSync(join(sample, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(sample.length + 1).replaceAll("\\", "/"), bytes: new Uint8Array(readFileSync(path)) }))

export const layer = Layer.succeed(SampleFiles, SampleFiles.of({ below: (directory) => Effect.sync(() => below(directory)) }))
