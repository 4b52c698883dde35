/**
 * How long a look at the library takes in a catalog of so many rows, all of which are compared, every tenth of them gone (C7).
 *
 *     bun --conditions=source packages/core-sync/test/reconcile-times.ts [rows …]
 *
 * Prints the median of seven looks of each size, each at a fresh catalog, for docs/benchmarks.md: milliseconds that went by, and of a processor. The
 * sizes take turns. The list of the library's files is the test's own and is made before: it is no part of a look.
 */
import { tell } from "../../../tools/bench/measures.ts"
import { withDatabase } from "./catalog/catalog-world.ts"
import { filesLeft, lookAtAll, stockDownloaded } from "./catalog/downloaded.ts"

const given = process.argv.slice(2).map(Number)
const rounds = 7

/** The median, the least and the most. */
const spread = (samples: ReadonlyArray<number>): string => {
  const [least = 0, median = 0, most = 0] = [0, rounds >> 1, rounds - 1].map((at) => samples.toSorted((a, b) => a - b)[at])
  return `${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`
}

const sizes = (given.length > 0 ? given : [1000, 10_000, 100_000]).map((rows) => ({
  rows,
  tookMs: [] as Array<number>,
  spentMs: [] as Array<number>
}))

for (let round = 0; round < rounds; round++)
  for (const { rows, tookMs, spentMs } of sizes)
    await withDatabase((database) => {
      stockDownloaded(database, rows)
      const files = filesLeft(rows)
      const startedMs = performance.now()
      const before = process.cpuUsage()
      lookAtAll(database, files, "1")
      const { user, system } = process.cpuUsage(before)
      tookMs.push(performance.now() - startedMs)
      spentMs.push((user + system) / 1000)
    })

for (const { rows, tookMs, spentMs } of sizes) {
  tell(`reconcile, ${rows} rows`, "ms", spentMs)
  console.log(`${rows} rows: ${spread(tookMs)}, of a processor ${spread(spentMs)}`)
}
