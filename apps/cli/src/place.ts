/**
 * Whether this runs from source or from the bundle, and what depends on it. The web app is found by its place. TagLib's WebAssembly is beside the bundle as a file of its
 * own, which its user may replace; run from source, it is in the package that brings it.
 */
import { fileURLToPath } from "node:url"
import { TagWriter } from "@deadwax/core-tags"

export const isBundled = !import.meta.url.endsWith(".ts")

/** The web app's build: in the bundle's directory, or where its own package builds it. */
export const webDirectory = fileURLToPath(new URL(isBundled ? "./web/" : "../../web/dist/", import.meta.url))

export const tagWriter = TagWriter.layer(isBundled ? { wasmUrl: new URL("./taglib-web.wasm", import.meta.url) } : {})
