/** Hearts, stars and plays in a real browser, over the sample library behind `deadwax serve`. */
import { cpSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Page as ItemPage, Track } from "@deadwax/core-cache"
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
  browser = await launchChromium(["--autoplay-policy=no-user-gesture-required"])
  served = await serveLibrary(pages, (music) => cpSync(sample, music, { recursive: true }))
}, timeoutMs)

afterAll(async () => {
  await browser.close()
  await served.stop()
  rmSync(pages, { recursive: true, force: true })
})

const inPage = async (
  size: keyof typeof sizes,
  path: string,
  act: (page: Page) => Promise<void>,
  expected?: RegExp
): Promise<void> => {
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

const ask = async (path: string): Promise<ItemPage<Track>> => (await fetch(new URL(path, served.url))).json()
const titlesAt = async (path: string) => (await ask(path)).items.map(({ title }) => title)

const releaseOf = async (title: string): Promise<string> =>
  `/releases/${(await ask("/api/v1/tracks?limit=1000")).items.find((track) => track.title === title)?.releaseId}`

const isPressed = (page: Page, name: string) => page.getByRole("button", { name, exact: true, pressed: true }).first().waitFor()

describe("[X4] [A6] what a person makes of tracks", () => {
  test(
    "a heart is set on a release's page, shows in the list of favourites, and is taken away there; also on a phone",
    async () => {
      const path = await releaseOf("Velvet Static")
      await inPage("desk", path, async (page) => {
        await page.getByRole("main").getByRole("button", { name: "Favourite: Velvet Static" }).click()
        await isPressed(page, "Favourite: Velvet Static")
        await page.getByRole("group", { name: "Rating of Velvet Static" }).getByRole("button", { name: "4 of 5" }).click()
        await page
          .getByRole("group", { name: "Rating of Velvet Static" })
          .getByRole("button", { name: "4 of 5", pressed: true })
          .waitFor()
        await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Favourites" }).click()
        await page.getByRole("heading", { level: 1, name: "Favourites" }).waitFor()
        await isPressed(page, "Favourite: Velvet Static")
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await findBarriers(page), colorScheme).toEqual([])
        }
      })
      expect(await titlesAt("/api/v1/favorites")).toEqual(["Velvet Static"])
      expect((await ask("/api/v1/tracks?sort=-rating&limit=1")).items[0]).toMatchObject({ title: "Velvet Static", rating: 4 })
      await inPage("phone", "/favorites", async (page) => {
        await page.getByRole("button", { name: "Favourite: Velvet Static" }).click()
        await page.getByRole("heading", { name: "No favourites yet" }).waitFor()
      })
      expect(await titlesAt("/api/v1/favorites")).toEqual([])
    },
    timeoutMs
  )

  test(
    "what was heard counts as played, and stands in the lists of what was",
    async () => {
      await inPage("desk", await releaseOf("Velvet Static"), async (page) => {
        await page.getByRole("main").getByRole("button", { name: "Play", exact: true }).click()
        const told = page.waitForResponse((answer) => answer.url().endsWith("/plays") && answer.ok())
        await told
        await page.getByRole("button", { name: "Pause", exact: true }).click()
        await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Favourites" }).click()
        await page.getByRole("link", { name: "Recently played" }).click()
        await page.getByRole("heading", { level: 1, name: "Recently played" }).waitFor()
        await page.getByRole("grid").getByRole("button", { name: "Velvet Static", exact: true }).waitFor()
        await page.getByRole("link", { name: "Most played" }).click()
        await page.getByRole("grid").getByRole("button", { name: "Velvet Static", exact: true }).waitFor()
        await page.getByRole("link", { name: "Recently added" }).click()
        await page.getByRole("heading", { level: 1, name: "Recently added" }).waitFor()
      })
      expect((await ask("/api/v1/most-played")).items.find(({ title }) => title === "Velvet Static")?.playCount).toBe(1)
    },
    timeoutMs
  )

  test(
    "a heart that cannot be set is taken back, and said",
    async () => {
      await inPage(
        "desk",
        await releaseOf("Velvet Static"),
        async (page) => {
          await page.route("**/favorite", (route) =>
            route.fulfill({
              status: 507,
              contentType: "application/problem+json",
              body: '{"code":"storage","detail":"The disk is full."}'
            })
          )
          await page.getByRole("main").getByRole("button", { name: "Favourite: Velvet Static" }).click()
          await page.getByText("The disk is full.").first().waitFor()
          await page.getByRole("main").getByRole("button", { name: "Favourite: Velvet Static", pressed: false }).waitFor()
        },
        /507/
      )
    },
    timeoutMs
  )
})
