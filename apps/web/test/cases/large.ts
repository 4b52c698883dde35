/** A library of many thousand tracks in a browser. */
import { expect } from "vitest"
import type { Case } from "../harness/kit.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const tracks = Math.round(10_000 * scale)

const large: Case = {
  title: "[X4] a library of thousands of tracks is listed to its end, and searched letter by letter",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const page = await open(context)
      expect(await page.evaluate((count) => harness.fill(count), tracks)).toBe(tracks)
      const listed = await page.evaluate(async () => {
        const ids = new Set<string>()
        let total = 1
        for (let offset = 0; offset < total; offset += 1000) {
          const part = await harness.session.client.tracks({ limit: 1000, offset })
          total = part.total
          for (const { id } of part.items) ids.add(id)
        }
        return ids.size
      })
      expect(listed).toBe(tracks)
      const typed = `amber amber amber ${tracks - (tracks % 686)}`
      const kinds = await page.evaluate(async (text) => {
        const found: Array<number> = []
        for (let end = 1; end <= text.length; end++)
          found.push((await harness.session.client.search(text.slice(0, end))).items.length)
        return found
      }, typed)
      expect(kinds.length).toBe(typed.length)
      for (const count of kinds.slice(0, "amber amber amber".length)) expect(count).toBeGreaterThan(0)
      console.log(`soak: ${tracks} tracks in a browser, searched letter by letter`)
    })
}

export const largeCases: ReadonlyArray<Case> = [large]
