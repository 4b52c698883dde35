/**
 * How long a look at the library takes in a catalog of so many rows, all of which are compared, every tenth of them gone (C7).
 *
 *     bun --conditions=source packages/core-sync/test/reconcile-times.ts [rows …]
 *
 * Prints the median of seven looks of each size, each at a fresh catalog, for docs/benchmarks.md: milliseconds that went by, and of a processor.
 */
import { tell } from "../../../tools/bench/measures.ts"
import { withDatabase } from "./catalog/catalog-world.ts"
import { reconcileAll, stockDownloaded } from "./catalog/downloaded.ts"

const given = process.argv.slice(2).map(Number)
const rounds = 7

/** The median, the least and the most. */
const spread = (samples: ReadonlyArray<number>): string => {
  const [least = 0, median = 0, most = 0] = [0, rounds >> 1, rounds - 1].map((at) => samples.toSorted((a, b) => a - b)[at])
  return `${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`
}

for (const rows of given.length > 0 ? given : [1000, 10_000, 100_000]) {
  const tookMs: Array<number> = []
  const spentMs: Array<number> = []
  for (let round = 0; round < rounds; round++)
    await withDatabase((database) => {
      stockDownloaded(database, rows)
      const startedMs = performance.now()
      const before = process.cpuUsage()
      reconcileAll(database, rows, "1")
      const { user, system } = process.cpuUsage(before)
      tookMs.push(performance.now() - startedMs)
      spentMs.push((user + system) / 1000)
    })
  tell(`reconcile, ${rows} rows`, "ms", spentMs)
  console.log(`${rows} rows: ${spread(tookMs)}, of a processor ${spread(spentMs)}`)
}
