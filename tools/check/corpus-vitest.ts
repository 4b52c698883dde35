/** Vitest's configuration of the corpus step: the same files that `bun test` is given by path, on Node. */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  ssr: { resolve: { conditions: ["source", "module", "node"] } },
  test: {
    name: "corpus",
    include: ["packages/*/test/**/*.corpus.ts", "apps/*/test/**/*.corpus.ts", "tools/**/*.corpus.ts"],
    environment: "node",
    testTimeout: 120_000
  }
})
