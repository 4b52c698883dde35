/** What a visitor does: imports, searches, plays, comes back, and comes back without a network. */
import { expect } from "vitest"
import { settled } from "../harness/chromium.ts"
import { type Case, importFolder, play, sample, searchTitles, stateOf, trackIds } from "../harness/kit.ts"

const everything: Case = {
  title: "[X4] is imported, searched and played, kept over a reload, and works with its server stopped",
  run: ({ inContext, open, site }) =>
    inContext(async (context) => {
      const page = await open(context)
      expect(await stateOf(page)).toEqual({ kind: "absent" })
      const report = await importFolder(page, sample)
      expect(report).toMatchObject({ outcome: "done", copied: 18, failedTotal: 0, scan: { tracks: { added: 16 } } })
      expect(await stateOf(page)).toEqual({ kind: "open", notices: [], unfinishedImport: undefined })
      expect(await searchTitles(page, "lantern cho")).toContain("Lantern Choir")
      const ids = await trackIds(page)
      expect(await play(page, ids[0] ?? "")).toBeGreaterThan(0)
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))

      await page.reload()
      await settled(page)
      expect(await searchTitles(page, "lantern cho")).toContain("Lantern Choir")
      expect(await trackIds(page)).toEqual(ids)

      await site.stop()
      try {
        await page.reload()
        await settled(page)
        expect(await stateOf(page)).toMatchObject({ kind: "open" })
        expect(await searchTitles(page, "lantern cho")).toContain("Lantern Choir")
        expect(await play(page, ids[0] ?? "")).toBeGreaterThan(0)
      } finally {
        site.start()
      }
    })
}

const covers: Case = {
  title: "[X4] shows covers made smaller, and says where there is none",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const page = await open(context)
      await importFolder(page, sample)
      const widths = await page.evaluate(async () => {
        const { client } = harness.session
        const found: Record<string, number> = {}
        for (const release of (await client.releases({ limit: 50 })).items) {
          const cover = await client.cover(release.id, 60)
          if (cover === undefined) continue
          const image = new Image()
          image.src = cover.url
          await image.decode()
          found[release.title] = image.naturalWidth
        }
        return found
      })
      expect(widths).toEqual({ "Slow Cinema": 96 })
    })
}

const reset: Case = {
  title: "[X4] goes away when it is asked to, and can be begun again in the same tab",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const page = await open(context)
      await importFolder(page, sample)
      await page.evaluate(() => harness.session.library?.reset())
      await settled(page)
      expect(await stateOf(page)).toEqual({ kind: "absent" })
      const left = await page.evaluate(async () => Array.fromAsync((await navigator.storage.getDirectory()).keys()))
      expect(left).toEqual([])
      expect(await importFolder(page, sample)).toMatchObject({ outcome: "done", copied: 18, scan: { tracks: { added: 16 } } })
    })
}

export const keepingCases: ReadonlyArray<Case> = [everything, covers, reset]
