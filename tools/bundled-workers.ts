/**
 * For tests in a browser: a worker is served as one module. The development server gives out every module by itself, some hundred and fifty to a worker;
 * starting one took a second and more, and a contract starts many.
 */
import type { Plugin } from "vite"
import { bundleModule } from "./bundle-module.ts"

/** A worker of a test (`x.worker.ts`), or one that such a worker starts (`x.web.ts`). */
const entry = /^(.+\.(?:worker|web)\.ts)\?(?:.*&)?worker_file/

const bundle = (path: string): Promise<string> =>
  bundleModule(path, {
    platform: "browser",
    conditions: ["module", "browser", "development"],
    addressOf: (module) => `/@fs${module}`
  })

/** Bundles each of them once. */
export const bundledWorkers = (): Plugin => {
  const bundled = new Map<string, Promise<string>>()
  return {
    name: "bundled-workers",
    enforce: "pre",
    load: async (id) => {
      const path = entry.exec(id)?.[1]
      if (path === undefined) return undefined
      const code = bundled.get(path) ?? bundle(path)
      bundled.set(path, code)
      // A map of it is six times as long as the code, and would be sent along each time.
      return { code: await code, map: { mappings: "" } }
    }
  }
}
