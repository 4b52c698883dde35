/**
 * Where TagLib's WebAssembly is: beside the bundle as a file of its own, which its user may replace; run from source, in the package
 * that brings it.
 */
import { TagWriter } from "@deadwax/core-tags"

const isBundled = !import.meta.url.endsWith(".ts")

export const tagWriter = TagWriter.layer(isBundled ? { wasmUrl: new URL("./taglib-web.wasm", import.meta.url) } : {})
