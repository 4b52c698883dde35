/**
 * How the app behaves over a large library in this browser: search as you type, and scrolling the list of all tracks.
 *
 *     bun --conditions=source apps/web/bench/browse.ts [--tracks 20000]
 *
 * Builds the pages, fills the browser's databases through the core's own scan, and prints what it measured in Chromium.
 */
import { copyFileSync, cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Page } from "playwright"
import { buildPages } from "../test/harness/build.ts"
import { launchChromium, openHarness } from "../test/harness/chromium.ts"
import { firstScripts } from "../test/harness/first-scripts.ts"
import type {} from "../test/harness/harness.ts"
import { serveSite } from "../test/harness/site.ts"
import { sharePriority } from "./same-priority.ts"
import { tell } from "./tell.ts"

const { values } = parseArgs({ options: { tracks: { type: "string", default: "20000" } } })
const tracks = Number(values.tracks)

/** The app at "/", the harness at "/harness.html", both over the same storage. */
const buildBoth = async (): Promise<string> => {
  const both = mkdtempSync(join(tmpdir(), "deadwax-browse-"))
  for (const which of ["harness", "app"] as const) {
    const pages = await buildPages(which)
    cpSync(pages, both, { recursive: true })
    if (which === "harness") copyFileSync(join(both, "index.html"), join(both, "harness.html"))
    rmSync(pages, { recursive: true })
  }
  return both
}

const percentile = (all: ReadonlyArray<number>, share: number): string =>
  ([...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))] ?? 0).toFixed(1)

const say = (what: string, all: ReadonlyArray<number>): void =>
  console.log(`${what}: n ${all.length}, p50 ${percentile(all, 0.5)}, p95 ${percentile(all, 0.95)}, max ${percentile(all, 1)} ms`)

/** Types titles and artists of the library letter by letter; the time of each answer, as the page sees it. */
const typeSearches = (page: Page): Promise<ReadonlyArray<number>> =>
  page.evaluate(async () => {
    const { client } = harness.session
    const { items, total } = await client.tracks({ limit: 1 })
    if (items.length === 0) throw new Error("there is no track")
    const texts: Array<string> = []
    for (let i = 0; i < 25; i++) {
      const [track] = (await client.tracks({ limit: 1, offset: Math.floor((total * i) / 25) })).items
      texts.push(track?.title ?? "", track?.artists.main[0]?.name ?? "")
    }
    const times: Array<number> = []
    for (const text of texts)
      for (let end = 1; end <= text.length; end++) {
        const startedMs = performance.now()
        await client.search(text.slice(0, end), { limit: 50 })
        times.push(performance.now() - startedMs)
      }
    return times
  })

/** Scrolls the list of all tracks, first by the wheel and then in leaps; the time between drawn frames. */
const scrollTracks = async (page: Page): Promise<ReadonlyArray<number>> => {
  await page.getByRole("grid").waitFor()
  await page.evaluate(() => {
    const gaps: Array<number> = []
    let lastMs = performance.now()
    const draw = (nowMs: number): void => {
      gaps.push(nowMs - lastMs)
      lastMs = nowMs
      requestAnimationFrame(draw)
    }
    requestAnimationFrame(draw)
    Object.assign(globalThis, { gaps })
  })
  await page.mouse.move(600, 400)
  for (let i = 0; i < 120; i++) await page.mouse.wheel(0, 400)
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 50_000)
  for (let i = 0; i < 60; i++) await page.mouse.wheel(0, -700)
  return page.evaluate(() => (globalThis as unknown as { readonly gaps: ReadonlyArray<number> }).gaps)
}

/** Types into the app's own field; the time between frames meanwhile. */
const typeInApp = async (page: Page): Promise<ReadonlyArray<number>> => {
  await page.evaluate(() => void (globalThis as unknown as { gaps: Array<number> }).gaps.splice(0))
  await page
    .getByRole("combobox", { name: "Search artists, releases and tracks" })
    .pressSequentially("velvet river lantern", { delay: 60 })
  await page.getByRole("option").first().waitFor()
  return page.evaluate(() => (globalThis as unknown as { readonly gaps: ReadonlyArray<number> }).gaps)
}

const pages = await buildBoth()
tell("script for the first paint", "KB", [firstScripts(pages).reduce((sum, [, bytes]) => sum + bytes, 0) / 1024])
const site = serveSite(pages, { hasViews: true })
const browser = await launchChromium()
try {
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1280, height: 800 } })
  const harnessPage = await openHarness(context, `${site.url}harness.html`)
  const startedMs = performance.now()
  const filled = await harnessPage.evaluate((count) => harness.fill(count), tracks)
  console.log(`${filled} tracks scanned in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  await harnessPage.waitForFunction(() => harness.session.library?.state().kind === "open")
  sharePriority()
  const searches = await typeSearches(harnessPage)
  say("search, every prefix", searches)
  tell("search in a browser", "ms", searches)
  await harnessPage.close()
  const page = await context.newPage()
  await page.goto(`${site.url}tracks`)
  sharePriority()
  say("frames while scrolling", await scrollTracks(page))
  say("frames while typing", await typeInApp(page))
} finally {
  await browser.close()
  await site.stop()
  rmSync(pages, { recursive: true, force: true })
}
