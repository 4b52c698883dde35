/**
 * For tests in a browser: a worker is served as one module. The development server gives out every module by itself, some hundred and fifty to a worker;
 * starting one took a second and more, and a contract starts many.
 */
import { type Plugin as BundlePlugin, rolldown } from "rolldown"
import type { Plugin } from "vite"

/** A worker of a test (`x.worker.ts`), or one that such a worker starts (`x.web.ts`). */
const entry = /^(.+\.(?:worker|web)\.ts)\?(?:.*&)?worker_file/

/** These find their WebAssembly by their own address, and stay the modules that they are. */
const withWebAssembly = new Set(["taglib-wasm", "@sqlite.org/sqlite-wasm"])

const leaveWebAssembly: BundlePlugin = {
  name: "leave-webassembly",
  async resolveId(source, importer) {
    if (!withWebAssembly.has(source)) return undefined
    const found = await this.resolve(source, importer, { skipSelf: true })
    return found === null ? undefined : { id: `/@fs${found.id}`, external: true }
  }
}

const bundle = async (path: string): Promise<string> => {
  const bundling = await rolldown({
    input: path,
    platform: "browser",
    resolve: { conditionNames: ["source", "module", "browser", "development", "import", "default"] },
    plugins: [leaveWebAssembly]
  })
  const { output } = await bundling.generate({ format: "es", codeSplitting: false })
  await bundling.close()
  return output[0].code
}

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
