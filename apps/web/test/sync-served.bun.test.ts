/** The page of the sources against a real server: a directory, and a WebDAV server that holds its files back. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mp3 } from "../../../packages/core-cache/test/world.ts"
import { password, userName } from "../../../packages/core-sync/test/dav-server/space.ts"
import { findBarriers } from "./fixture/axe.ts"
import { listenForFaults, sizes } from "./fixture/page.ts"
import { buildPages } from "./harness/build.ts"
import { launchChromium } from "./harness/chromium.ts"
import { type Remote, startRemote } from "./harness/remote.ts"
import { type ServedLibrary, serveLibrary } from "./harness/served-library.ts"

const timeoutMs = 180_000
const sample = join(import.meta.dirname, "../../../sample/nested")
const song = (album: string, at: number): Uint8Array =>
  mp3({ title: `${album} ${at}`, album, albumArtist: "Reds", artist: "Reds" })

let pages: string
let scratch: string
let browser: Browser
let served: ServedLibrary
let remote: Remote
let page: Page
let faults: ReadonlyArray<string>

const nasPath = (at: number): string => join(scratch, "nas", "Reds - Attic", `${String(at).padStart(2, "0")}.mp3`)
const cloudPath = (at: number): string => `Reds - Cloud/${String(at).padStart(2, "0")}.mp3`

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "deadwax-sources-"))
  mkdirSync(join(scratch, "nas", "Reds - Attic"), { recursive: true })
  for (let at = 0; at < 12; at++) writeFileSync(nasPath(at), song("Attic", at))
  writeFileSync(join(scratch, "secret-place"), password, { mode: 0o600 })
  remote = await startRemote()
  for (let at = 0; at < 8; at++) await remote.put(cloudPath(at), song("Cloud", at))
  pages = await buildPages("app")
  browser = await launchChromium()
  served = await serveLibrary(pages, (music) => cpSync(sample, music, { recursive: true }))
  await served.run("sources", "add", "NAS", `dir:${join(scratch, "nas")}`)
  await served.run("sources", "add", "Cloud", remote.url, "--user", userName, "--password-file", join(scratch, "secret-place"))
  page = await (await browser.newContext({ viewport: sizes.desk, reducedMotion: "reduce" })).newPage()
  page.setDefaultTimeout(120_000)
  faults = listenForFaults(page)
  await page.goto(new URL("/", served.url).href)
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sync" }).click()
  await page.getByRole("heading", { level: 1, name: "Sync" }).waitFor()
}, timeoutMs)

afterAll(async () => {
  await browser.close()
  await served.stop()
  remote.stop()
  for (const directory of [pages, scratch]) rmSync(directory, { recursive: true, force: true })
})

const card = (name: string) => page.getByRole("region", { name })
const press = (name: string) => page.getByRole("button", { name }).press("Enter")
/** The counter that has this name. */
const counted = (name: string, count: number) =>
  card("What the sources have")
    .locator("div", { has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) })
    .locator("dd", { hasText: new RegExp(`^${count}$`) })
    .waitFor()

describe("over a server with two sources", () => {
  test(
    "[Y11] [X4] all are synced in turn; what is under way and what waits is the same after a reload, and counters follow",
    async () => {
      for (const name of ["Cloud", "NAS"]) await card(name).getByText("Never synced").waitFor()
      await remote.wrong({ filesLeft: 5 })
      await press("Sync all")
      await card("Cloud").getByText("5 of 8").waitFor()
      await card("NAS").getByText("Waiting for its turn").waitFor()
      await page.reload()
      await card("Cloud").getByText("5 of 8").waitFor()
      await card("NAS").getByText("Waiting for its turn").waitFor()
      expect(await findBarriers(page)).toEqual([])
      await remote.wrong({ filesLeft: 1000 })
      for (const name of ["Cloud", "NAS"]) await card(name).getByText("In step").waitFor()
      await card("Cloud").getByText("just now · looked at everything · completed; 8 added.").waitFor()
      await counted("Downloaded", 20)
      await counted("Songs", 20)
      await counted("Missing", 0)
    },
    timeoutMs
  )

  test(
    "[Y9] [X4] a sync is ended from the page, and goes on with the next one",
    async () => {
      await remote.put(cloudPath(8), song("Cloud", 8))
      await remote.wrong({ filesLeft: 0 })
      await press("Sync Cloud")
      await card("Cloud").getByText("0 of 1").waitFor()
      await press("Cancel the sync of Cloud")
      await card("Cloud").getByText("ended on request").waitFor()
      await counted("Missing", 1)
      await remote.wrong({ filesLeft: 1000 })
      await press("Sync Cloud")
      await card("Cloud").getByText("In step").waitFor()
      await counted("Downloaded", 21)
    },
    timeoutMs
  )

  test(
    "[C6] [X4] what failed is counted and listed with its reason; a person's word lets it be tried again",
    async () => {
      await remote.put(cloudPath(9), song("Cloud", 9))
      await remote.wrong({ wrongEtag: true })
      await press("Sync Cloud")
      await card("Cloud").getByText("1 song failed").waitFor()
      await counted("Failed", 1)
      await page.getByRole("combobox", { name: "Which files" }).selectOption("Failed")
      const row = page.getByRole("list", { name: "Files" }).getByRole("listitem")
      await row.getByText("Changed meanwhile.").waitFor()
      await row.getByText("1 attempt; not tried again for 5 min").waitFor()
      await press("Retry: 09.mp3")
      await page.getByText("Nothing has failed.").waitFor()
      await remote.wrong({ wrongEtag: false })
      await press("Sync Cloud")
      await counted("Downloaded", 22)
      await counted("Failed", 0)
    },
    timeoutMs
  )

  test(
    "[Y11] what another program syncs is told as well, without a reload",
    async () => {
      writeFileSync(nasPath(12), song("Attic", 12))
      await served.run("sync", "NAS")
      await counted("Downloaded", 23)
      await card("NAS").getByText("1 added").waitFor()
    },
    timeoutMs
  )

  test(
    "[I5] what would go is asked about, also after a reload, and goes by a click that names the number",
    async () => {
      for (let at = 1; at < 13; at++) rmSync(nasPath(at))
      await press("Sync NAS")
      await card("NAS").getByText("12 files of 13 that it had are not there any more").waitFor()
      await page.reload()
      await card("NAS").getByText("12 files of 13 that it had are not there any more").waitFor()
      await card("NAS").getByText("All of them").press("Enter")
      await card("NAS").getByText("Reds - Attic/12.mp3", { exact: true }).waitFor()
      expect(await findBarriers(page)).toEqual([])
      await counted("Songs", 23)
      await press("Let 12 files go…")
      await page.getByRole("dialog").getByText("What of them lies here stays").waitFor()
      await page.getByRole("dialog").getByRole("button", { name: "Let 12 files go" }).press("Enter")
      await card("NAS").getByText("12 gone from the source").waitFor()
      await counted("Songs", 11)
    },
    timeoutMs
  )

  test(
    "[X4] nothing on the page or in its answers holds a password, or where it or a source lies on the server, and nothing went wrong on the way",
    async () => {
      const told = await page.evaluate(async () => {
        const answers = await Promise.all(
          ["status", "sources", "sync", "catalog", "queue"].map(async (path) => (await fetch(`/api/v1/${path}`)).text())
        )
        return [document.documentElement.outerHTML, ...answers].join("\n")
      })
      expect(told).toContain(userName)
      for (const secret of [password, "secret-place", scratch]) expect(told.includes(secret), secret).toBe(false)
      expect(faults).toEqual([])
    },
    timeoutMs
  )
})
