/**
 * A program or worker of a test as one module. From source it loads, and on Node strips of types, a hundred and fifty modules: half a second of a core at
 * each start on Bun and more than one on Node, where tests start hundreds.
 */
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const runtime = process.versions.bun === undefined ? "node" : "bun"

/** Where the check keeps them for all of its runs, in which no source changes; else each process makes its own. */
const makeDirectory = (): string => {
  const shared = process.env["DEADWAX_BUNDLES"]
  if (shared !== undefined) {
    mkdirSync(shared, { recursive: true })
    return shared
  }
  const own = mkdtempSync(join(tmpdir(), "deadwax-bundles-"))
  process.on("exit", () => rmSync(own, { recursive: true, force: true }))
  return own
}

const write = async (module: string, path: string): Promise<void> => {
  // The bundler takes a third of a second to load, and most find theirs made.
  const { bundleModule } = await import("../../../../tools/bundle-module.ts")
  const elsewhere = runtime === "bun" ? /^@deadwax\/core-async\/node$/ : /^@deadwax\/core-async\/bun$/
  const code = await bundleModule(module, { platform: "node", conditions: [runtime], addressOf: (left) => left, elsewhere })
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, code)
  renameSync(temporary, path)
}

let directory: string | undefined
const made = new Map<string, Promise<string>>()

const make = async (module: string): Promise<string> => {
  directory ??= makeDirectory()
  const name = `${basename(module, ".ts")}-${createHash("sha256").update(module).digest("hex").slice(0, 8)}-${runtime}.mjs`
  const path = join(directory, name)
  if (!existsSync(path)) await write(module, path)
  return path
}

/** The path of the bundle of a module, which is given by its own path; for the runtime that asks. */
export const bundledProgram = (module: string): Promise<string> => {
  const path = made.get(module) ?? make(module)
  made.set(module, path)
  return path
}

/** Workers whose entry is bundled when the first of them is to be had. */
export const layerBundled = <A, E, R>(entry: URL, layerOf: (options: { readonly entry: URL }) => Layer.Layer<A, E, R>) =>
  Layer.unwrap(
    Effect.map(
      Effect.promise(() => bundledProgram(fileURLToPath(entry))),
      (path) => layerOf({ entry: pathToFileURL(path) })
    )
  )
