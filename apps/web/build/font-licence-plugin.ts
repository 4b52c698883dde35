/** Puts the licence of the typeface beside the build: it goes where the font files go. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Plugin } from "vite"

export const fontLicence = (): Plugin => ({
  name: "deadwax-font-licence",
  apply: "build",
  generateBundle() {
    const path = createRequire(import.meta.url).resolve("@fontsource-variable/fraunces/LICENSE")
    this.emitFile({ type: "asset", fileName: "licences/fraunces.txt", source: readFileSync(path, "utf8") })
  }
})
