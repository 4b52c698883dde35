/** Tells the benchmark that has started this program what was measured, as `tell` of tools/bench/measures.ts does. */
import { appendFileSync } from "node:fs"

export const tell = (name: string, unit: "ms" | "KB", samples: ReadonlyArray<number>): void => {
  const file = process.env["BENCH_MEASURES"]
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ name, unit, samples })}\n`)
}
