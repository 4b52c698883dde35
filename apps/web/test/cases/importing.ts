/** What is chosen may be anything, and may stop being there at any moment. */
import { readFileSync, rmSync, truncateSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright"
import { expect } from "vitest"
import type { ImportReport } from "../../src/library/browser-library.ts"
import {
  becomes,
  type Case,
  choose,
  counts,
  importChosen,
  importFolder,
  type Kit,
  stateOf,
  tonePath,
  trackCount
} from "../harness/kit.ts"

const tone = readFileSync(tonePath)
const padded = (bytes: number): Uint8Array => Buffer.concat([tone, Buffer.alloc(bytes)])

/** `count` sounds of about `bytes` bytes, ten to a directory. */
const manyFiles = (count: number, bytes: number): Record<string, Uint8Array> => {
  const content = padded(bytes)
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`Album ${Math.floor(i / 10)}/${i}.mp3`, content]))
}

/** The sizes of all sounds in the library's directory. */
const soundSizes = (page: Page): Promise<ReadonlyArray<number>> =>
  page.evaluate(async () => {
    const sizes: Array<number> = []
    const origin = await navigator.storage.getDirectory()
    const pending = [await (await origin.getDirectoryHandle("deadwax")).getDirectoryHandle("music")]
    for (let directory = pending.pop(); directory !== undefined; directory = pending.pop())
      for await (const [name, entry] of directory.entries()) {
        if (entry.kind === "directory") pending.push(entry as FileSystemDirectoryHandle)
        else if (name.endsWith(".mp3")) sizes.push((await (entry as FileSystemFileHandle).getFile()).size)
      }
    return sizes
  })

const leftovers = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(async () => {
    const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("deadwax")
    return Array.fromAsync((await home.getDirectoryHandle("incoming")).keys())
  })

const closedTab: Case = {
  title: "[X4] a tab closed during an import leaves whole files, says so at the next opening, and the import goes on from there",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const directory = folder("long", manyFiles(120, 150_000))
      const page = await open(context)
      await choose(page, directory)
      await page.evaluate(() => void harness.importFiles(harness.chosen()))
      await page.waitForFunction(() => harness.progress.some(({ phase, done }) => phase === "copy" && done >= 10))
      await page.close()

      const again = await open(context)
      expect(await stateOf(again)).toMatchObject({ kind: "open", unfinishedImport: { filesTotal: 120 } })
      const sizes = await soundSizes(again)
      expect(sizes.length).toBeGreaterThanOrEqual(10)
      expect(new Set(sizes)).toEqual(new Set([tone.length + 150_000]))
      await counts(again, sizes.length)

      const report = await importFolder(again, directory)
      expect(report).toMatchObject({ outcome: "done", skipped: sizes.length, copied: 120 - sizes.length })
      expect(await stateOf(again)).toMatchObject({ kind: "open", unfinishedImport: undefined })
      expect(await leftovers(again)).toEqual([])
      expect(await trackCount(again)).toBe(120)
    })
}

const closedInScan: Case = {
  title:
    "[X4] a tab closed while the first music is read: the next opening reads the rest, and says no longer than that that it lacks some",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const page = await open(context)
      await choose(page, folder("in-scan", manyFiles(600, 1000)))
      await page.evaluate(() => void harness.importFiles(harness.chosen()))
      await page.waitForFunction(() => harness.progress.some(({ scan }) => (scan?.written ?? 0) > 0 || (scan?.done ?? 0) > 100))
      await page.close()

      const again = await open(context)
      expect(await stateOf(again)).toMatchObject({ kind: "open", unfinishedImport: { filesTotal: 600 } })
      await counts(again, 600)
      await again.waitForFunction(
        () => !JSON.stringify(harness.session.library?.state()).includes("No scan of the whole library")
      )
    })
}

const mixed: Case = {
  title: "[X4] a broken file, one that vanished and odd ones among good ones: each is named, the rest is there",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const directory = folder("mixed", {
        "Good/01.mp3": tone,
        "Good/notes.txt": new TextEncoder().encode("not music"),
        "Good/CON.mp3": tone,
        "Bad/broken.mp3": new TextEncoder().encode("this is no sound"),
        "Bad/empty.flac": new Uint8Array(),
        "Gone/gone.mp3": tone,
        "木 🎷/ש׳.mp3": tone
      })
      const page = await open(context)
      await choose(page, directory)
      rmSync(join(directory, "Gone/gone.mp3"))
      const report = await importChosen(page)
      expect(report).toMatchObject({ outcome: "done", copied: 5, leftOut: 1, failedTotal: 1 })
      expect(report.failed.map(({ path, reason }) => [path, reason])).toEqual([["mixed/Gone/gone.mp3", "unreadable"]])
      expect(report.scan?.failed.map(({ path }) => path).sort()).toEqual([
        "/deadwax/music/mixed/Bad/broken.mp3",
        "/deadwax/music/mixed/Bad/empty.flac"
      ])
      expect(await trackCount(page)).toBe(3)
    })
}

/** Imports the first chosen file under each of these paths. */
const importAs = async (page: Page, paths: ReadonlyArray<string>): Promise<ImportReport> =>
  (await page.evaluate((all) => {
    const [one] = harness.chosen()
    if (one === undefined) throw new Error("nothing was chosen")
    return harness.importFiles(all.map((path) => ({ path, file: one.file })))
  }, paths)) as ImportReport

const names: Case = {
  title: "[X4] names that lead out, or that no disk takes, are refused by name; case and script are kept",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const page = await open(context)
      await choose(page, folder("one", { "a.mp3": tone }))
      const kept = ["A/same.mp3", "A/Same.mp3", "a/same.mp3", "A/trailing. /x.mp3", `A/${"x".repeat(251)}.mp3`]
      const refused = ["../out.mp3", "A/../../out.mp3", "A//x.mp3", "A/./x.mp3", "A/back\\slash.mp3", `A/${"木".repeat(84)}.mp3`]
      const report = await importAs(page, [...kept, ...refused, "A/same.mp3"])
      expect(report.failed.map(({ path, reason }) => [path, reason])).toEqual(refused.map((path) => [path, "name"]))
      expect(report).toMatchObject({ outcome: "done", copied: kept.length })
      expect(await trackCount(page)).toBe(kept.length)
    })
}

/** Drops what lies at `path` onto the page, as a person does with the mouse. */
const drop = async (page: Page, path: string): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, x: 50, y: 50, data })
}

const dropped: Case = {
  title: "[X4] a folder that is dropped is taken with all below it, under the paths that it has there",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const page = await open(context)
      await drop(page, folder("dropped", { "One/01.mp3": tone, "One/Disc 2/01.mp3": tone, "Two/a.mp3": tone }))
      await page.waitForFunction(() => harness.dropped() !== undefined)
      const { paths, report } = await page.evaluate(async () => {
        const { files = [] } = (await harness.dropped()) ?? {}
        return { paths: files.map(({ path }) => path).sort(), report: (await harness.importFiles(files)) as ImportReport }
      })
      expect(paths).toEqual(["dropped/One/01.mp3", "dropped/One/Disc 2/01.mp3", "dropped/Two/a.mp3"])
      expect(report).toMatchObject({ outcome: "done", copied: 3, scan: { tracks: { added: 3 } } })
    })
}

const noMusic: Case = {
  title: "[X4] a folder without music is told as that, and makes no library",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const page = await open(context)
      const report = await importFolder(page, folder("texts", { "a/b.txt": tone, "cover.jpg": tone }))
      expect(report).toMatchObject({ outcome: "no-music", copied: 0 })
      expect(report.message).toContain("no music")
      expect(await stateOf(page)).toEqual({ kind: "absent" })
    })
}

const limitStorage = async (page: Page, quotaSize: number | undefined, { site }: Kit): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const origin = new URL(site.url).origin
  await session.send("Storage.overrideQuotaForOrigin", { origin, ...(quotaSize === undefined ? {} : { quotaSize }) })
}

const full: Case = {
  title: "[X4] what does not fit is said before a byte is copied; storage that runs full in the midst keeps what was copied",
  run: (kit) =>
    kit.inPrivate(async (context) => {
      const directory = kit.folder("large", manyFiles(40, 1_000_000))
      const page = await kit.open(context)
      const huge = kit.folder("huge", { "one.mp3": tone })
      // As large as a shop of records, and no byte of it on the disk.
      truncateSync(join(huge, "one.mp3"), 100e9)
      const refused = await importFolder(page, huge)
      expect(refused).toMatchObject({ outcome: "no-room", copied: 0 })
      expect(refused.message).toContain("100 GB")
      expect(await stateOf(page)).toEqual({ kind: "absent" })

      await choose(page, directory)
      await limitStorage(page, 35_000_000, kit)
      const report = await importChosen(page)
      expect(report).toMatchObject({ outcome: "full", scan: { tracks: { added: report.copied } } })
      expect(new Set(report.failed.map(({ reason }) => reason))).toEqual(new Set(["full"]))
      expect(report.copied).toBeGreaterThanOrEqual(2)
      expect(report.copied).toBeLessThan(40)
      expect(new Set(await soundSizes(page))).toEqual(new Set([tone.length + 1_000_000]))
      await page.reload()
      await becomes(page, "open")
      expect(await trackCount(page)).toBe(report.copied)

      await limitStorage(page, undefined, kit)
      expect(await importFolder(page, directory)).toMatchObject({ outcome: "done", skipped: report.copied })
      expect(await trackCount(page)).toBe(40)
    })
}

const stopped: Case = {
  title: "[X4] an import that is stopped keeps what was copied, and scans it",
  run: ({ inContext, open, folder }) =>
    inContext(async (context) => {
      const page = await open(context)
      await choose(page, folder("stopped", manyFiles(60, 150_000)))
      const report = (await page.evaluate(() => {
        const controller = new AbortController()
        const timer = setInterval(() => {
          if (harness.progress.some(({ phase, done }) => phase === "copy" && done >= 5)) controller.abort()
        })
        return harness.importFiles(harness.chosen(), controller.signal).finally(() => clearInterval(timer))
      })) as ImportReport
      expect(report.outcome).toBe("cancelled")
      expect(report.copied).toBeGreaterThanOrEqual(5)
      expect(report.copied).toBeLessThan(60)
      expect(await trackCount(page)).toBe(report.copied)
      expect(await leftovers(page)).toEqual([])
    })
}

export const importingCases: ReadonlyArray<Case> = [closedTab, closedInScan, mixed, names, dropped, noMusic, full, stopped]
