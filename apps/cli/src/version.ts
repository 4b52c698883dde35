/** The version of the package this runs from; the bundler puts the text in its place. */
import manifest from "../package.json" with { type: "json" }

export const version: string = manifest.version
