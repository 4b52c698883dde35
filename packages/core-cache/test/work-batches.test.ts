/** How a first scan's work is cut into batches: planned when a batch is asked for, and not before. */
import { expect, test } from "vitest"
import type { ReleaseDifference } from "../src/scan/diff.ts"
import type { PlannedRelease } from "../src/scan/plan-work.ts"
import { packReleases, type ReadBatchInput, type ReleaseRead, unpackWork } from "../src/scan/release-work.ts"
import type { ScanRun } from "../src/scan/scan-run.ts"
import { cutBatches, plansOnDemand } from "../src/scan/work-batches.ts"

const run = { library: { root: "/music", identity: "fingerprint" }, nowMs: 0, isQuick: true } as unknown as ScanRun

const releases = 250
const changed = Array.from({ length: releases }, (_, i) => ({ read: [2 * i, 2 * i + 1] }) as unknown as ReleaseDifference)

const planOf = (i: number): PlannedRelease =>
  ({
    difference: changed[i]!,
    work: { directory: `${i}`, identity: "fingerprint", files: changed[i]!.read.map((index) => ({ path: `${i}/${index}.mp3` })) }
  }) as unknown as PlannedRelease

const answerTo = (input: ReadBatchInput): string =>
  packReleases(
    unpackWork(input).map(
      ({ directory, files }) => ({ directory, files: files.map(({ path }) => ({ path })) }) as unknown as ReleaseRead
    )
  )

test("[P7] a first scan's releases are planned batch by batch, each once, and stand beside what was read of them", () => {
  const planned: Array<number> = []
  const plans = plansOnDemand(run, changed, (release) => {
    const i = changed.indexOf(release)
    planned.push(i)
    return planOf(i)
  })
  const batches = cutBatches(run, plans, 1)
  expect([batches.length, planned]).toEqual([3, []])
  const seen: Array<string> = []
  for (let batch = 0; batch < batches.length; batch++) {
    const input = batches.at(batch)!
    expect(planned).toHaveLength(Math.min(releases, (batch + 1) * 100))
    for (const { planned, read } of batches.resultsOf(batch, { startedMs: 0, packed: answerTo(input) })) {
      expect(read.files.map(({ path }) => path)).toEqual(planned.work.files.map(({ path }) => path))
      seen.push(read.directory)
    }
  }
  expect(seen).toEqual(changed.map((_, i) => `${i}`))
  expect(planned).toEqual(changed.map((_, i) => i))
})
