/** The whole app in a real browser, in both of its places: over the sample library behind `deadwax serve`, and over an imported one. */
import { cpSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findBarriers } from "./fixture/axe.ts"
import { listenForFaults, sizes } from "./fixture/page.ts"
import { buildPages } from "./harness/build.ts"
import { launchChromium, patienceMs } from "./harness/chromium.ts"
import { type ServedLibrary, serveLibrary } from "./harness/served-library.ts"
import { serveSite } from "./harness/site.ts"

const timeoutMs = 300_000
const sample = join(import.meta.dirname, "../../../sample/library")

let pages: string
let browser: Browser
let served: ServedLibrary
let servedMusic = ""

beforeAll(async () => {
  pages = await buildPages("app")
  browser = await launchChromium(["--autoplay-policy=no-user-gesture-required"])
  served = await serveLibrary(pages, (music) => {
    servedMusic = music
    cpSync(sample, music, { recursive: true })
  })
}, timeoutMs)

afterAll(async () => {
  await browser.close()
  await served.stop()
  rmSync(pages, { recursive: true, force: true })
})

const inPage = async (url: string, act: (page: Page) => Promise<void>): Promise<void> => {
  const context = await browser.newContext({ viewport: sizes.desk, reducedMotion: "reduce" })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const faults = listenForFaults(page)
  await page.goto(url)
  await act(page)
  await context.close()
  expect(faults).toEqual([])
}

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name })

const search = async (page: Page, text: string, found: string): Promise<void> => {
  const field = page.getByRole("combobox", { name: "Search artists, releases and tracks" })
  await field.fill(text)
  await page.getByRole("option").filter({ hasText: found }).first().waitFor()
}

/** Plays the first release that a search finds, and waits for its clock to move. */
const playFound = async (page: Page, text: string, found: string): Promise<void> => {
  await search(page, text, found)
  await page.getByRole("combobox", { name: "Search artists, releases and tracks" }).press("Enter")
  await heading(page, found).waitFor()
  await page.getByRole("main").getByRole("button", { name: "Play", exact: true }).click()
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>(".seek input")?.value) > 0.05)
}

describe("over a server's library", () => {
  test(
    "[X4] shows its releases with their covers, and one of them with all that is known",
    () =>
      inPage(served.url, async (page) => {
        await heading(page, "Albums").waitFor()
        await page.getByText("10 releases").waitFor()
        await page.locator(".album-slot img.is-loaded").first().waitFor()
        await page.getByRole("link", { name: /Velvet Static/ }).click()
        await heading(page, "Velvet Static").waitFor()
        for (const text of [
          "The Paper Lanterns",
          "2 Nov 2018",
          "NLR-044",
          "Northlight Recordings",
          "Cassette Moon",
          "Deluxe Edition",
          "Shoegaze",
          "nocturnal"
        ])
          expect(await page.getByText(text).first().isVisible(), text).toBe(true)
        expect(
          await page
            .getByRole("listitem")
            .filter({ has: page.getByRole("button", { name: /^Play \d/ }) })
            .count()
        ).toBe(5)
        await page.getByRole("link", { name: "Shoegaze" }).click()
        await heading(page, "Shoegaze").waitFor()
        await page.getByText("1 release", { exact: true }).waitFor()
        await page.getByRole("link", { name: /Velvet Static/ }).click()
        await heading(page, "Velvet Static").waitFor()
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await findBarriers(page), colorScheme).toEqual([])
        }
      }),
    timeoutMs
  )

  test(
    "[X4] plays: the clock moves, the next track follows by itself, and the system is told what plays",
    () =>
      inPage(served.url, async (page) => {
        await playFound(page, "velvet stat", "Velvet Static")
        const titleIs = (title: string) =>
          page.waitForFunction((wanted) => navigator.mediaSession.metadata?.title === wanted, title)
        await titleIs("Velvet Static")
        await page.waitForFunction(() => navigator.mediaSession.metadata?.album === "Velvet Static")
        await titleIs("Glow Worm (Interlude)")
        await page.locator("body").press("p")
        await page.locator("body").press("Space")
        await page.waitForFunction(() => navigator.mediaSession.playbackState === "paused")
        await page.reload()
        await page.getByRole("link", { name: /^What plays/ }).waitFor()
        await page.locator("body").press("u")
        expect(await page.getByRole("complementary", { name: "Queue" }).getByText("5 tracks").count()).toBe(1)
      }),
    timeoutMs
  )

  test(
    "[X4] a file that vanished between list and play is named, stays named, and the one after it plays",
    async () => {
      const path = join(servedMusic, "The Paper Lanterns - 2019. Velvet Static/02. Glow Worm (feat. Mira Solvang).mp3")
      renameSync(path, `${path}.away`)
      try {
        const context = await browser.newContext({ viewport: sizes.desk })
        context.setDefaultTimeout(patienceMs)
        const page = await context.newPage()
        await page.goto(served.url)
        await playFound(page, "velvet stat", "Velvet Static")
        await page.waitForFunction(() => navigator.mediaSession.metadata?.title === "Neon Orchard")
        expect(await page.getByText("“Glow Worm (Interlude)” could not be played").isVisible()).toBe(true)
        await context.close()
      } finally {
        renameSync(`${path}.away`, path)
      }
    },
    timeoutMs
  )

  test(
    "[X4] finds in any script, opens any address, and scans",
    () =>
      inPage(new URL("/search?q=夜", served.url).href, async (page) => {
        await page.getByRole("option").filter({ hasText: "夜の水族館" }).first().waitFor()
        await search(page, "الليل", "الليل الأزرق")
        await search(page, "quiet eng", "Quiet Engine")
        await page.getByRole("option").filter({ hasText: "Quiet Engine" }).first().click()
        await heading(page, "Quiet Engine").waitFor()
        await page.getByRole("link", { name: /Lanterns Over Water/ }).waitFor()
        await page.goto(new URL("/library", served.url).href)
        await page.getByRole("button", { name: "Scan now" }).click()
        await page
          .getByText(/nothing has changed/)
          .first()
          .waitFor()
        expect(await findBarriers(page)).toEqual([])
        await page.goto(new URL("/releases/nonsense", served.url).href)
        await heading(page, "It is not here any more").waitFor()
      }),
    timeoutMs
  )
})

test(
  "[X4] opens again and again also where no service worker keeps it, as by plain http from another machine",
  async () => {
    const context = await browser.newContext({ serviceWorkers: "block" })
    context.setDefaultTimeout(patienceMs)
    const page = await context.newPage()
    const faults = listenForFaults(page)
    for (const path of ["/", "/tracks", "/", "/tracks", "/"]) {
      await page.goto(new URL(path, served.url).href)
      await heading(page, path === "/" ? "Albums" : "Tracks").waitFor()
    }
    await page.reload()
    await heading(page, "Albums").waitFor()
    await context.close()
    expect(faults).toEqual([])
  },
  timeoutMs
)

test(
  "[X4] a server that wants a token is asked with it, once",
  async () => {
    const token = "a-token-that-nobody-would-guess-of-forty-signs"
    const guarded = await serveLibrary(pages, (music) => cpSync(sample, music, { recursive: true }), { token })
    await inPage(guarded.url, async (page) => {
      await heading(page, "This server wants its token").waitFor()
      expect(await findBarriers(page)).toEqual([])
      await page.getByLabel("Token").fill("another")
      await page.getByLabel("Token").press("Enter")
      await page.getByRole("alert").filter({ hasText: "not this server’s token" }).waitFor()
      await page.getByLabel("Token").fill(token)
      await page.getByLabel("Token").press("Enter")
      await heading(page, "Albums").waitFor()
      await page.locator(".album-slot img.is-loaded").first().waitFor()
      await page.reload()
      await heading(page, "Albums").waitFor()
      await page.getByRole("link", { name: "Library" }).first().click()
      await page.getByRole("button", { name: "Sign out" }).click()
      await heading(page, "This server wants its token").waitFor()
      await page.goBack()
      await heading(page, "This server wants its token").waitFor()
    })
    await guarded.stop()
  },
  timeoutMs
)

describe("over this browser's library", () => {
  test(
    "[X4] takes a folder in, plays and finds it, keeps it over a reload, and does so with its server stopped",
    async () => {
      const site = serveSite(pages, { hasViews: true })
      await inPage(site.url, async (page) => {
        await heading(page, "Your music, in this browser").waitFor()
        await page.getByLabel("Choose a folder").setInputFiles(sample)
        await page.getByText("10 releases").waitFor()
        await playFound(page, "зимн", "Зимний сад")
        await page.locator(".release-head img.is-loaded").waitFor()
        await page.reload()
        await heading(page, "Зимний сад").waitFor()
        await search(page, "velvet", "Velvet Static")
        await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === "activated")
        await site.stop()
        await page.goto(new URL("/tracks", site.url).href)
        await heading(page, "Tracks").waitFor()
        await playFound(page, "velvet", "Velvet Static")
      })
    },
    timeoutMs
  )
})

describe("when the server has stopped", () => {
  test(
    "[X4] the app opens, says so, and offers this browser's library instead of showing it",
    () =>
      inPage(served.url, async (page) => {
        await page.getByText("10 releases").waitFor()
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
        await served.stop()
        await page.reload()
        await page.getByText("The server does not answer").first().waitFor()
        expect(await page.getByText("10 releases").count()).toBe(0)
        await page.getByRole("button", { name: "Use the library of this browser" }).first().click()
        await heading(page, "Your music, in this browser").waitFor()
      }),
    timeoutMs
  )
})
