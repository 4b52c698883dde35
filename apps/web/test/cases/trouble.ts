/** Storage that was cleared, databases that are damaged, addresses that are not safe: each is said, none looks like an empty library. */
import type { Page } from "playwright"
import { expect } from "vitest"
import { launchChromium, openHarness } from "../harness/chromium.ts"
import { becomes, type Case, counts, importFolder, type Kit, sample, stateOf, trackCount, trackIds } from "../harness/kit.ts"

/** A page of the same site that runs nothing of the app: only what the server answers at routes that are never kept. */
const openBare = async (page: Page, { site }: Kit): Promise<void> => {
  await page.goto(`${site.url}health`)
}

/** Overwrites a database of the pool, whose files begin with their name in the first of 4,096 bytes; with that name, unless told otherwise. */
const damage = (page: Page, name: string, from = 4096): Promise<number> =>
  page.evaluate(
    async ([wanted, position]) => {
      const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("deadwax")
      const pool = await (await home.getDirectoryHandle("databases")).getDirectoryHandle(".opaque")
      let damaged = 0
      for await (const entry of pool.values()) {
        const handle = entry as FileSystemFileHandle
        const file = await handle.getFile()
        const path = (await file.slice(0, 512).text()).split("\0")[0] ?? ""
        if (path !== wanted && path !== `${wanted}-wal`) continue
        const writable = await handle.createWritable({ keepExistingData: true })
        await writable.write({ type: "write", position, data: new Uint8Array(file.size - position).fill(0x5a) })
        await writable.close()
        damaged++
      }
      return damaged
    },
    [name, from] as const
  )

const evicted: Case = {
  title: "[X4] storage that the browser cleared is told from a library that never was",
  run: (kit) =>
    kit.inContext(async (context) => {
      const page = await kit.open(context)
      await importFolder(page, sample)
      await openBare(page, kit)
      await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry("deadwax", { recursive: true }))
      await page.close()
      const again = await kit.open(context)
      expect(await stateOf(again)).toEqual({ kind: "evicted" })
      expect(await again.evaluate(() => harness.session.library?.lastSeen()?.tracks)).toBe(16)
      expect(await importFolder(again, sample)).toMatchObject({ outcome: "done", copied: 18 })
      expect(await trackCount(again)).toBe(16)
    })
}

const damagedCache: Case = {
  title: "[X4] a damaged cache is made again from the files, with the same ids and with a word about it",
  run: (kit) =>
    kit.inContext(async (context) => {
      const page = await kit.open(context)
      await importFolder(page, sample)
      const ids = await trackIds(page)
      await openBare(page, kit)
      expect(await damage(page, "/cache.db")).toBeGreaterThan(0)
      await page.close()
      const again = await kit.open(context)
      const state = await stateOf(again)
      expect(state).toMatchObject({ kind: "open" })
      expect(JSON.stringify(state)).toContain("was damaged")
      await counts(again, 16)
      expect(await trackIds(again)).toEqual(ids)
    })
}

const damagedLibrary: Case = {
  title: "[X4] a damaged library.db is said and left as it is; a new one begun on request knows the ids that the cache has",
  run: (kit) =>
    kit.inContext(async (context) => {
      const page = await kit.open(context)
      await importFolder(page, sample)
      const ids = await trackIds(page)
      await openBare(page, kit)
      expect(await damage(page, "/library.db")).toBeGreaterThan(0)
      await page.close()
      const again = await kit.open(context)
      expect(await stateOf(again)).toMatchObject({ kind: "damaged" })
      const asked = await again.evaluate(() => harness.session.client.status().catch((error: unknown) => String(error)))
      expect(asked).toContain("library.db")
      await again.evaluate(() => harness.session.library?.rebuild())
      await becomes(again, "open")
      await counts(again, 16)
      expect(await trackIds(again)).toEqual(ids)
      await openBare(again, kit)
      // Both are there: the one that was damaged, and the new one.
      expect(await damage(again, "/library.db")).toBeGreaterThan(0)
      expect(await damage(again, "/library-2.db")).toBeGreaterThan(0)
    })
}

const damagedInAll: Case = {
  title: "[X4] a damaged library.db is said in every tab, and mended for all from any of them",
  run: (kit) =>
    kit.inContext(async (context) => {
      const page = await kit.open(context)
      await importFolder(page, sample)
      await openBare(page, kit)
      expect(await damage(page, "/library.db")).toBeGreaterThan(0)
      const owner = await kit.open(context)
      const other = await kit.open(context)
      for (const tab of [owner, other]) expect(await stateOf(tab)).toMatchObject({ kind: "damaged" })
      await other.evaluate(() => harness.session.library?.rebuild())
      for (const tab of [owner, other]) {
        await becomes(tab, "open")
        await counts(tab, 16)
      }
      expect(await other.evaluate(() => harness.session.library?.isOwner())).toBe(false)
    })
}

const evictedInUse: Case = {
  title: "[X4] storage that is cleared under open tabs is said in all of them, and none shows an empty library",
  run: (kit) =>
    kit.inPrivate(async (context) => {
      const owner = await kit.open(context)
      await importFolder(owner, sample)
      const other = await kit.open(context)
      const session = await context.newCDPSession(owner)
      await session.send("Storage.clearDataForOrigin", { origin: new URL(kit.site.url).origin, storageTypes: "file_systems" })
      const seen = await other.evaluate(async () => {
        const { client, library } = harness.session
        const isOpen = () => library?.state().kind === "open"
        const totals = new Set<number>()
        const looks = async (): Promise<void> => {
          for (let look = 0; look < 200 && isOpen(); look++) {
            await client.scan(() => undefined).catch(() => undefined)
            const { total } = await client.tracks({ limit: 0 }).catch(() => ({ total: -1 }))
            totals.add(total)
          }
        }
        // What is asked of a library that has just been cleared waits until there is one again.
        const cleared = new Promise<void>((resolve) => {
          const stop = library?.subscribe(() => {
            if (isOpen()) return
            stop?.()
            resolve()
          })
        })
        await Promise.race([looks(), cleared])
        return [...totals]
      })
      expect(seen.filter((total) => total !== -1 && total !== 16)).toEqual([])
      for (const tab of [owner, other]) await becomes(tab, "evicted")
      expect(await importFolder(other, sample)).toMatchObject({ outcome: "done" })
      for (const tab of [owner, other]) {
        await becomes(tab, "open")
        expect(await trackCount(tab)).toBe(16)
      }
    })
}

const lostDatabases: Case = {
  title: "[X4] databases that are damaged to the very name are said and made again; the library is never shown as an empty one",
  run: (kit) =>
    kit.inContext(async (context) => {
      const page = await kit.open(context)
      await importFolder(page, sample)
      const ids = await trackIds(page)
      await openBare(page, kit)
      expect(await damage(page, "/library.db", 0)).toBeGreaterThan(0)
      await page.close()
      const again = await kit.open(context)
      expect(JSON.stringify(await stateOf(again))).toContain("a new one was begun")
      await counts(again, 16)
      expect(await trackIds(again)).toEqual(ids)
      await openBare(again, kit)
      for (const name of ["/library.db", "/cache.db"]) expect(await damage(again, name, 0)).toBeGreaterThan(0)
      await again.close()
      const third = await kit.open(context)
      expect(JSON.stringify(await stateOf(third))).toContain("a new one was begun")
      const answers = await third.evaluate(async () => {
        const seen = new Set<number>()
        const total = () =>
          harness.session.client.tracks({ limit: 0 }).then(
            (list) => list.total,
            () => -1
          )
        for (let found = await total(); found !== 16; found = await total()) {
          seen.add(found)
          await new Promise(requestAnimationFrame)
        }
        return [...seen]
      })
      // Refused until the files were read, and never answered with none.
      expect(answers.filter((total) => total !== -1)).toEqual([])
    })
}

const insecure: Case = {
  title: "[X4] an address that is not safe is named as the reason, and how to open it instead",
  run: async ({ site }) => {
    const browser = await launchChromium(["--host-resolver-rules=MAP deadwax.test 127.0.0.1"])
    try {
      const page = await openHarness(await browser.newContext(), site.url.replace("127.0.0.1", "deadwax.test"))
      expect(await stateOf(page)).toMatchObject({ kind: "unavailable", reason: "insecure" })
    } finally {
      await browser.close()
    }
  }
}

export const troubleCases: ReadonlyArray<Case> = [
  evicted,
  damagedCache,
  damagedLibrary,
  damagedInAll,
  evictedInUse,
  lostDatabases,
  insecure
]
