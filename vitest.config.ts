/**
 * Two projects, told apart by a test file's name:
 * `x.test.ts` Bun and Node · `x.bun.test.ts` Bun (`bun test`) · `x.node.test.ts` Node · `x.browser.test.ts` Chromium.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { playwright } from "@vitest/browser-playwright"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"
import { bundledWorkers } from "./tools/bundled-workers.ts"

// The tools run on Bun alone, and so do their tests.
const places = ["packages/*/test", "apps/*/test"]
const named = (ending: string): Array<string> => places.map((place) => `${place}/**/*.${ending}`)

/** For a machine that is busy with other suites; tests that wait for time use Effect's test clock. */
const testTimeout = 120_000
const hookTimeout = 120_000

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

// A profile on disk, as people have it: without one all is incognito, where every read and write of a file is a message to another process.
// It is this run's own, and so is what Vite bundles for its pages: two runs at a time (see tools/check) do not meet.
const scratch = join(tmpdir(), `deadwax-chromium-${process.pid}`)
process.once("exit", () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))

// The sample's names hold what URLs of modules cannot (`#`, dot files), so it is served as a list and by a parameter.
const sampleRoot = join(import.meta.dirname, "sample")
const listSample = (): ReadonlyArray<string> =>
  readdirSync(sampleRoot, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(sampleRoot, join(entry.parentPath, entry.name)))
const serveSample: Plugin = {
  name: "serve-sample",
  configureServer: (server) => {
    server.middlewares.use("/sample-files", (_, response) => response.end(JSON.stringify(listSample())))
    server.middlewares.use("/sample-file", (request, response) => {
      const path = new URL(request.url ?? "", "http://localhost").searchParams.get("path") ?? ""
      if (listSample().includes(path)) response.end(readFileSync(join(sampleRoot, path)))
      else response.writeHead(404).end()
    })
  }
}

// Effect is a hundred modules, which each of the workers that tests start would ask for one by one. All that is imported of it is bundled: one
// module more beside the bundle would bring a second copy of those that it shares with it.
const packages = readdirSync(join(import.meta.dirname, "packages"))
const effectModules = new Set(
  packages
    .flatMap((name) => ["src", "test"].map((folder) => join(import.meta.dirname, "packages", name, folder)))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)))
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/from "(effect\/[\w/]+)"/g)].map(([, name = ""]) => name))
)

export default defineConfig({
  test: {
    // Vitest would leave one of two cores idle.
    maxWorkers: 2,
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
          hookTimeout,
          // Files share what they load, as they do on Bun: a process of its own for each costs more than most of them.
          isolate: false,
          include: named("test.ts"),
          exclude: ["**/node_modules/**", ...named("bun.test.ts"), ...named("browser.test.ts")],
          // Worker threads that a test starts resolve the workspace's sources too.
          execArgv: ["--conditions=source"]
        }
      },
      {
        plugins: [serveSample, bundledWorkers()],
        cacheDir: join(scratch, "vite"),
        resolve: { conditions: ["source", "module", "browser", "development|production"] },
        worker: { format: "es" },
        // Nothing is found and bundled while tests run: that would reload the page under them.
        optimizeDeps: {
          noDiscovery: true,
          include: [
            "vitest > expect-type",
            "../packages/core-tags > music-metadata",
            "../packages/core-tags > strtok3",
            "../packages/core-sync > saxes",
            ...[...effectModules].map((name) => `../packages/core-async > ${name}`)
          ]
        },
        test: {
          name: "browser",
          testTimeout,
          hookTimeout,
          // Pages have no environment.
          provide: { countScale: Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1") },
          include: named("browser.test.ts"),
          // What a page cannot start itself.
          globalSetup: ["packages/core-async/test/http/serve-answers.ts", "packages/core-sync/test/dav-server/serve-dav.ts"],
          // One profile is one page at a time.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium, persistentContext: join(scratch, "profile") }),
            instances: [{ browser: "chromium" }]
          }
        }
      }
    ]
  }
})
