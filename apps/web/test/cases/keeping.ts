/** What a visitor does: imports, searches, plays, comes back, and comes back without a network. */
import { readFileSync } from "node:fs"
import { expect } from "vitest"
import { picture, text, writeId3 } from "../../../../tools/bench/tags/id3.ts"
import { png } from "../../../server/test/pictures.ts"
import { settled } from "../harness/chromium.ts"
import { type Case, importFolder, play, sample, searchTitles, stateOf, tonePath, trackIds } from "../harness/kit.ts"

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

const seventh: Case = {
  title: "[U19] [X4] shows a picture that the seventh track alone has in its tags, and a cover file before it",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const page = await open(context)
      const tone = readFileSync(tonePath)
      const files: Record<string, Uint8Array> = {}
      for (let number = 1; number <= 8; number++) {
        const frames = [text("TALB", ["Seventh"]), text("TRCK", [`${number}`])]
        if (number === 7) frames.push(picture("image/png", png(40, 40)))
        files[`Seventh/${number}.mp3`] = Buffer.concat([writeId3(4, frames), tone])
      }
      await importFolder(page, folder("seventh", files))
      const seen = () =>
        page.evaluate(async () => {
          const { client } = harness.session
          const [release] = (await client.releases({ limit: 1 })).items
          return [release?.cover, (await client.cover(release?.id ?? "", 60)) !== undefined]
        })
      expect(await seen()).toEqual(["tags", true])
      await importFolder(page, folder("seventh", { ...files, "Seventh/cover.png": png(40, 40) }))
      expect(await seen()).toEqual(["file", true])
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

const hearts: Case = {
  title: "[A6] [X4] keeps hearts, stars and plays over a reload; a play that is told twice counts once",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const page = await open(context)
      await importFolder(page, sample)
      const [id = "", other = ""] = await trackIds(page)
      await page.evaluate(
        async ([one, two]) => {
          const { client } = harness.session
          await client.setFavorite(one, true)
          await client.setRating(two, 4)
          const heard = { trackId: two, key: "once", playedAt: "2020-01-02T03:04:05.000Z" }
          for (let n = 0; n < 2; n++) await client.recordPlay(heard)
        },
        [id, other] as const
      )
      await page.reload()
      await settled(page)
      const lists = await page.evaluate(async () => {
        const { client } = harness.session
        const kinds = ["favorites", "recently-played", "most-played"] as const
        return Promise.all(kinds.map(async (kind) => (await client.trackList(kind)).items))
      })
      expect(lists.map((items) => items.map((track) => track.id))).toEqual([[id], [other], [other]])
      expect(lists[1]?.[0]).toMatchObject({ rating: 4, playCount: 1, lastPlayedAt: "2020-01-02T03:04:05.000Z" })
    })
}

export const keepingCases: ReadonlyArray<Case> = [hearts, everything, covers, seventh, reset]
