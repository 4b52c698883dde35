/** The page of the sources over an invented library: every state, both themes, both widths, and the keyboard alone. */
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findBarriers } from "./fixture/axe.ts"
import { inventJob, inventSource } from "./fixture/invented-sync.ts"
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

const visit = async (
  fixture: Partial<Fixture>,
  act: (page: Page) => Promise<void>,
  { size = "desk", query = "" }: { readonly size?: keyof typeof sizes; readonly query?: string } = {}
) => {
  const context = await browser.newContext({ viewport: sizes[size], reducedMotion: "reduce" })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const faults = listenForFaults(page)
  await page.addInitScript(
    (given) => {
      window.fixture = given
    },
    { releases: 5, ...fixture }
  )
  await page.goto(new URL(`/sync${query}`, served.url).href)
  await act(page)
  await context.close()
  expect(faults).toEqual([])
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })
const card = (page: Page, name: string) => page.getByRole("region", { name })
const files = (page: Page) => page.getByRole("list", { name: "Files" }).getByRole("listitem")
const asked = (page: Page) => page.evaluate(() => window.syncsAsked)

const expectNoBarriers = async (page: Page, what: string): Promise<void> => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findBarriers(page), `${what}, ${colorScheme}`).toEqual([])
  }
}

const loss = {
  files: 11,
  total: 12,
  folders: [
    { name: "Rust Choir", files: 9 },
    { name: "", files: 2 }
  ],
  otherFolders: 3,
  paths: Array.from({ length: 11 }, (_, at) => `Rust Choir/${at}.flac`)
}
const stopped = inventJob({
  status: "failed",
  requested: "full",
  type: "full",
  error: {
    reason: "mass-change",
    message: "NAS: 11 of the 12 files that it had are gone",
    remedy: "Check it.",
    loss,
    moves: null
  }
})
const moves = { entries: 13, total: 53, playlists: [{ name: "Long", entries: 8 }], otherPlaylists: 2 }
const crowded = inventJob({
  status: "failed",
  error: { reason: "mass-move", message: "NAS: 13 of the 53 entries would move", remedy: "Look at them.", loss: null, moves }
})
const away = inventJob({
  status: "failed",
  source: "Attic",
  error: {
    reason: "unavailable",
    message: "Attic: it cannot be reached",
    remedy: "Check that it is running.",
    loss: null,
    moves: null
  }
})
const attic = inventSource({ name: "Attic", kind: "directory", url: "dir:Music", user: null, lastSync: away })
const fetching = {
  source: "NAS",
  phase: "fetch",
  done: 20,
  total: 881,
  failed: 1,
  perSecond: 12.4,
  leftMs: 69_000,
  problems: [{ path: "Rust Choir/3.flac", message: "NAS: the answer ended before everything had come" }]
} as const

describe("every state", () => {
  for (const size of ["desk", "phone"] as const) {
    test(
      `[X4] sources, progress, the question and the files have no serious barrier and fit, ${size}`,
      async () => {
        const never = inventSource({ name: "New", lastSync: null })
        const sources = [inventSource(), attic, never, inventSource({ name: "Shed", lastSync: { ...stopped, source: "Shed" } })]
        await visit(
          { sources, syncs: [fetching], isBusy: "New" },
          async (page) => {
            await card(page, "Files").getByText("1–50 of 70 files").waitFor()
            await expectNoBarriers(page, "sync")
            const wide = await page.locator("main").evaluate((main) => main.scrollWidth - main.clientWidth)
            expect(wide).toBeLessThanOrEqual(0)
            await card(page, "Shed").getByRole("button", { name: "Let 11 files go…" }).click()
            await page.getByRole("dialog").waitFor()
            await expectNoBarriers(page, "the question")
          },
          { size, query: "?show=failed" }
        )
      },
      timeoutMs
    )
  }

  test(
    "[X4] one without sources says how to begin, one that is away what is known, one of this browser that sync needs a server",
    async () => {
      await visit({ sources: [] }, async (page) => {
        await heading(page, "Sync").waitFor()
        await page.getByText("deadwax sources add").waitFor()
        await expectNoBarriers(page, "no sources")
      })
      await visit({ isUnreachable: true }, (page) => heading(page, "The server does not answer").waitFor())
      await visit({ sources: [attic], isOffline: true }, async (page) => {
        await page.getByText("Nothing can be synced until").waitFor()
        expect(await page.getByRole("button", { name: "Sync Attic" }).isDisabled()).toBe(true)
      })
      await visit({ state: { kind: "open", notices: [], unfinishedImport: undefined } }, async (page) => {
        await heading(page, "Sync needs a server").waitFor()
        expect(await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sync" }).count()).toBe(0)
        await expectNoBarriers(page, "in this browser")
      })
    },
    timeoutMs
  )

  test(
    "[Y11] tells of each source where it is, how its last sync went and what to do, and how far the one is that runs",
    () =>
      visit({ sources: [inventSource(), attic], syncs: [fetching], isBusy: "Attic" }, async (page) => {
        const [nas, other] = [card(page, "NAS"), card(page, "Attic")]
        await nas.getByText("Fetching", { exact: true }).waitFor()
        for (const text of [
          "WebDAV",
          "ana",
          "webdavs://nas.example/music",
          "Fetching",
          "20 of 881 · 12 a second · 1 min left · 1 failed"
        ])
          expect(await nas.getByText(text, { exact: true }).count(), text).toBe(1)
        expect(await nas.getByRole("list", { name: "What failed so far" }).textContent()).toContain("Rust Choir/3.flac")
        expect(await nas.getByRole("button", { name: "Sync NAS" }).count()).toBe(0)
        expect(await other.getByRole("alert").allInnerTexts()).toEqual([
          "Attic: it cannot be reached. Check that it is running.",
          "Another program is at it. Wait for it."
        ])
        expect(await page.getByText("passwordFrom").count()).toBe(0)
        await nas.getByRole("button", { name: "Cancel the sync of NAS" }).press("Enter")
        await page.getByText("The sync of NAS is ending").waitFor()
        expect(await asked(page)).toEqual(['{"cancel":{"sources":["NAS"]}}'])
      }),
    timeoutMs
  )

  test(
    "[Y11] one that another program runs can be told to end, and one that died can be synced again",
    () =>
      visit({ sources: [inventSource({ lastSync: inventJob({ status: "running", endedAt: null }) })] }, async (page) => {
        await card(page, "NAS").getByText("Another program syncs it").waitFor()
        expect(await page.getByRole("button", { name: "Cancel the sync of NAS" }).count()).toBe(1)
        expect(await page.getByRole("button", { name: "Sync NAS" }).count()).toBe(1)
      }),
    timeoutMs
  )
})

describe("by keyboard alone", () => {
  test(
    "[X4] syncs one, all, and with everything looked at",
    () =>
      visit({ sources: [inventSource(), attic] }, async (page) => {
        await page.getByRole("button", { name: "Sync Attic" }).press("Enter")
        await page.getByRole("checkbox", { name: "Look at everything" }).press("Space")
        await page.getByRole("button", { name: "Sync all" }).press("Enter")
        await page.waitForFunction(() => window.syncsAsked?.length === 2)
        expect(await asked(page)).toEqual(['{"sync":{"sources":["Attic"],"full":false}}', '{"sync":{"full":true}}'])
        await page.locator("body").press("1")
        await heading(page, "Albums").waitFor()
        await page.locator("body").press("6")
        await heading(page, "Sync").waitFor()
      }),
    timeoutMs
  )

  test(
    "[I5] what a sync would take for gone is told, and goes only by a click that names the number, and by a second one",
    () =>
      visit({ sources: [inventSource({ lastSync: stopped })] }, async (page) => {
        const nas = card(page, "NAS")
        const question = await nas.getByRole("alert").textContent()
        for (const text of [
          "11 files of 12",
          "Rust Choir",
          "9 files",
          "the source’s folder itself",
          "and 3 more",
          "Nothing was taken away"
        ])
          expect(question).toContain(text)
        await nas.getByText("All of them").press("Enter")
        await nas.getByText("Rust Choir/10.flac", { exact: true }).waitFor()
        const letGo = nas.getByRole("button", { name: "Let 11 files go…" })
        await letGo.press("Enter")
        await page.getByRole("dialog").getByText("moves to the library’s trash").waitFor()
        await page.keyboard.press("Escape")
        await page.getByRole("dialog").waitFor({ state: "hidden" })
        expect(await asked(page)).toEqual([])
        await nas.getByRole("button", { name: "Look again" }).press("Enter")
        await letGo.press("Enter")
        await page.getByRole("dialog").getByRole("button", { name: "Let 11 files go" }).press("Enter")
        await page.waitForFunction(() => window.syncsAsked?.length === 2)
        expect(await asked(page)).toEqual([
          '{"sync":{"sources":["NAS"],"full":true}}',
          '{"sync":{"sources":["NAS"],"full":true,"allowRemoval":11}}'
        ])
      }),
    timeoutMs
  )

  test(
    "[I5] what a sync would move in playlists is told, and moves only by two clicks that name the number",
    () =>
      visit({ sources: [inventSource({ lastSync: crowded })] }, async (page) => {
        const nas = card(page, "NAS")
        const question = await nas.getByRole("alert").textContent()
        for (const text of ["13 entries of 53", "Long", "8 entries", "and 2 more", "None has moved"])
          expect(question).toContain(text)
        await nas.getByRole("button", { name: "Let 13 entries move…" }).press("Enter")
        await page.getByRole("dialog").getByText("no file is touched").waitFor()
        await expectNoBarriers(page, "the question about playlists")
        await page.getByRole("dialog").getByRole("button", { name: "Let 13 entries move" }).press("Enter")
        await page.waitForFunction(() => window.syncsAsked?.length === 1)
        expect(await asked(page)).toEqual(['{"sync":{"sources":["NAS"],"full":false,"allowMoves":13}}'])
      }),
    timeoutMs
  )

  test(
    "[C6] [X4] files are paged, filtered and decided about; the address keeps the place, and the focus goes where it can go on",
    () =>
      visit({ sources: [inventSource(), attic] }, async (page) => {
        await card(page, "Files").getByText("Nothing is to be fetched now.").waitFor()
        await page.getByRole("combobox", { name: "Which files" }).selectOption("Failed")
        await files(page).first().waitFor()
        const first = await files(page).first().textContent()
        for (const text of ["凪紗コウ – ليلى الأزرق", "Broken off.", "the answer ended", "3 attempts; not tried again for"])
          expect(first).toContain(text)
        await page.getByRole("button", { name: "Next page" }).press("Enter")
        await page.getByText("51–70 of 70 files").waitFor()
        await page.reload()
        await page.getByText("51–70 of 70 files").waitFor()
        await page.getByRole("button", { name: "Previous page" }).press("Enter")
        await page.getByText("1–50 of 70 files").waitFor()
        await page.getByRole("button", { name: /^Retry: 凪紗コウ/ }).press("Enter")
        await page.getByText("1–50 of 69 files").waitFor()
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Files")
        await page.getByRole("button", { name: /^Ignore: 02/ }).press("Enter")
        await page.getByText("1–50 of 68 files").waitFor()
        await page.getByRole("combobox", { name: "Which files" }).selectOption("Ignored")
        await page.getByRole("button", { name: /^Fetch after all: 02/ }).press("Enter")
        await page.getByText("Nothing is ignored.").waitFor()
        await page.getByRole("combobox", { name: "Which files" }).selectOption("To be fetched now")
        await files(page).first().waitFor()
        expect(await files(page).count()).toBe(1)
      }),
    timeoutMs
  )
})
