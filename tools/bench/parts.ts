/** Parts that measure something by themselves, each a program of its own that tells what it measured (see `tell`). */
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type Measures, takeTold } from "./measures.ts"
import type { PartName } from "./options.ts"
import { runtimeProgram } from "./peers/deadwax.ts"

const root = join(import.meta.dirname, "../..")

/** What each part runs; `work` is where a library may be kept that takes long to make. */
const programsOf = (work: string): Partial<Record<PartName, ReadonlyArray<ReadonlyArray<string>>>> => ({
  queries: [["packages/core-cache/test/search-times.ts"]],
  million: [["packages/core-cache/test/search-times.ts", "--tracks", "1000000", "--in", join(work, "million")]],
  cache: [["tools/bench/query-cache.ts"]],
  http: [["tools/bench/http.ts"]],
  browser: [["apps/web/bench/browse.ts", "--tracks", "100000"]],
  sync: [
    ["tools/bench/sync.ts", "1000", "100"],
    ["tools/bench/sync.ts", "100000", "100"],
    ["tools/bench/sync.ts", "20000", "100"],
    ["tools/bench/sync.ts", "200000", "100"],
    ["packages/core-sync/test/reconcile-times.ts", "10000", "20000", "200000"]
  ]
})

/** Runs a part's programs; what they print is shown as it comes. */
export const measurePart = (measures: Measures, part: PartName, work: string): void => {
  const told = join(work, `${part}.jsonl`)
  rmSync(told, { force: true })
  for (const command of programsOf(work)[part] ?? []) {
    console.error(`${part}: ${command.join(" ")}`)
    const { exitCode } = Bun.spawnSync([runtimeProgram("bun"), "--conditions=source", ...command], {
      cwd: root,
      env: { ...process.env, BENCH_MEASURES: told },
      stdio: ["ignore", "inherit", "inherit"]
    })
    if (exitCode !== 0) throw new Error(`${part}: exit ${exitCode}`)
  }
  if (existsSync(told)) takeTold(measures, readFileSync(told, "utf8"))
}
