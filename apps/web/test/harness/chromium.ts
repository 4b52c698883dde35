/** Chromium for end-to-end tests, and a harness page in it. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright"

export const launchChromium = (more: ReadonlyArray<string> = []): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync", ...more]
  })

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
