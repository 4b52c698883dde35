/** The views over an invented library: every state, both themes, both widths, and the keyboard alone. */
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { countScale } from "../../../packages/core-async/test/harness/count-scale.ts"
import { findBarriers } from "./fixture/axe.ts"
import type { Fixture } from "./fixture/main.tsx"
import { listenForFaults, sizes } from "./fixture/page.ts"
import { buildPages } from "./harness/build.ts"
import { launchChromium, patienceMs } from "./harness/chromium.ts"
import { type Site, serveSite } from "./harness/site.ts"

/** For a machine that is busy with other suites. */
const timeoutMs = 300_000

let served: Site
let browser: Browser

beforeAll(async () => {
  served = serveSite(await buildPages("fixture"), { hasViews: true })
  browser = await launchChromium()
}, timeoutMs)

afterAll(async () => {
  await browser.close()
  await served.stop()
})

interface Visit {
  readonly path?: string
  readonly fixture?: Fixture
  readonly size?: keyof typeof sizes
}

/** Opens a page, looks that it had nothing to complain about, and closes it. */
const visit = async ({ path = "/", fixture = { releases: 2000 }, size = "desk" }: Visit, act: (page: Page) => Promise<void>) => {
  const context = await browser.newContext({ viewport: sizes[size], reducedMotion: "reduce" })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const faults = listenForFaults(page)
  await page.addInitScript((given) => {
    window.fixture = given
  }, fixture)
  await page.goto(new URL(path, served.url).href)
  await act(page)
  await context.close()
  expect(faults).toEqual([])
}

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name })
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "")

const views = [
  ["/", "Albums"],
  ["/releases/release-5", /./],
  ["/tracks", "Tracks"],
  ["/artists/Halden%20Row", "Halden Row"],
  ["/search?q=bloom", "Search"],
  ["/artists", "Artists"],
  ["/collages", "Collages"],
  ["/playlists/Late%20Night", "Late Night"],
  ["/trash", "Trash"],
  ["/library", "Library"],
  ["/playing", "Nothing plays"],
  ["/nowhere", "There is no such page"]
] as const

/**
 * In both themes, without loading anything anew. In the check in one of them at each size, for colours have no say in places, nor places in
 * colours; in a soak in both.
 */
const expectNoBarriers = async (page: Page, size: keyof typeof sizes, what: string): Promise<void> => {
  const themes = countScale >= 1 ? (["light", "dark"] as const) : [size === "desk" ? ("light" as const) : ("dark" as const)]
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    expect(await findBarriers(page), `${what}, ${colorScheme}`).toEqual([])
  }
}

describe("every view", () => {
  for (const size of ["desk", "phone"] as const) {
    test(
      `[X4] has no serious barrier, ${size}`,
      () =>
        visit({ size }, async (page) => {
          for (const [path, title] of views) {
            await page.goto(new URL(path, served.url).href)
            await heading(page, title).waitFor()
            await expectNoBarriers(page, size, path)
          }
          await page.goto(new URL("/releases/release-5", served.url).href)
          await page.getByRole("main").getByRole("button", { name: "Queue", exact: true }).click()
          if (size === "desk") await page.locator("body").press("u")
          else await page.getByRole("link", { name: /^What plays/ }).click()
          await page
            .getByRole("button", { name: /^Remove .* from the queue$/ })
            .first()
            .waitFor({ state: "attached" })
          await expectNoBarriers(page, size, "the queue")
          await page.locator("body").press("?")
          await page.getByRole("dialog").waitFor()
          await expectNoBarriers(page, size, "the shortcuts")
        }),
      timeoutMs
    )
  }
})

const texts = { message: "What happened.", remedy: "What to do." }
const states: ReadonlyArray<readonly [NonNullable<Fixture["state"]>, string]> = [
  [{ kind: "opening" }, "Opening your library"],
  [{ kind: "absent" }, "Your music, in this browser"],
  [{ kind: "filling" }, "Music is on its way"],
  [{ kind: "elsewhere" }, "Another tab does not answer"],
  [{ kind: "unavailable", reason: "insecure", ...texts }, "Your library cannot be opened here"],
  [{ kind: "damaged", ...texts }, "The library’s database is damaged"],
  [{ kind: "evicted" }, "The browser has cleared your library"]
]

describe("a library of this browser", () => {
  test(
    "[X4] that cannot be opened for want of room can be removed, and one that cannot for another reason not",
    async () => {
      for (const [reason, isOffered] of [
        ["full", true],
        ["failed", false]
      ] as const)
        await visit({ fixture: { releases: 0, state: { kind: "unavailable", reason, ...texts } } }, async (page) => {
          await heading(page, "Your library cannot be opened here").waitFor()
          const remove = page.getByRole("button", { name: "Remove this library" })
          expect([reason, await remove.count()]).toEqual([reason, isOffered ? 1 : 0])
          if (!isOffered) return
          await remove.click()
          await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click()
          await page.getByRole("dialog").waitFor({ state: "hidden" })
        })
    },
    timeoutMs
  )

  for (const [state, title] of states) {
    test(
      `[X4] that is ${state.kind} says so, and is never shown as an empty one`,
      () =>
        visit({ fixture: { releases: 0, state } }, async (page) => {
          await heading(page, title).waitFor()
          expect(await page.getByText("No music yet").count()).toBe(0)
          if ("message" in state) expect(await page.getByText(state.message).count()).toBe(1)
          expect(await findBarriers(page)).toEqual([])
        }),
      timeoutMs
    )
  }

  test(
    "[X4] shows what it takes up, and says what was left unfinished until that is seen",
    () =>
      visit(
        {
          path: "/library",
          fixture: {
            releases: 5,
            state: {
              kind: "open",
              notices: ["The cache was made anew."],
              unfinishedImport: { startedAt: "2026-01-01T00:00:00Z", filesTotal: 9 }
            }
          }
        },
        async (page) => {
          await page.getByText("3.4 GB used").waitFor()
          expect(await page.getByText("An import was not finished.").count()).toBe(1)
          await page.getByText("The cache was made anew.").locator("..").getByRole("button", { name: "Dismiss" }).click()
          expect(await page.getByText("The cache was made anew.").count()).toBe(0)
          expect(await findBarriers(page)).toEqual([])
        }
      ),
    timeoutMs
  )
})

describe("a server's library", () => {
  test(
    "[X4] that does not answer says so and offers this browser's",
    () =>
      visit({ fixture: { releases: 5, isUnreachable: true } }, async (page) => {
        await heading(page, "The server does not answer").waitFor()
        expect(await page.getByRole("button", { name: "Use the library of this browser" }).count()).toBe(1)
      }),
    timeoutMs
  )

  test(
    "[X4] whose storage is gone keeps its lists and says so; one without music says how to begin",
    async () => {
      await visit({ path: "/library", fixture: { releases: 5, isOffline: true } }, async (page) => {
        await page.getByText("Storage not connected").waitFor()
        expect(await page.getByRole("button", { name: "Scan now" }).isDisabled()).toBe(true)
      })
      await visit({ fixture: { releases: 0 } }, (page) => heading(page, "No music yet").waitFor())
    },
    timeoutMs
  )

  test(
    "[X4] that is being read for the first time says so, and not that there is no music",
    () =>
      visit(
        {
          fixture: {
            releases: 0,
            progress: { phase: "read", found: 900, done: 20, total: 881, failed: 0, written: 0, perSecond: 12.4, leftMs: 69_000 }
          }
        },
        async (page) => {
          await heading(page, "Reading the music").waitFor()
          await page.getByText("20 of 881").waitFor()
          expect(await page.getByText("No music yet").count()).toBe(0)
          expect(await findBarriers(page)).toEqual([])
        }
      ),
    timeoutMs
  )

  test(
    "[X4] a release that is not there is an answer",
    () => visit({ path: "/releases/release-99999" }, (page) => heading(page, "It is not here any more").waitFor()),
    timeoutMs
  )
})

describe("by keyboard alone", () => {
  test(
    "[X4] search finds, arrow keys choose, Enter opens, and going back returns to the search",
    () =>
      visit({}, async (page) => {
        await heading(page, "Albums").waitFor()
        await page.keyboard.press("/")
        await page.keyboard.type("velvet bl")
        const field = page.getByRole("combobox", { name: "Search artists, releases and tracks" })
        await page.getByRole("option").first().waitFor()
        await page.keyboard.press("ArrowDown")
        const chosen = await field.getAttribute("aria-activedescendant")
        expect(await page.locator(`[id="${chosen}"]`).getAttribute("aria-selected")).toBe("true")
        await page
          .getByRole("status")
          .filter({ hasText: /result/ })
          .waitFor()
        await page.keyboard.press("Enter")
        await heading(page, /^Velvet Bloom/).waitFor()
        expect(await focused(page)).toMatch(/^Velvet Bloom/)
        await page.goBack()
        await page.getByRole("option").first().waitFor()
        expect(await field.inputValue()).toBe("velvet bl")
        await field.press("Escape")
        expect(await field.inputValue()).toBe("")
      }),
    timeoutMs
  )

  test.each(["desk", "phone"] as const)(
    "[X4] the slash gives the search its focus at once, so that no letter after it is lost (%s)",
    (size) =>
      visit({ size }, async (page) => {
        await heading(page, "Albums").waitFor()
        const role = await page.evaluate(() => {
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }))
          return document.activeElement?.getAttribute("role")
        })
        expect(role).toBe("combobox")
      }),
    timeoutMs
  )

  test(
    "[X4] arrow keys walk the covers, also where none is drawn yet, and Enter opens",
    () =>
      visit({}, async (page) => {
        const cards = page.getByRole("list", { name: "Releases" })
        await cards.getByRole("link").first().focus()
        await page.keyboard.press("ArrowRight")
        const second = await focused(page)
        await page.keyboard.press("End")
        await page.locator('[data-index="1999"] a:focus').waitFor()
        await page.keyboard.press("Home")
        await page.locator('[data-index="0"] a:focus').waitFor()
        await page.keyboard.press("ArrowRight")
        expect(await focused(page)).toBe(second)
        await page.keyboard.press("Enter")
        await page.getByRole("button", { name: "Shuffle" }).first().waitFor()
        expect(new URL(page.url()).pathname).toBe("/releases/release-1")
      }),
    timeoutMs
  )

  test(
    "[X4] the long list keeps one place for the focus, and its rows few",
    () =>
      visit({ path: "/tracks" }, async (page) => {
        const grid = page.getByRole("grid", { name: "Tracks" })
        await grid.focus()
        await page.keyboard.press("End")
        await page.locator("#track-row-19999 button").first().waitFor()
        expect(await grid.getAttribute("aria-activedescendant")).toBe("track-row-19999")
        expect(await page.getByRole("row").count()).toBeLessThan(60)
        await page.keyboard.press("q")
        await page.getByRole("status").filter({ hasText: "added to the queue" }).waitFor()
      }),
    timeoutMs
  )
})

describe("addresses", () => {
  test(
    "[X4] back returns to where a list was left",
    () =>
      visit({ path: "/tracks" }, async (page) => {
        const main = page.locator("main")
        await page.locator("#track-row-0 button").first().waitFor()
        await main.evaluate(async (element) => {
          const rested = new Promise((resolve) => element.addEventListener("scrollend", resolve, { once: true }))
          element.scrollTo({ top: 100_000 })
          await rested
          await new Promise(requestAnimationFrame)
        })
        const row = page
          .getByRole("row")
          .filter({ has: page.getByRole("button") })
          .nth(14)
        await row.getByRole("link", { name: /^Release of/ }).click()
        await page.getByRole("button", { name: "Shuffle" }).first().waitFor()
        expect(await main.evaluate((element) => element.scrollTop)).toBe(0)
        await page.goBack()
        await page.locator("#track-row-1785 button").first().waitFor()
        expect(await main.evaluate((element) => element.scrollTop)).toBe(100_000)
      }),
    timeoutMs
  )

  test(
    "[X4] 20,000 rows scroll by while few of them exist",
    () =>
      visit({ path: "/tracks" }, async (page) => {
        await page.locator("#track-row-0 button").first().waitFor()
        const seen = await page.locator("main").evaluate(async (element) => {
          const frames: Array<number> = []
          let [last, rows] = [performance.now(), 0]
          for (let frame = 0; frame < 60; frame++) {
            await new Promise(requestAnimationFrame)
            const now = performance.now()
            frames.push(now - last)
            last = now
            rows = Math.max(rows, element.querySelectorAll("[role=row]").length)
            // Slow, then fast, then from one end to the other.
            element.scrollTop += frame < 25 ? 40 : frame < 50 ? 900 : 90_000
          }
          return { longest: Math.round(Math.max(...frames)), rows }
        })
        console.log(`20,000 tracks: longest frame ${seen.longest} ms, at most ${seen.rows} rows`)
        expect(seen.rows).toBeLessThan(80)
      }),
    timeoutMs
  )
})
