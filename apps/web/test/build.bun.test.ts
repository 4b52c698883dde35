/** What is shipped: how much of it the first paint needs, that no code or style is inline, and that nothing in it asks for another site. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { buildPages } from "./harness/build.ts"
import { firstScripts } from "./harness/first-scripts.ts"

const mostScriptBytes = 300 * 1024

let pages: string
let html: string

beforeAll(async () => {
  pages = await buildPages("app")
  html = readFileSync(join(pages, "index.html"), "utf8")
}, 120_000)

const read = (path: string): Buffer => readFileSync(join(pages, path))

describe("the build", () => {
  test("[P11] the first paint needs at most 300 KB of script, gzipped", () => {
    const bytes = firstScripts(pages)
    expect(bytes.length).toBeGreaterThan(0)
    console.log(`first paint: ${bytes.map(([path, size]) => `${path} ${size}`).join(", ")} bytes of script, gzipped`)
    expect(bytes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(mostScriptBytes)
    // Who has no sources never needs their page.
    expect(readdirSync(join(pages, "assets")).some((name) => /^sync-view-.*\.js$/.test(name))).toBe(true)
    expect(bytes.some(([path]) => path.includes("sync-view"))).toBe(false)
  })

  test("[X4] the page has no inline script or style, and a policy that forbids them", () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll("&#39;", "'") ?? ""
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).not.toContain("unsafe-inline")
  })

  test("[X8] what is shipped comes with the licences of what is in it, and does not keep them in the browser", () => {
    const notices = read("licences/packages.md").toString()
    const page = ["react", "react-dom", "@tanstack/react-query", "@tanstack/react-virtual", "lucide-react", "wouter"]
    const workers = ["effect", "hono", "@sqlite.org/sqlite-wasm", "music-metadata"]
    for (const name of [...page, ...workers])
      expect(notices, name).toMatch(new RegExp(`^## ${name.replace("/", "\\/")} \\d[^\n]*\\([^\n]+\\)\n\n\\S`, "m"))
    expect(read("licences/fraunces.txt").toString()).toContain("SIL OPEN FONT LICENSE")
    expect(read("sw.js").toString()).not.toContain("licences/")
  })

  test("[X4] the page and its styles ask for nothing from another site", () => {
    const styles = readdirSync(join(pages, "assets")).filter((name) => name.endsWith(".css"))
    for (const text of [html, ...styles.map((name) => read(`assets/${name}`).toString())])
      expect(text).not.toMatch(/(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?\/\//)
  })

  test("[X4] everything that the page needs without a network is kept by the service worker, and nothing of the API", () => {
    const worker = read("sw.js").toString()
    expect(worker).not.toMatch(/__DEADWAX_\w+__/)
    for (const [path] of firstScripts(pages)) expect(worker).toContain(`"${path}"`)
    expect(worker).toMatch(/"\/assets\/library-worker-[\w-]+\.js"/)
    expect(worker).toMatch(/"\/assets\/sqlite3-[\w-]+\.wasm"/)
    expect(worker).not.toMatch(/"\/assets\/taglib|"\/api/)
    for (const [, path] of worker.matchAll(/"(\/assets\/[^"]+)"/g)) expect(read(path ?? "").length).toBeGreaterThan(0)
  })
})
