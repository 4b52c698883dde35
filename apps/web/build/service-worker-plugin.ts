/** Makes `sw.js` of `src/service-worker/service-worker.ts`, with the list of this build's files and a version made of them written in. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Plugin, transformWithOxc } from "vite"

const source = join(import.meta.dirname, "../src/service-worker/service-worker.ts")

/** SQLite's other ways to be started, which its module names and nothing here uses: they are not shipped. */
const otherStarters = /(?:^|\/)sqlite3-(?:worker1|opfs)[^/]*$/

/** What is shipped, and what the app never asks for. */
const neverAsked = /(?:^|\/)(?:taglib[^/]*|licences\/.*)$/

/** Paths that the app needs without a network. The page itself stands for index.html. */
export const filesToKeep = (names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names
    .filter((name) => name !== "index.html" && name !== "sw.js" && !name.endsWith(".map") && !neverAsked.test(name))
    .map((name) => `/${name}`)
    .sort()

const writeIn = (code: string, values: Readonly<Record<string, string | ReadonlyArray<string>>>): string =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, JSON.stringify(value)), code)

export const serviceWorker = (): Plugin => ({
  name: "deadwax-service-worker",
  apply: "build",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler: async function (_options, bundle) {
      for (const name of Object.keys(bundle)) if (otherStarters.test(name)) delete bundle[name]
      const hash = createHash("sha256")
      for (const name of Object.keys(bundle).sort()) {
        const file = bundle[name]
        hash.update(name).update(file?.type === "chunk" ? file.code : (file?.source ?? ""))
      }
      const { code } = await transformWithOxc(readFileSync(source, "utf8"), source, { sourcemap: false })
      hash.update(code)
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: writeIn(code, {
          __DEADWAX_FILES__: filesToKeep(Object.keys(bundle)),
          __DEADWAX_BUILD__: hash.digest("hex").slice(0, 16)
        })
      })
    }
  }
})
