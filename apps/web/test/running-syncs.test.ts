import type { SyncProgress } from "@deadwax/server"
import { expect, test } from "vitest"
import { ClientError } from "../src/client/client-error.ts"
import { listenToEvents } from "../src/client/listen.ts"
import { afterEvent, noSyncs } from "../src/sync/running.ts"
import { readQueuePlace, writeQueuePlace } from "../src/sync/use-queue-place.ts"
import { jobLine, progressDetail, retryWord, standing, statsLine } from "../src/sync/words.ts"
import { inventJob, inventSource } from "./fixture/invented-sync.ts"

const progress = (source: string, changes: Partial<SyncProgress> = {}): SyncProgress => ({
  source,
  phase: "fetch",
  done: 1,
  total: 9,
  failed: 0,
  perSecond: null,
  leftMs: null,
  problems: [],
  ...changes
})

test("[Y11] what runs is what the connection's first word says, then what events say", () => {
  const begun = afterEvent(noSyncs, { kind: "sync-progress", progress: progress("NAS") })
  const two = afterEvent(begun, { kind: "sync-progress", progress: progress("Zoo", { phase: "wait" }) })
  expect([...two.progress.keys()]).toEqual(["NAS", "Zoo"])
  expect([...afterEvent(two, { kind: "sync-finished", job: inventJob() }).progress.keys()]).toEqual(["Zoo"])
  const failed = afterEvent(two, { kind: "sync-failed", source: "Zoo", error: new ClientError("failed", "It failed.") })
  expect([[...failed.progress.keys()], failed.refused.size]).toEqual([["NAS"], 0])
  // After a break: NAS has ended meanwhile, and nobody said so.
  const again = afterEvent(two, { kind: "syncs", running: [progress("Zoo", { done: 5 })] })
  expect([...again.progress.values()].map(({ source, done }) => [source, done])).toEqual([["Zoo", 5]])
})

test("[Y13] a sync that was refused because one is at work does not end that one's progress, and is forgotten with the next", () => {
  const begun = afterEvent(noSyncs, { kind: "sync-progress", progress: progress("NAS") })
  const refused = afterEvent(begun, { kind: "sync-failed", source: "NAS", error: new ClientError("busy", "Another is at it.") })
  expect([refused.progress.has("NAS"), refused.refused.get("NAS")?.message]).toEqual([true, "Another is at it."])
  expect(afterEvent(refused, { kind: "sync-progress", progress: progress("NAS") }).refused.size).toBe(0)
  expect(afterEvent(begun, { kind: "library-changed" })).toBe(begun)
})

test("[Y11] the server's events come as they are meant: a source that cannot be synced is no server that does not answer", async () => {
  const problem = { source: "NAS", code: "source-failed", status: 502, detail: 'The source "NAS" is away.', remedy: "Mount it." }
  const text = [
    `event: hello\ndata: ${JSON.stringify({ scan: null, syncs: [progress("NAS")] })}\n\n`,
    `event: sync-problem\ndata: ${JSON.stringify(problem)}\n\n`
  ].join("")
  const events = listenToEvents(async () => new Response(text))
  const { promise, resolve } = Promise.withResolvers<void>()
  const heard: Array<unknown> = []
  const leave = events((event) => {
    heard.push(event)
    if (heard.length === 2) resolve()
  })
  await promise
  leave()
  expect(heard[0]).toMatchObject({ kind: "syncs", running: [{ source: "NAS", done: 1 }] })
  expect(heard[1]).toMatchObject({ kind: "sync-failed", source: "NAS", error: { reason: "failed", remedy: "Mount it." } })
})

test("the page's words", () => {
  const nowMs = Date.parse("2026-11-20T12:00:00.000Z")
  expect(jobLine(inventJob(), nowMs)).toBe("2 hours ago · looked at what changed · completed")
  expect(statsLine(inventJob())).toBe("1,200 added, 70 failed")
  expect(statsLine(inventJob({ stats: { items: 0, pending: 0, added: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 } }))).toBe(
    "nothing had changed"
  )
  expect(progressDetail(progress("NAS"))).toBeUndefined()
  expect(progressDetail(progress("NAS", { perSecond: 2.44, leftMs: 61_000, failed: 3 }))).toBe(
    "2.4 a second · 1 min left · 3 failed"
  )
  expect(retryWord(null, nowMs)).toBe("tried again with the next sync")
  expect(retryWord("2026-11-20T12:12:00.000Z", nowMs)).toBe("not tried again for 12 min")
  expect(standing(inventSource(), true)).toEqual({ word: "Syncing", isWarning: false })
  expect(standing(inventSource({ lastSync: null }), false).word).toBe("Never synced")
  expect(standing(inventSource({ lastSync: inventJob({ status: "interrupted" }) }), false).isWarning).toBe(true)
  expect(standing(inventSource(), false).word).toBe("70 songs failed")
})

test("an address says which files are shown, and what makes no sense in it is as if it were not there", () => {
  for (const place of [
    { show: "queue", source: undefined, page: 0 },
    { show: "failed", source: "Ana & co", page: 3 }
  ] as const)
    expect(readQueuePlace(writeQueuePlace(place))).toEqual(place)
  expect(readQueuePlace("?show=nonsense&page=-3&page=x")).toEqual({ show: "queue", source: undefined, page: 0 })
})
