/** What end-to-end cases share: a browser, a site of built pages, and words for what they do there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BrowserContext, Page } from "playwright"
import type { ImportReport } from "../../src/library/browser-library.ts"
import { buildPages } from "./build.ts"
import { launchChromium, launchProfile, openHarness, patienceMs } from "./chromium.ts"
import type {} from "./harness.ts"
import { type Site, serveSite } from "./site.ts"

export interface Kit {
  /** The directory of the harness's build. */
  readonly pages: string
  /** The case's own: no other case has its address, and what a browser stores goes by addresses. */
  readonly site: Site
  /** Serves a directory of pages at another address, until the end of all. */
  readonly serve: (pages: string) => Site
  /** A directory with these files. */
  readonly folder: (name: string, files: Readonly<Record<string, Uint8Array>>) => string
  /** A browser as people have it, with a profile on a disk. Closes what was opened. */
  readonly inContext: (use: (context: BrowserContext) => Promise<void>) => Promise<void>
  /** A private window, whose storage is memory: it is cleared to the last byte, also of what is open, and is as large as it is told to be. */
  readonly inPrivate: (use: (context: BrowserContext) => Promise<void>) => Promise<void>
  /** A harness page whose library is no longer opening. */
  readonly open: (context: BrowserContext) => Promise<Page>
}

/** One end-to-end case; `title` begins with the requirement that it proves. */
export interface Case {
  readonly title: string
  readonly run: (kit: Kit) => Promise<void>
}

export interface Kits {
  /** For one case. */
  readonly kit: () => Kit
  readonly close: () => Promise<void>
}

/** Sites are served to the end, so that no case is given the address, and with it the storage, of one before it. */
const serveSites = () => {
  const sites: Array<Site> = []
  const serve = (pages: string): Site => {
    const site = serveSite(pages)
    sites.push(site)
    return site
  }
  return { serve, stop: () => Promise.all(sites.map((site) => site.stop())) }
}

const inPrivate: Kit["inPrivate"] = async (use) => {
  const browser = await launchChromium()
  try {
    const context = await browser.newContext()
    context.setDefaultTimeout(patienceMs)
    await use(context)
  } finally {
    await browser.close()
  }
}

/** Uses a browser that stays, and closes the pages that were opened, all but the one without which it would end. */
const inProfile =
  (browser: BrowserContext, blank: Page | undefined): Kit["inContext"] =>
  async (use) => {
    try {
      await use(browser)
    } finally {
      await Promise.all(browser.pages().map((page) => (page === blank ? undefined : page.close())))
    }
  }

/** One browser for all cases: its start costs half a second of a core, and it compiles the app once. */
export const openKits = async (): Promise<Kits> => {
  const scratch = mkdtempSync(join(tmpdir(), "deadwax-import-"))
  const [pages, browser] = await Promise.all([buildPages("harness"), launchProfile(join(scratch, "profile"))])
  const { serve, stop } = serveSites()
  const inContext = inProfile(browser, browser.pages()[0])
  const folder: Kit["folder"] = (name, files) => {
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(join(scratch, name, path, ".."), { recursive: true })
      writeFileSync(join(scratch, name, path), bytes)
    }
    return join(scratch, name)
  }
  return {
    kit: () => {
      const site = serve(pages)
      return { pages, site, serve, folder, inContext, inPrivate, open: (context) => openHarness(context, site.url) }
    },
    close: async () => {
      await browser.close()
      await stop()
      for (const directory of [pages, scratch]) rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

const root = join(import.meta.dirname, "../../../..")
/** A small library: 16 tracks of 7 releases, 18 files in all. */
export const sample = join(root, "sample/nested")
/** A short sound with tags. */
export const tonePath = join(root, "tools/bench/templates/tone.mp3")

/** In a tab of its own window or behind others. */
export const choose = async (page: Page, directory: string): Promise<void> => {
  await page.bringToFront()
  await page.setInputFiles("#folder", directory)
}

export const importChosen = async (page: Page): Promise<ImportReport> =>
  (await page.evaluate(() => harness.importFiles(harness.chosen()))) as ImportReport

export const importFolder = async (page: Page, directory: string): Promise<ImportReport> => {
  await choose(page, directory)
  return importChosen(page)
}

export const stateOf = (page: Page) => page.evaluate(() => harness.session.library?.state())

export const becomes = async (page: Page, kind: string): Promise<void> => {
  await page.waitForFunction((wanted) => harness.session.library?.state().kind === wanted, kind)
}

export const trackCount = (page: Page): Promise<number> =>
  page.evaluate(async () => (await harness.session.client.status()).tracks)

/** Waits until the library lists so many tracks; while it is being read again from its files it lists none. */
export const counts = (page: Page, tracks: number): Promise<void> =>
  page.evaluate(async (wanted) => {
    const total = () =>
      harness.session.client.tracks({ limit: 0 }).then(
        (page) => page.total,
        () => -1
      )
    while ((await total()) !== wanted) await new Promise(requestAnimationFrame)
  }, tracks)

export const trackIds = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(async () => (await harness.session.client.tracks({ limit: 1000 })).items.map(({ id }) => id))

export const searchTitles = (page: Page, text: string): Promise<ReadonlyArray<string>> =>
  page.evaluate(async (typed) => (await harness.session.client.search(typed)).items.map((hit) => hit.title), text)

/** Plays a track for a moment; answers how far the clock went. */
export const play = (page: Page, trackId: string): Promise<number> =>
  page.evaluate(async (id) => {
    const audio = new Audio(await harness.session.client.audio(id))
    await audio.play()
    await new Promise((resolve) => audio.addEventListener("timeupdate", () => audio.currentTime > 0 && resolve(undefined)))
    audio.pause()
    return audio.currentTime
  }, trackId)
