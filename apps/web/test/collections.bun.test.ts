/** Collages, playlists, filters, the trash and scans that ask, by hand and by keyboard: over an invented library, and over real files. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findBarriers } from "./fixture/axe.ts"
import type { Fixture } from "./fixture/main.tsx"
import { listenForFaults, sizes } from "./fixture/page.ts"
import { buildPages } from "./harness/build.ts"
import { launchChromium, patienceMs } from "./harness/chromium.ts"
import { type ServedLibrary, serveLibrary } from "./harness/served-library.ts"
import { type Site, serveSite } from "./harness/site.ts"

const timeoutMs = 300_000
const sample = join(import.meta.dirname, "../../../sample/library")

let pages: string
let browser: Browser
let served: ServedLibrary
let invented: Site
let music = ""

beforeAll(async () => {
  const [app, fixture] = await Promise.all([buildPages("app"), buildPages("fixture")])
  pages = app
  browser = await launchChromium(["--autoplay-policy=no-user-gesture-required"])
  invented = serveSite(fixture, { hasViews: true })
  served = await serveLibrary(app, (directory) => {
    music = directory
    cpSync(sample, directory, { recursive: true })
    mkdirSync(join(directory, "Broken"))
    writeFileSync(join(directory, "Broken/text.flac"), "no music")
  })
}, timeoutMs)

afterAll(async () => {
  await browser.close()
  await invented.stop()
  await served.stop()
  rmSync(pages, { recursive: true, force: true })
})

const inPage = async (url: string, act: (page: Page) => Promise<void>, fixture?: Fixture): Promise<void> => {
  const context = await browser.newContext({ viewport: sizes.desk, reducedMotion: "reduce", acceptDownloads: true })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const faults = listenForFaults(page)
  if (fixture !== undefined)
    await page.addInitScript((given) => {
      window.fixture = given
    }, fixture)
  await page.goto(url)
  await act(page)
  await context.close()
  expect(faults).toEqual([])
}

const at = (site: { readonly url: string }, path: string): string => new URL(path, site.url).href
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })
const entries = (page: Page) => page.getByRole("list", { name: "Entries" }).getByRole("listitem")
const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name })
const said = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text }).first().waitFor()
const uuidsIn = (file: string): ReadonlyArray<string> =>
  [...readFileSync(join(music, file), "utf8").matchAll(/uuid = "(.*)"/g)].map((match) => match[1] ?? "")

describe("by keyboard, over an invented library", () => {
  test(
    "[X4] [A4] an entry is moved and keeps the focus, is taken out, and few rows of many exist",
    () =>
      inPage(
        at(invented, "/playlists/Late%20Night"),
        async (page) => {
          await heading(page, "Late Night").waitFor()
          await page.getByText("240 tracks · 1 missing").waitFor()
          expect(await entries(page).count()).toBeLessThan(40)
          expect(await entries(page).nth(2).getByText("Missing: not in the library now").count()).toBe(1)
          // What it stands for has come: until then its description stands there.
          await entries(page).nth(0).locator(".sleeve").waitFor({ state: "attached" })
          const first = (await entries(page).nth(0).locator(".track-title").textContent()) ?? ""
          await entries(page).nth(0).locator(".entry-main").focus()
          for (const place of [2, 3]) {
            await page.keyboard.press("Alt+ArrowDown")
            await said(page, `is now ${place} of 240`)
          }
          expect(await page.evaluate(() => document.activeElement?.querySelector(".track-title")?.textContent)).toBe(first)
          await page.locator('.entry:has(:focus)[aria-posinset="3"]').waitFor()
          await page.keyboard.press("Delete")
          await page.getByText("239 tracks · 1 missing").waitFor()
          await said(page, `${first} taken out of “Late Night”`)
          expect(await findBarriers(page)).toEqual([])
        },
        { releases: 2000 }
      ),
    timeoutMs
  )

  test(
    "[X4] [I5] a scan that would remove much says what, and goes on only when told to",
    () =>
      inPage(
        at(invented, "/library"),
        async (page) => {
          await page.getByText("mend", { exact: false }).first().waitFor()
          await page.getByText("Copy it again from where it came from").waitFor()
          await button(page, "Scan now").click()
          const asked = page.getByRole("alert").filter({ hasText: "much would go" })
          await asked.getByText("900 tracks of 20,000").waitFor()
          expect(await asked.getByText("640 tracks").count()).toBe(1)
          expect(await findBarriers(page)).toEqual([])
          await button(page, "Let them go").click()
          await page.getByText("Done in").waitFor()
          expect(await asked.count()).toBe(0)
        },
        { releases: 2000, isHalfGone: true }
      ),
    timeoutMs
  )

  test(
    "[X4] [U7] storage that is not connected is said above every view",
    () =>
      inPage(
        at(invented, "/playlists"),
        async (page) => {
          await page.getByRole("alert").filter({ hasText: "storage is not connected" }).waitFor()
          await button(page, "Look again").waitFor()
          expect(await findBarriers(page)).toEqual([])
        },
        { releases: 5, isOffline: true }
      ),
    timeoutMs
  )
})

describe("over real files behind a server", () => {
  test(
    "[X4] [A4] a playlist is made from a release, ordered by drag, renamed, saved, deleted and brought back",
    () =>
      inPage(served.url, async (page) => {
        await page.getByRole("link", { name: /Velvet Static/ }).click()
        await heading(page, "Velvet Static").waitFor()
        await button(page, "Add the tracks of Velvet Static to a playlist").click()
        await page.getByRole("dialog").getByRole("textbox").fill("Evening 夜")
        expect(await findBarriers(page)).toEqual([])
        await page.keyboard.press("Enter")
        await said(page, "added to “Evening 夜”")
        expect(uuidsIn("!playlists/Evening 夜.toml").length).toBe(5)
        await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Playlists" }).first().click()
        await page.getByRole("link", { name: /Evening 夜/ }).click()
        const before = uuidsIn("!playlists/Evening 夜.toml")
        await entries(page).nth(4).waitFor()
        const answered = page.waitForResponse((response) => response.url().endsWith("/entries/move"))
        await entries(page).nth(0).dragTo(entries(page).nth(2))
        await answered
        expect(uuidsIn("!playlists/Evening 夜.toml")).toEqual([1, 2, 0, 3, 4].map((index) => before[index]))
        const downloading = page.waitForEvent("download")
        await button(page, /^Save Evening 夜 as an M3U8/).click()
        expect((await downloading).suggestedFilename()).toBe("Evening 夜.m3u8")
        await button(page, /^Rename/).click()
        await page.getByRole("dialog").getByRole("textbox").fill("Kitchen")
        await page.keyboard.press("Enter")
        await page.getByText("This name is taken").waitFor()
        await page.getByRole("dialog").getByRole("textbox").fill("Night")
        await page.keyboard.press("Enter")
        await heading(page, "Night").waitFor()
        await button(page, "Move Night to the trash").click()
        await heading(page, "Playlists").waitFor()
        await button(page, "Undo").click()
        await said(page, "“Night” is back")
        await page.getByRole("link", { name: /^Night/ }).waitFor()
        expect(uuidsIn("!playlists/Night.toml").length).toBe(5)
      }),
    timeoutMs
  )

  test(
    "[X4] [R6] a playlist plays without what is missing, which is shown and said; an M3U8 comes in",
    () =>
      inPage(at(served, "/playlists/Kitchen"), async (page) => {
        await page.getByText("5 tracks · 1 missing").waitFor()
        await page.getByText("One entry is missing").waitFor()
        await page.getByRole("main").getByRole("button", { name: "Play", exact: true }).click()
        await page.getByRole("link", { name: /^What plays/ }).waitFor()
        await page.locator("body").press("u")
        await page.getByRole("complementary", { name: "Queue" }).getByText("4 tracks").waitFor()
        await button(page, "Save the queue to a playlist").click()
        await page.getByRole("dialog").getByRole("textbox").fill("From the queue")
        await page.keyboard.press("Enter")
        await said(page, "added to “From the queue”")
        expect(uuidsIn("!playlists/From the queue.toml").length).toBe(4)
        await page.goto(at(served, "/playlists"))
        await page.getByLabel("Import an M3U8 file").setInputFiles({
          name: "Old player.m3u8",
          mimeType: "audio/x-mpegurl",
          buffer: Buffer.from("#EXTM3U\nLoose Change.mp3\nnowhere/gone.mp3\n")
        })
        await page.getByRole("dialog").getByText("nowhere/gone.mp3").waitFor()
        await button(page, "Show it").click()
        await heading(page, "Old player").waitFor()
        expect(await entries(page).count()).toBe(1)
      }),
    timeoutMs
  )

  test(
    "[X4] [I4] a release is no longer new, goes to the trash and comes back; files that failed are named after a reload",
    () =>
      inPage(at(served, "/?sort=title&new=true"), async (page) => {
        await page.getByRole("link", { name: /Field Notes/ }).click()
        await heading(page, "Field Notes").waitFor()
        const mark = button(page, "Mark Field Notes as new")
        expect(await mark.getAttribute("aria-pressed")).toBe("true")
        await mark.click()
        await said(page, "Field Notes is not new")
        await page.goBack()
        await page.getByText(/^\d releases$/).waitFor()
        expect(new URL(page.url()).search).toBe("?sort=title&new=true")
        await page.getByRole("link", { name: /Field Notes/ }).waitFor({ state: "detached" })
        await button(page, "Clear").click()
        await page.getByRole("link", { name: /Field Notes/ }).click()
        await button(page, "Move Field Notes to the trash").click()
        await said(page, "moved to the trash")
        await page.goto(at(served, "/trash"))
        await page.getByText("Field Notes", { exact: false }).first().waitFor()
        await button(page, /^Put back .*Field Notes/).click()
        await said(page, "is back")
        await page.goto(at(served, "/library"))
        await page.getByText("Broken/text.flac").waitFor()
        await page.getByText("No audio", { exact: true }).waitFor()
        expect(await findBarriers(page)).toEqual([])
      }),
    timeoutMs
  )
})

test(
  "[X4] [A4] the library of this browser is edited as a server’s is",
  async () => {
    const site = serveSite(pages, { hasViews: true })
    await inPage(site.url, async (page) => {
      await heading(page, "Your music, in this browser").waitFor()
      await page.getByLabel("Choose a folder").setInputFiles(sample)
      await page.getByText("10 releases").waitFor()
      await page.getByRole("link", { name: /Velvet Static/ }).click()
      await button(page, "Add Velvet Static to a collage").click()
      await page.getByRole("dialog").getByRole("textbox").fill("Shelf")
      await page.keyboard.press("Enter")
      await said(page, "added to “Shelf”")
      await button(page, "Move Velvet Static to the trash").click()
      await page.getByText("9 releases").waitFor()
      await page.goto(at(site, "/collages/Shelf"))
      await page.getByText("1 release · 1 missing").waitFor()
      await page.goto(at(site, "/trash"))
      await button(page, /^Put back .*Velvet Static/).click()
      await said(page, "is back")
      await page.goto(at(site, "/collages/Shelf"))
      await page.getByText("1 release", { exact: true }).waitFor()
    })
    await site.stop()
  },
  timeoutMs
)
