/** Makes one module of a module of the workspace and all that it imports, from source, for tests that start it many times. */
import { pathToFileURL } from "node:url"
import { type InputOptions, type Plugin, rolldown } from "rolldown"

export interface BundleOptions {
  readonly platform: NonNullable<InputOptions["platform"]>
  /** Conditions of the packages' exports beside "source" and "import". */
  readonly conditions: ReadonlyArray<string>
  /** How a module that is left out, since it finds its WebAssembly by its own address, is named there: by its path on this disk. */
  readonly addressOf: (path: string) => string
  /** Modules that are asked for on another runtime alone. */
  readonly elsewhere?: RegExp
}

/** With WebAssembly; and this module, which what it bundles may come to as well. */
const staysApart = /^(?:taglib-wasm|@sqlite\.org\/sqlite-wasm|.*\/bundle-module\.ts)$/

const leaveApart = (addressOf: BundleOptions["addressOf"]): Plugin => ({
  name: "leave-apart",
  async resolveId(source, importer) {
    if (!staysApart.test(source)) return undefined
    const found = await this.resolve(source, importer, { skipSelf: true })
    return found === null ? undefined : { id: addressOf(found.id), external: "absolute" }
  }
})

/** What a module finds by its own address lies beside its source. */
const keepAddresses: Plugin = {
  name: "keep-addresses",
  transform: (code, id) =>
    id.endsWith(".ts") && code.includes("import.meta.url")
      ? code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
      : undefined
}

/** The text of the module. */
export const bundleModule = async (
  path: string,
  { platform, conditions, addressOf, elsewhere }: BundleOptions
): Promise<string> => {
  const bundling = await rolldown({
    input: path,
    platform,
    external: [/^bun(:|$)/, ...(elsewhere === undefined ? [] : [elsewhere])],
    resolve: { conditionNames: ["source", ...conditions, "import", "default"] },
    plugins: [leaveApart(addressOf), ...(platform === "node" ? [keepAddresses] : [])]
  })
  const { output } = await bundling.generate({ format: "es", codeSplitting: false })
  await bundling.close()
  return output[0].code
}
