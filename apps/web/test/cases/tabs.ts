/** Several tabs of one site: one of them owns the library, and the others use it through that one. */
import { readFileSync } from "node:fs"
import type { Page } from "playwright"
import { expect } from "vitest"
import type { ImportReport } from "../../src/library/browser-library.ts"
import { settled } from "../harness/chromium.ts"
import {
  becomes,
  type Case,
  choose,
  counts,
  importFolder,
  play,
  sample,
  stateOf,
  tonePath,
  trackCount,
  trackIds
} from "../harness/kit.ts"

const isOwner = (page: Page): Promise<boolean> => page.evaluate(() => harness.session.library?.isOwner() === true)

const shared: Case = {
  title: "[X4] a second tab uses the same library through the first, and goes on by itself when that is closed",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const first = await open(context)
      await importFolder(first, sample)
      const other = await open(context)
      expect([await isOwner(first), await isOwner(other)]).toEqual([true, false])
      const ids = await trackIds(first)
      expect(await trackIds(other)).toEqual(ids)
      expect(await play(other, ids[0] ?? "")).toBeGreaterThan(0)
      await other.evaluate(async (id) => {
        await harness.session.client.createCollection("playlists", "Both")
        await harness.session.client.addEntries("playlists", "Both", [id])
      }, ids[0] ?? "")
      const seen = () => first.evaluate(() => harness.session.client.collection("playlists", "Both").then(({ count }) => count))
      expect(await seen()).toBe(1)
      const seenStates = await other.evaluate(() => harness.states.length)
      await first.close()
      // Asked while nobody owns it.
      expect(await trackCount(other)).toBe(16)
      await other.waitForFunction(() => harness.session.library?.isOwner())
      expect(await trackIds(other)).toEqual(ids)
      // For people nothing has happened.
      expect(await other.evaluate((from) => harness.states.slice(from - 1), seenStates)).toEqual(["open"])
    })
}

const imports: Case = {
  title: "[X4] music imported in one tab is seen in all; while the first is on its way no tab shows an empty library",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const first = await open(context)
      const other = await open(context)
      const third = await open(context)
      for (const page of [first, other, third]) expect(await stateOf(page)).toEqual({ kind: "absent" })
      const told = (page: Page) =>
        page.evaluate(() => {
          const kinds: Array<string> = []
          harness.session.client.events((event) => kinds.push(event.kind))
          Object.assign(globalThis, { kinds })
        })
      await told(third)
      // The tab that imports is not the owner.
      expect(await importFolder(other, sample)).toMatchObject({ outcome: "done", scan: { tracks: { added: 16 } } })
      for (const page of [first, other, third]) {
        await becomes(page, "open")
        expect(await trackCount(page)).toBe(16)
        expect(await page.evaluate(() => harness.states)).toEqual(
          page === other ? expect.arrayContaining(["open"]) : ["opening", "absent", "filling", "open"]
        )
      }
      const tone = readFileSync(tonePath)
      await choose(first, folder("more", { "One/01.mp3": tone, "One/02.mp3": tone }))
      const refused = await Promise.all([
        first.evaluate(() => harness.importFiles(harness.chosen()) as Promise<ImportReport>),
        choose(third, folder("again", { "Two/01.mp3": tone })).then(() =>
          third.evaluate(() => harness.importFiles(harness.chosen()).then(String, (error: unknown) => String(error)))
        )
      ])
      expect(refused[0]).toMatchObject({ outcome: "done", copied: 2 })
      await counts(third, refused[1].includes("another tab") ? 18 : 19)
      await third.waitForFunction(() => Reflect.get(globalThis, "kinds").includes("scan-finished"))
    })
}

const reset: Case = {
  title: "[X4] a library that is removed in one tab is gone in all, and can be begun again in any",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const first = await open(context)
      await importFolder(first, sample)
      const other = await open(context)
      await other.evaluate(() => harness.session.library?.reset())
      for (const page of [first, other]) await becomes(page, "absent")
      expect(await other.evaluate(() => harness.session.library?.lastSeen())).toBe(undefined)
      expect(await importFolder(other, sample)).toMatchObject({ outcome: "done", copied: 18, scan: { tracks: { added: 16 } } })
      for (const page of [first, other]) {
        await becomes(page, "open")
        expect(await trackCount(page)).toBe(16)
      }
    })
}

/** The owner's tab stops in its tracks, as one does that sleeps. */
const pause = (page: Page): void => {
  const worker = page.workers()[0]
  if (worker === undefined) throw new Error("the page has no worker")
  void worker
    .evaluate(() => {
      // Memory that threads could share, which a page may not have by another way, is what a thread can wait for.
      const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
      Atomics.wait(new Int32Array(buffer), 0, 0, 10_000)
    })
    .catch(() => undefined)
}

const asleep: Case = {
  title:
    "[X4] an owner that does not answer is said and not waited for in silence; the library can be taken from it as soon as it lets go",
  run: ({ inContext, open, site }) =>
    inContext(async (context) => {
      const first = await open(context)
      await importFolder(first, sample)
      pause(first)
      const other = await context.newPage()
      await other.goto(site.url)
      await settled(other)
      expect(await stateOf(other)).toEqual({ kind: "elsewhere" })
      const refused = await other.evaluate(() => harness.importFiles([]).catch((error: unknown) => String(error)))
      expect(refused).toContain("does not answer")
      // Its files are still its own until then: they are waited for.
      await other.evaluate(() => harness.session.library?.takeOver())
      await becomes(other, "open")
      await becomes(first, "open")
      for (const page of [first, other]) expect(await trackCount(page)).toBe(16)
      expect([await isOwner(first), await isOwner(other)]).toEqual([false, true])
    })
}

const taken: Case = {
  title: "[X4] the library can be taken from a tab that does not answer; that one then asks the taker",
  run: ({ inContext, open }) =>
    inContext(async (context) => {
      const first = await open(context)
      await importFolder(first, sample)
      const other = await open(context)
      // As `takeOver` does; a tab that sleeps so soundly takes too long for a test.
      await other.evaluate(() => navigator.locks.request("deadwax-library", { steal: true }, () => undefined))
      await other.waitForFunction(() => harness.session.library?.isOwner())
      for (const page of [first, other]) {
        await becomes(page, "open")
        expect(await trackCount(page)).toBe(16)
      }
      expect([await isOwner(first), await isOwner(other)]).toEqual([false, true])
    })
}

export const tabCases: ReadonlyArray<Case> = [shared, imports, reset, asleep, taken]
