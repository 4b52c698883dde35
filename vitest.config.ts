/**
 * Two projects, told apart by a test file's name:
 * `x.test.ts` Bun and Node · `x.bun.test.ts` Bun (`bun test`) · `x.node.test.ts` Node · `x.browser.test.ts` Chromium.
 */
import { playwright } from "@vitest/browser-playwright"
import { defineConfig } from "vitest/config"

const places = ["packages/*/test", "apps/*/test", "tools"]
const named = (ending: string): Array<string> => places.map((place) => `${place}/**/*.${ending}`)

/** For a machine that is busy with other suites; tests that wait for time use Effect's test clock. */
const testTimeout = 60_000

const chromium = {
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync"
  ]
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: ["source", "module", "node", "development|production"] },
        ssr: {
          resolve: { conditions: ["source", "module", "node", "development|production"], externalConditions: ["source", "node"] }
        },
        test: {
          name: "node",
          environment: "node",
          testTimeout,
          include: named("test.ts"),
          exclude: ["**/node_modules/**", ...named("bun.test.ts"), ...named("browser.test.ts")],
          // Worker threads that a test starts resolve the workspace's sources too.
          execArgv: ["--conditions=source"]
        }
      },
      {
        resolve: { conditions: ["source", "module", "browser", "development|production"] },
        worker: { format: "es" },
        // Nothing is found and bundled while tests run: that would reload the page under them.
        optimizeDeps: {
          noDiscovery: true,
          include: ["vitest > expect-type", "../packages/core-tags > music-metadata", "../packages/core-tags > strtok3"]
        },
        test: {
          name: "browser",
          testTimeout,
          include: named("browser.test.ts"),
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium }),
            instances: [{ browser: "chromium" }]
          }
        }
      }
    ]
  }
})
