/** Smart playlists in a real browser, over the sample library behind `deadwax serve`. */
import { cpSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Page as ItemPage, SmartPlaylist } from "@deadwax/core-cache"
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findBarriers } from "./fixture/axe.ts"
import { listenForFaults, sizes } from "./fixture/page.ts"
import { buildPages } from "./harness/build.ts"
import { launchChromium, patienceMs } from "./harness/chromium.ts"
import { type ServedLibrary, serveLibrary } from "./harness/served-library.ts"

const timeoutMs = 300_000
const sample = join(import.meta.dirname, "../../../sample/library")

let pages: string
let browser: Browser
let served: ServedLibrary

beforeAll(async () => {
  pages = await buildPages("app")
  browser = await launchChromium()
  served = await serveLibrary(pages, (music) => cpSync(sample, music, { recursive: true }))
}, timeoutMs)

afterAll(async () => {
  await browser.close()
  await served.stop()
  rmSync(pages, { recursive: true, force: true })
})

const inPage = async (size: keyof typeof sizes, path: string, act: (page: Page) => Promise<void>, expected?: RegExp) => {
  const context = await browser.newContext({ viewport: sizes[size], reducedMotion: "reduce", hasTouch: size === "phone" })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const faults = listenForFaults(page)
  await page.goto(new URL(path, served.url).href)
  await act(page)
  await context.close()
  // The browser itself reports a request that is refused.
  expect(faults.filter((fault) => expected?.test(fault) !== true)).toEqual([])
}

const all = async () => (await (await fetch(new URL("/api/v1/smart-playlists", served.url))).json()) as ItemPage<SmartPlaylist>

describe("[X4] [R8] smart playlists", () => {
  test(
    "a search is saved as one; a filter that makes no sense is marked at its place; it stands among the playlists",
    async () => {
      await inPage(
        "desk",
        "/search?q=artist%3Alanterns",
        async (page) => {
          await page.getByRole("button", { name: "Save as a smart playlist" }).click()
          const dialog = page.getByRole("dialog", { name: "New smart playlist" })
          await dialog.getByLabel("Name").fill("Lamp light")
          const field = dialog.getByLabel("Tracks that meet this filter")
          expect(await field.inputValue()).toBe("artist:lanterns")
          await field.fill("artist:lanterns year:then")
          await dialog.getByRole("button", { name: "Make it" }).click()
          const alert = dialog.getByRole("alert")
          await alert.waitFor()
          expect(await alert.locator("mark").textContent()).toBe("then")
          expect(await alert.textContent()).toContain("1990..1999")
          expect(await field.evaluate((element: HTMLTextAreaElement) => [element.selectionStart, element.selectionEnd])).toEqual([
            21, 25
          ])
          expect(await findBarriers(page)).toEqual([])
          await field.fill("artist:lanterns")
          await dialog.getByLabel("Order").selectOption({ label: "By title" })
          await dialog.getByLabel("At most so many (empty: all)").fill("3")
          await dialog.getByRole("button", { name: "Make it" }).click()
          await page.getByRole("heading", { level: 1, name: "Lamp light" }).waitFor()
          await page.getByText("3 tracks · By title · at most 3").waitFor()
          await page.goto(new URL("/playlists", served.url).href)
          await page
            .getByRole("list", { name: "Smart playlists" })
            .getByRole("link", { name: /Lamp light/ })
            .click()
          await page.getByRole("heading", { level: 1, name: "Lamp light" }).waitFor()
        },
        /400/
      )
      expect((await all()).items).toEqual([
        { name: "Lamp light", filter: "artist:lanterns", sort: "title", limit: 3, count: 3, failure: null }
      ])
    },
    timeoutMs
  )

  test(
    "one is edited, renamed, played, saved as M3U8 and deleted, also on a phone",
    async () => {
      await inPage("phone", "/smart-playlists/Lamp%20light", async (page) => {
        await page.getByRole("heading", { level: 1, name: "Lamp light" }).waitFor()
        expect(await findBarriers(page)).toEqual([])
        await page.getByRole("button", { name: "Edit" }).click()
        const dialog = page.getByRole("dialog", { name: "Edit this smart playlist" })
        await dialog.getByLabel("At most so many (empty: all)").fill("")
        await dialog.getByLabel("Order").selectOption({ label: "Shuffled anew each day" })
        await dialog.getByRole("button", { name: "Save" }).click()
        await page.getByText(/tracks · Shuffled anew each day$/).waitFor()
        await page.getByRole("button", { name: "Rename Lamp light" }).click()
        await page.getByLabel("Name", { exact: true }).fill("Lamps")
        await page.getByRole("button", { name: "Rename", exact: true }).click()
        await page.getByRole("heading", { level: 1, name: "Lamps" }).waitFor()
        const download = page.waitForEvent("download")
        await page.getByRole("button", { name: "Save Lamps as an M3U8 file" }).click()
        expect((await download).suggestedFilename()).toBe("Lamps.m3u8")
        await page.getByRole("main").getByRole("button", { name: "Play", exact: true }).click()
        await page.getByRole("button", { name: "Pause" }).first().waitFor()
        await page.getByRole("button", { name: "Delete Lamps" }).click()
        await page.getByRole("button", { name: "Delete it" }).click()
        await page.getByRole("heading", { level: 1, name: "Playlists" }).waitFor()
      })
      expect((await all()).total).toBe(0)
    },
    timeoutMs
  )
})
