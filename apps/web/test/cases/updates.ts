/** A new version of the app while the old one is open. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "vitest"
import { openHarness } from "../harness/chromium.ts"
import type { Case } from "../harness/kit.ts"

/** Makes another version of the build: its page says which, and its service worker is another one for that. */
const release = (pages: string, version: string): void => {
  const page = join(pages, "index.html")
  writeFileSync(page, readFileSync(page, "utf8").replace(/<title>.*<\/title>/, `<title>${version}</title>`))
  const worker = join(pages, "sw.js")
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/\$\{"[\w-]+"\}/, `\${"${version}"}`))
}

const update: Case = {
  title: "[X4] a new version is there at the next load, an open tab keeps its files, and old versions are let go",
  run: ({ pages, inContext, serve }) =>
    inContext(async (context) => {
      const copy = mkdtempSync(join(tmpdir(), "deadwax-update-"))
      cpSync(pages, copy, { recursive: true })
      const site = serve(copy)
      const caches = () => page.evaluate(() => globalThis.caches.keys())
      release(copy, "first")
      const page = await openHarness(context, site.url)
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      expect(await caches()).toEqual(["deadwax-app-first"])
      for (const [version, kept] of [
        ["second", ["deadwax-app-first", "deadwax-app-second"]],
        ["third", ["deadwax-app-second", "deadwax-app-third"]]
      ] as const) {
        release(copy, version)
        const isNew = page.evaluate(
          () => new Promise<void>((resolve) => navigator.serviceWorker.addEventListener("controllerchange", () => resolve()))
        )
        await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()))
        await isNew
        // The open tab is as it was, and finds its files.
        expect(await page.title()).not.toBe(version)
        await page.waitForFunction(() => harness.session.library?.state().kind === "absent")
        await site.stop()
        await page.reload()
        expect(await page.title()).toBe(version)
        site.start()
        expect(await caches()).toEqual([...kept])
      }
      await page.close()
      await site.stop()
      rmSync(copy, { recursive: true, force: true })
    })
}

export const updateCases: ReadonlyArray<Case> = [update]
