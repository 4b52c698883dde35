/**
 * Takes the pictures of docs/screenshots: the app as it is built, behind `deadwax serve`, over the sample libraries with invented sleeves.
 * Run with `bun run screenshots`; needs Chromium and ffmpeg, which makes the files small.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Page as ItemPage, Release, SearchPage } from "@deadwax/core-cache"
import type { LibraryStatus } from "@deadwax/core-sync"
import type { Page } from "playwright"
import { sizes } from "../test/fixture/page.ts"
import { buildPages } from "../test/harness/build.ts"
import { launchChromium } from "../test/harness/chromium.ts"
import { serveLibrary } from "../test/harness/served-library.ts"
import { writeCovers } from "./invented-covers.ts"
import { addSources, type Sources, withoutPlaces } from "./invented-sources.ts"

const root = join(import.meta.dirname, "../../..")
const target = join(root, "docs/screenshots")

interface Picture {
  readonly name: string
  readonly size: keyof typeof sizes
  readonly theme: "light" | "dark"
  readonly path: string
  readonly prepare?: (page: Page) => Promise<void>
  /** How its sources are to stand; what comes from them is in all pictures behind it. */
  readonly sources?: Exclude<keyof Sources, "stop">
}

/** Puts a release into the queue without playing it: a picture holds still. Ends on the release's page. */
const enqueue = async (page: Page, release: string): Promise<void> => {
  const id = await page.evaluate(async (title) => {
    const answer = (await (await fetch(`/api/v1/search?q=${encodeURIComponent(title)}`)).json()) as SearchPage
    return answer.items.find((hit) => hit.kind === "release" && hit.title === title)?.id
  }, release)
  await page.goto(new URL(`/releases/${id}`, page.url()).href)
  await page.getByRole("main").getByRole("button", { name: "Queue", exact: true }).click()
  await page.getByRole("link", { name: /^What plays/ }).waitFor()
}

const toAlbums = async (page: Page): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: "Albums" }).click()
  await page.getByRole("heading", { level: 1, name: "Albums" }).waitFor()
}

/** Albums with a release in the player. */
const albumsWith = (release: string) => async (page: Page) => {
  await enqueue(page, release)
  await toAlbums(page)
}

const pictures: ReadonlyArray<Picture> = [
  {
    name: "albums-light",
    size: "desk",
    theme: "light",
    path: "/",
    prepare: albumsWith("Velvet Static")
  },
  { name: "release-dark", size: "desk", theme: "dark", path: "/", prepare: (page) => enqueue(page, "Velvet Static") },
  {
    name: "search-light",
    size: "desk",
    theme: "light",
    path: "/",
    prepare: async (page) => {
      await page.getByRole("combobox", { name: "Search artists, releases and tracks" }).pressSequentially("la")
      await page.getByRole("option").first().waitFor()
      await page.keyboard.press("ArrowDown")
    }
  },
  {
    name: "queue-dark",
    size: "desk",
    theme: "dark",
    path: "/",
    prepare: async (page) => {
      await albumsWith("Lanterns Over Water")(page)
      await page.locator("body").press("u")
    }
  },
  { name: "collage-dark", size: "desk", theme: "dark", path: "/collages/Late%20Night" },
  { name: "playlists-light", size: "desk", theme: "light", path: "/playlists" },
  { name: "playlist-phone-light", size: "phone", theme: "light", path: "/playlists/Kitchen" },
  { name: "library-light", size: "desk", theme: "light", path: "/library" },
  {
    name: "albums-phone-dark",
    size: "phone",
    theme: "dark",
    path: "/",
    prepare: albumsWith("夜の水族館")
  },
  { name: "release-phone-light", size: "phone", theme: "light", path: "/", prepare: (page) => enqueue(page, "Зимний сад") },
  {
    name: "playing-phone-dark",
    size: "phone",
    theme: "dark",
    path: "/",
    prepare: async (page) => {
      await enqueue(page, "Velvet Static")
      await page.getByRole("link", { name: /^What plays/ }).click()
    }
  },
  {
    name: "welcome-phone-light",
    size: "phone",
    theme: "light",
    path: "/library",
    prepare: async (page) => {
      await page.getByText("In this browser", { exact: true }).click()
      await page.getByRole("heading", { level: 1, name: "Your music, in this browser" }).waitFor()
    }
  },
  {
    name: "sync-phone-dark",
    size: "phone",
    theme: "dark",
    path: "/sync",
    sources: "lose",
    prepare: (page) => page.getByText("The sync stopped").waitFor()
  },
  {
    name: "sync-light",
    size: "desk",
    theme: "light",
    path: "/sync?show=failed",
    sources: "fetch",
    prepare: (page) => page.getByText("17 of 36").waitFor()
  }
]

/** A few shelves besides the sample's own. */
const fillCollections = async (url: string): Promise<void> => {
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    return (await fetch(new URL(path, url), body === undefined ? {} : init)).json() as Promise<T>
  }
  const { items: releases } = await ask<ItemPage<Release>>("/api/v1/releases?limit=100&sort=title&tracks=true")
  const shelves = { "Rainy Windows": [3, 9, 12, 1], "Loud Side of Town": [14, 6, 10, 2, 8], "To Hear Again": [5, 11, 15, 7, 4] }
  for (const [name, at] of Object.entries(shelves)) {
    const chosen = at.flatMap((index) => releases[index] ?? [])
    const ids = { collages: chosen.map(({ id }) => id), playlists: chosen.flatMap(({ tracks }) => tracks?.[0]?.id ?? []) }
    for (const kind of ["collages", "playlists"] as const) {
      await ask(`/api/v1/${kind}`, { name })
      await ask(`/api/v1/${kind}/${encodeURIComponent(name)}/entries`, { ids: ids[kind] })
    }
  }
}

/** A palette of 256 colours is enough for flat sleeves, and a third of the size. */
const compress = async (from: string, to: string): Promise<void> => {
  const filter = "split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=none"
  const ran = Bun.spawn([
    process.env["FFMPEG_PATH"] ?? "ffmpeg",
    "-v",
    "error",
    "-y",
    "-i",
    from,
    "-filter_complex",
    filter,
    "-compression_level",
    "9",
    to
  ])
  if ((await ran.exited) !== 0) throw new Error(`${from} could not be made smaller`)
}

const scratch = mkdtempSync(join(tmpdir(), "deadwax-pictures-"))
const pages = await buildPages("app")
const browser = await launchChromium()
const music = join(scratch, "music")
for (const part of ["library", "nested", "split"]) cpSync(join(root, "sample", part), music, { recursive: true })
await writeCovers(browser, music)
// Playlists are shown with the sleeves of what is in them.
rmSync(join(music, "!playlists/Kitchen.jpg"), { force: true })
const served = await serveLibrary(pages, (directory) => cpSync(music, directory, { recursive: true }))
const only = process.argv[2]
if (only === undefined) rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
await fillCollections(served.url)
let sources: Sources | undefined
for (const { name, size, theme, path, prepare, sources: stand } of pictures.filter(
  (picture) => only === undefined || picture.name === only
)) {
  if (stand !== undefined) {
    sources ??= await addSources(served, scratch)
    await sources[stand]()
  }
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    hasTouch: size === "phone",
    reducedMotion: "reduce"
  })
  const page = await context.newPage()
  // Where the pictures were taken is nobody's business.
  await page.route("**/api/v1/status", async (route) => {
    const status = withoutPlaces((await (await route.fetch()).json()) as LibraryStatus)
    await route.fulfill({ json: { ...status, library: { ...status.library, root: "/home/a/Records" } } })
  })
  await page.goto(new URL(path, served.url).href)
  await page.getByRole("heading", { level: 1 }).waitFor()
  await prepare?.(page)
  await page.mouse.move(0, 0)
  await page.waitForFunction(() => document.querySelectorAll(".cover img:not(.is-loaded)").length === 0)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.screenshot({ path: join(scratch, `${name}.png`) })
  await compress(join(scratch, `${name}.png`), join(target, `${name}.png`))
  await context.close()
}
await browser.close()
await served.stop()
sources?.stop()
for (const directory of [scratch, pages]) rmSync(directory, { recursive: true, force: true })
console.log(readdirSync(target).join("\n"))
