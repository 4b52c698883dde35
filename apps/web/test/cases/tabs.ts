/** Several tabs of one site: one of them owns the library. */
import { expect } from "vitest"
import { becomes, type Case, importFolder, sample, stateOf, trackCount } from "../harness/kit.ts"

const second: Case = {
  title: "[X4] a second tab says so, shows nothing empty, and opens when the first is closed",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const first = await open(context)
      await importFolder(first, sample)
      const other = await open(context)
      expect(await stateOf(other)).toEqual({ kind: "elsewhere" })
      const refused = await other.evaluate(() => harness.importFiles([]).catch((error: unknown) => String(error)))
      expect(refused).toContain("another tab")
      const asked = other.evaluate(() => harness.session.client.status().then(({ tracks }) => tracks))
      await first.close()
      await becomes(other, "open")
      expect(await asked).toBe(16)
    })
}

const takeOver: Case = {
  title: "[X4] a second tab takes over, and gives back",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const first = await open(context)
      await importFolder(first, sample)
      const other = await open(context)
      for (const [taker, giver] of [
        [other, first],
        [first, other]
      ] as const) {
        await taker.evaluate(() => harness.session.library?.takeOver())
        await becomes(taker, "open")
        await becomes(giver, "elsewhere")
        expect(await trackCount(taker)).toBe(16)
      }
    })
}

export const tabCases: ReadonlyArray<Case> = [second, takeOver]
