/** [X4] The library that lives in a browser, in a real one: imported, kept, owned by one tab, and honest about everything that fails. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, BrowserContext, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { ImportReport } from "../src/library/browser-library.ts"
import { buildPages } from "./harness/build.ts"
import { launchChromium, openHarness, settled } from "./harness/chromium.ts"
import type {} from "./harness/harness.ts"
import { type Site, serveSite } from "./harness/site.ts"

const root = join(import.meta.dirname, "../../..")
const sample = join(root, "sample/nested")

let browser: Browser
let site: Site
let pages: string
const scratch = mkdtempSync(join(tmpdir(), "deadwax-import-"))

beforeAll(async () => {
  pages = await buildPages("harness")
  site = serveSite(pages)
  browser = await launchChromium()
}, 120_000)

afterAll(async () => {
  await browser.close()
  await site.stop()
  for (const directory of [pages, scratch]) rmSync(directory, { recursive: true, force: true })
})

const importFolder = async (page: Page, directory: string): Promise<ImportReport> => {
  await page.setInputFiles("#folder", directory)
  return (await page.evaluate(() => harness.importFiles(harness.chosen()))) as ImportReport
}

const stateOf = (page: Page) => page.evaluate(() => harness.session.library?.state())
const becomes = (page: Page, kind: string) =>
  page.waitForFunction((wanted) => harness.session.library?.state().kind === wanted, kind)
const trackCount = (page: Page) => page.evaluate(async () => (await harness.session.client.status()).tracks)

/** A site's storage of its own, gone at the end. */
const inContext = async (use: (context: BrowserContext) => Promise<void>): Promise<void> => {
  const context = await browser.newContext()
  try {
    await use(context)
  } finally {
    await context.close()
  }
}

/** Plays a track for a moment; answers how far the clock went. */
const play = (page: Page, trackId: string): Promise<number> =>
  page.evaluate(async (id) => {
    const audio = new Audio(await harness.session.client.audio(id))
    await audio.play()
    await new Promise((resolve) => audio.addEventListener("timeupdate", () => audio.currentTime > 0 && resolve(undefined)))
    audio.pause()
    return audio.currentTime
  }, trackId)

const searchTitles = (page: Page, text: string): Promise<ReadonlyArray<string>> =>
  page.evaluate(async (typed) => (await harness.session.client.search(typed)).items.map((hit) => hit.title), text)

const firstTrack = (page: Page) =>
  page.evaluate(async () => {
    const [track] = (await harness.session.client.tracks({ limit: 1 })).items
    if (track === undefined) throw new Error("there is no track")
    return track.id
  })

describe("the library of this browser", () => {
  test("[X4] is imported, searched and played, kept over a reload, and works with its server stopped", () =>
    inContext(async (context) => {
      const page = await openHarness(context, site.url)
      expect(await stateOf(page)).toEqual({ kind: "absent" })
      const report = await importFolder(page, sample)
      expect(report).toMatchObject({ outcome: "done", copied: 18, failedTotal: 0, scan: { tracks: { added: 16 } } })
      expect(await stateOf(page)).toEqual({ kind: "open", notices: [], unfinishedImport: undefined })
      expect(await searchTitles(page, "lantern cho")).toContain("Lantern Choir")
      const track = await firstTrack(page)
      expect(await play(page, track)).toBeGreaterThan(0)
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))

      await page.reload()
      await settled(page)
      expect(await searchTitles(page, "lantern cho")).toContain("Lantern Choir")
      expect(await firstTrack(page)).toBe(track)

      await site.stop()
      try {
        await page.reload()
        await settled(page)
        expect(await stateOf(page)).toMatchObject({ kind: "open" })
        expect(await searchTitles(page, "lantern cho")).toContain("Lantern Choir")
        expect(await play(page, track)).toBeGreaterThan(0)
      } finally {
        site.start()
      }
    }))

  test("[X4] shows covers made smaller, and says where there is none", () =>
    inContext(async (context) => {
      const page = await openHarness(context, site.url)
      await importFolder(page, sample)
      const widths = await page.evaluate(async () => {
        const { client } = harness.session
        const found: Record<string, number> = {}
        for (const release of (await client.releases({ limit: 50 })).items) {
          const cover = await client.cover(release.id, 60)
          if (cover === undefined) continue
          const image = new Image()
          image.src = cover.url
          await image.decode()
          found[release.title] = image.naturalWidth
        }
        return found
      })
      expect(widths).toEqual({ "Slow Cinema": 64 })
    }))

  test("[X4] a second tab says so, shows nothing empty, and opens when the first is closed", () =>
    inContext(async (context) => {
      const first = await openHarness(context, site.url)
      await importFolder(first, sample)
      const second = await openHarness(context, site.url)
      expect(await stateOf(second)).toEqual({ kind: "elsewhere" })
      const asked = second.evaluate(() => harness.session.client.status().then(({ tracks }) => tracks))
      await first.close()
      await becomes(second, "open")
      expect(await asked).toBe(16)
    }))

  test("[X4] a second tab takes over, and gives back", () =>
    inContext(async (context) => {
      const first = await openHarness(context, site.url)
      await importFolder(first, sample)
      const second = await openHarness(context, site.url)
      for (const [taker, giver] of [
        [second, first],
        [first, second]
      ] as const) {
        await taker.evaluate(() => harness.session.library?.takeOver())
        await becomes(taker, "open")
        await becomes(giver, "elsewhere")
        expect(await trackCount(taker)).toBe(16)
      }
    }))
})
