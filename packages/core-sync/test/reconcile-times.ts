/**
 * How long a look at the library takes in a catalog of so many rows, all of which are compared, every tenth of them gone (C7).
 *
 *     bun --conditions=source packages/core-sync/test/reconcile-times.ts [rows …]
 *
 * Prints the median of seven looks of each size, each at a fresh catalog, for docs/benchmarks.md.
 */
import { withDatabase } from "./catalog/catalog-world.ts"
import { reconcileAll, stockDownloaded } from "./catalog/downloaded.ts"

const given = process.argv.slice(2).map(Number)
const rounds = 7

for (const rows of given.length > 0 ? given : [1000, 10_000, 100_000]) {
  const tookMs: Array<number> = []
  for (let round = 0; round < rounds; round++)
    await withDatabase((database) => {
      stockDownloaded(database, rows)
      const startedMs = performance.now()
      reconcileAll(database, rows, "1")
      tookMs.push(performance.now() - startedMs)
    })
  tookMs.sort((a, b) => a - b)
  const [least = 0, median = 0, most = 0] = [tookMs[0], tookMs[rounds >> 1], tookMs.at(-1)]
  console.log(`${rows} rows: ${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`)
}
