/**
 * Two to six tabs that are opened, closed and reloaded at random, mostly the owner, in the midst of edits and imports of them all.
 *
 * Each edit adds a track to a playlist that nothing else adds it to, so that every one shows: once if it was answered, once or not at all if
 * its own tab went before the answer. The order of events is not the seed's alone: two runs of one seed differ in what they interrupt.
 */
import { readFileSync } from "node:fs"
import type { BrowserContext, Page } from "playwright"
import { expect } from "vitest"
import type { ImportReport } from "../../src/library/browser-library.ts"
import { settled } from "../harness/chromium.ts"
import { type Case, choose, counts, importFolder, type Kit, sample, tonePath, trackIds } from "../harness/kit.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const runs = Math.max(2, Math.round(20 * scale))
const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const steps = 12
const mostTabs = 6
const imported = 30
const sampled = 16

/** mulberry32 */
const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What became of an edit, as its tab saw it. */
type Outcome = "answered" | "tab-gone"

interface Edit {
  readonly playlist: string
  readonly trackId: string
  readonly outcome: Promise<Outcome>
}

/** What the driver says of a page that was closed or loaded again in the midst. */
const goneWords = /(?:page|context|browser|target)\b.* closed|context was destroyed|because of a navigation/i

/** Refused for no other reason than that its tab went. Looked at later. */
const outcomeOf = (page: Page, asked: Promise<unknown>, gone: ReadonlySet<Page>): Promise<Outcome> => {
  const outcome = asked.then(
    (): Outcome => "answered",
    (cause: unknown): Outcome => {
      if (String(cause).includes("ClientError")) throw cause
      if (gone.has(page) || goneWords.test(String(cause))) return "tab-gone"
      throw cause
    }
  )
  outcome.catch(() => undefined)
  return outcome
}

class Run {
  readonly #kit: Kit
  readonly #context: BrowserContext
  readonly #random: () => number
  readonly #folder: string
  readonly #gone = new Set<Page>()
  readonly tabs: Array<Page> = []
  readonly edits: Array<Edit> = []
  readonly others: Array<Promise<unknown>> = []
  readonly log: Array<string> = []
  ids: ReadonlyArray<string> = []
  #import: Promise<Outcome> | undefined

  constructor(kit: Kit, context: BrowserContext, random: () => number, folder: string) {
    this.#kit = kit
    this.#context = context
    this.#random = random
    this.#folder = folder
  }

  readonly below = (count: number): number => Math.floor(this.#random() * count)
  readonly anyTab = (): Page => this.tabs[this.below(this.tabs.length)]!

  readonly open = async (): Promise<void> => {
    if (this.tabs.length >= mostTabs) return
    this.tabs.push(await this.#kit.open(this.#context))
  }

  readonly owner = async (): Promise<Page | undefined> => {
    const owners = await Promise.all(this.tabs.map((page) => page.evaluate(() => harness.session.library?.isOwner() === true)))
    return this.tabs[owners.indexOf(true)]
  }

  /** The owner, three times out of four. */
  readonly victim = async (): Promise<Page> => (this.below(4) === 0 ? undefined : await this.owner()) ?? this.anyTab()

  readonly close = async (): Promise<void> => {
    if (this.tabs.length < 2) return
    const page = await this.victim()
    this.log.push(`close ${this.tabs.indexOf(page)} of ${this.tabs.length}`)
    this.tabs.splice(this.tabs.indexOf(page), 1)
    this.#gone.add(page)
    await page.close()
  }

  readonly reload = async (): Promise<void> => {
    const page = await this.victim()
    this.log.push(`reload ${this.tabs.indexOf(page)} of ${this.tabs.length}`)
    await page.reload()
    await settled(page)
  }

  /** Some edits at once, mostly of tabs that do not own the library; nobody waits for their answers now. */
  readonly edit = async (): Promise<void> => {
    const owner = await this.owner()
    const others = this.tabs.filter((page) => page !== owner)
    for (let count = 1 + this.below(6); count > 0; count--) {
      const number = this.edits.length
      const [playlist, trackId] = [
        `List ${Math.floor(number / sampled) % 2}-${Math.floor(number / sampled / 2)}`,
        this.ids[number % sampled] ?? ""
      ]
      const page = (this.below(5) === 0 ? undefined : others[this.below(others.length)]) ?? this.anyTab()
      this.log.push(`edit ${number} in ${this.tabs.indexOf(page)}`)
      const asked = page.evaluate(
        ([name, id]) =>
          harness.explained(async () => {
            // Another edit may have made and filled it.
            await harness.session.client.createCollection("playlists", name).catch((error: unknown) => {
              if (!String(error).includes("of this name already")) throw error
            })
            await harness.session.client.addEntries("playlists", name, [id], 1)
          }),
        [playlist, trackId] as const
      )
      this.edits.push({ playlist, trackId, outcome: outcomeOf(page, asked, this.#gone) })
    }
  }

  /** What is there one moment and somewhere else the next: a false "not found" would show. */
  readonly rename = (): void => {
    const page = this.anyTab()
    const name = `Shelf ${this.others.length}`
    this.log.push(`rename ${name} in ${this.tabs.indexOf(page)}`)
    const asked = page.evaluate(
      (from) =>
        harness.explained(async () => {
          const { client } = harness.session
          await client.createCollection("collages", from)
          await client.renameCollection("collages", from, `${from} b`)
          await client.deleteCollection("collages", `${from} b`)
        }),
      name
    )
    this.others.push(outcomeOf(page, asked, this.#gone))
  }

  readonly import = async (): Promise<void> => {
    if (this.#import !== undefined) return
    const page = this.anyTab()
    this.log.push(`import in ${this.tabs.indexOf(page)}`)
    await choose(page, this.#folder)
    const asked = page.evaluate(() => harness.explained(() => harness.importFiles(harness.chosen()) as Promise<ImportReport>))
    this.#import = outcomeOf(page, asked, this.#gone)
    this.others.push(this.#import)
    const forget = (): void => {
      this.#import = undefined
    }
    this.#import.then(forget, forget)
  }

  /** No tab shows an empty library, and no two own it. */
  readonly look = async (): Promise<void> => {
    const seen = await Promise.all(
      this.tabs.map((page) =>
        page.evaluate(async () => ({
          states: harness.states.filter((kind) => kind !== "opening" && kind !== "open"),
          isOwner: harness.session.library?.isOwner() === true,
          total: (await harness.session.client.tracks({ limit: 0 })).total
        }))
      )
    )
    for (const { states, total } of seen) {
      expect({ states, log: this.log }).toEqual({ states: [], log: this.log })
      expect({ isWhole: total >= sampled, total, log: this.log }).toMatchObject({ isWhole: true })
    }
    expect(seen.filter(({ isOwner }) => isOwner).length).toBeLessThanOrEqual(1)
    const held = await this.anyTab().evaluate(
      async () => ((await navigator.locks.query()).held ?? []).filter(({ name }) => name === "deadwax-library").length
    )
    expect(held).toBeLessThanOrEqual(1)
  }

  readonly step = async (): Promise<void> => {
    await this.edit()
    const what = this.below(8)
    if (what < 3) await this.close()
    else if (what < 5) await this.reload()
    else if (what < 6) await this.import()
    else this.rename()
    if (this.tabs.length < 2 || this.below(2) === 0) await this.open()
    if (this.below(3) === 0) await this.look()
    if (this.below(3) === 0) await Promise.all(this.edits.map(({ outcome }) => outcome))
  }
}

/** What a tab says it is in, for a failure's message. */
const describeTab = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([harness.states, harness.session.library?.state()])).catch((error: unknown) => String(error))

/** How often each track stands in each playlist. */
const entriesIn = (page: Page, playlist: string): Promise<ReadonlyArray<string>> =>
  page.evaluate(
    (name) =>
      harness.session.client.collection("playlists", name).then(
        ({ items }) => items.map(({ id }) => id),
        () => []
      ),
    playlist
  )

const checkEdits = async (page: Page, { edits, log }: Run): Promise<{ answered: number; open: number; made: number }> => {
  const counted = { answered: 0, open: 0, made: 0 }
  const entries = new Map<string, ReadonlyArray<string>>()
  for (const { playlist, trackId, outcome } of edits) {
    if (!entries.has(playlist)) entries.set(playlist, await entriesIn(page, playlist))
    const times = entries.get(playlist)?.filter((id) => id === trackId).length ?? 0
    const was = await outcome
    if (was === "answered") {
      counted.answered++
      expect({ playlist, trackId, times, log }).toMatchObject({ times: 1 })
    } else {
      counted.open++
      counted.made += times
      expect({ playlist, trackId, isOnceAtMost: times <= 1, log }).toMatchObject({ isOnceAtMost: true })
    }
  }
  return counted
}

const runOnce = (kit: Kit, seed: number, folder: string): Promise<string> => {
  let told = ""
  return kit
    .inContext(async (context) => {
      const run = new Run(kit, context, seeded(seed), folder)
      await run.open()
      await importFolder(run.tabs[0]!, sample)
      run.ids = await trackIds(run.tabs[0]!)
      // Its times without music are over.
      await run.tabs[0]!.reload()
      await settled(run.tabs[0]!)
      await run.open()
      try {
        for (let step = 0; step < steps; step++) await run.step()
        await Promise.all([...run.edits.map(({ outcome }) => outcome), ...run.others])
      } catch (cause) {
        const tabs = await Promise.all(run.tabs.map(describeTab))
        throw new Error(`${String(cause)}\n${run.log.join("\n")}\n${tabs.join("\n")}`, { cause })
      }
      await run.look()
      const last = await kit.open(context)
      const report = await importFolder(last, folder)
      expect(report).toMatchObject({ outcome: "done", failedTotal: 0 })
      expect(report.copied + report.skipped).toBe(imported)
      await counts(last, sampled + imported)
      const { answered, open, made } = await checkEdits(last, run)
      told = `${answered} edits answered, ${open} cut off with their tab (${made} of them made)`
    })
    .then(() => told)
}

/** A life is a test of its own: each has the time of one. */
const life = (seed: number): Case => ({
  title: `[X4] a random life of up to ${mostTabs} tabs, seed ${seed}: every edit once, no music lost, one owner, and no tab ever shows an empty library`,
  run: async (kit) => {
    const tone = readFileSync(tonePath)
    const files = Array.from(
      { length: imported },
      (_, i) => [`Album ${i % 3}/${i}.mp3`, Buffer.concat([tone, Buffer.alloc(120_000 + i)])] as const
    )
    const folder = kit.folder(`random-tabs-${seed}`, Object.fromEntries<Uint8Array>(files))
    console.log(`soak: a life of several tabs, seed ${seed}: ${await runOnce(kit, seed, folder)}`)
  }
})

export const randomTabCases: ReadonlyArray<Case> = Array.from({ length: runs }, (_, index) => life(firstSeed + index))
