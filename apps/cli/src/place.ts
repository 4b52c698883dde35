/**
 * Whether this runs from source or from the bundle, and what depends on it: TagLib's WebAssembly is beside the bundle as a file of its
 * own, which its user may replace; run from source, it is in the package that brings it.
 */
import { TagWriter } from "@deadwax/core-tags"

export const isBundled = !import.meta.url.endsWith(".ts")

export const tagWriter = TagWriter.layer(isBundled ? { wasmUrl: new URL("./taglib-web.wasm", import.meta.url) } : {})
