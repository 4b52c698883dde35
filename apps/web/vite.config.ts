/**
 * Builds dist/: pages that keep a strict content security policy (no inline script or style), names with hashes for all that may be cached
 * for ever. The workspace's packages are taken from source.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"
import { contentPolicyPlugin } from "./build/content-policy-plugin.ts"
import { fontLicence } from "./build/font-licence-plugin.ts"
import { makeLicences } from "./build/licences-plugin.ts"
import { serviceWorker } from "./build/service-worker-plugin.ts"

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8")) as { readonly version: string }

const licences = makeLicences()

export default defineConfig({
  plugins: [react(), contentPolicyPlugin(), fontLicence(), licences.write(), serviceWorker()],
  define: { __DEADWAX_VERSION__: JSON.stringify(version) },
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  worker: { format: "es", plugins: () => [licences.collect()] },
  // SQLite's module finds its WebAssembly by its own address, which bundling for development would change.
  optimizeDeps: { exclude: ["@sqlite.org/sqlite-wasm"] },
  build: {
    target: "esnext",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0
  },
  // A development server for the app beside `deadwax serve`.
  server: { proxy: { "/api": "http://127.0.0.1:4747", "/health": "http://127.0.0.1:4747" } }
})
