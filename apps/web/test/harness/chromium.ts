/** Chromium for end-to-end tests, and a harness page in it. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright"

/** How long a page is waited for. The driver's own half a minute is too short for a machine that is busy with other suites. */
export const patienceMs = 110_000

const withOptions = (more: ReadonlyArray<string>) => ({
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync", ...more]
})

export const launchChromium = (more: ReadonlyArray<string> = []): Promise<Browser> => chromium.launch(withOptions(more))

/**
 * A browser with a profile in a directory, as people have it. Without one all is incognito, where every read and write of a file is a message
 * to another process, and nothing compiled is kept.
 */
export const launchProfile = async (directory: string): Promise<BrowserContext> => {
  const context = await chromium.launchPersistentContext(directory, withOptions([]))
  context.setDefaultTimeout(patienceMs)
  return context
}

/** Opens the page at `url` and waits until the session stands and the library's state has settled. */
export const openHarness = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = await context.newPage()
  page.on("pageerror", (error) => console.error(error))
  await page.goto(url)
  await settled(page)
  return page
}

/** Waits until the library is no longer opening. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction(
    () => globalThis.harness !== undefined && globalThis.harness.session.library?.state().kind !== "opening"
  )
}
