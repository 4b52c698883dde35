/**
 * kill -9 of the real program while it syncs a library of real music from a real WebDAV server, at moments that a seed chooses: from its start over the
 * listing, the downloads and the scan to the last word of the job. Both sides change between the runs, the source also in the midst of them.
 */
import { Database } from "bun:sqlite"
import { watch } from "node:fs"
import { dirname } from "node:path"
import type { SyncJob } from "@deadwax/core-sync"
import { afterAll, describe, expect, test } from "vitest"
import { countScale } from "../../../packages/core-async/test/harness/count-scale.ts"
import { removeTemporaryFolders } from "../../../packages/core-tags/test/writing.ts"
import { type Held, holdingsOf, trashedSounds } from "./holdings.ts"
import { onBun } from "./programs.ts"
import { begin, changeHere, changeThere, type Life, run } from "./synced-life.ts"
import { parsed } from "./world.ts"

const kills = Math.max(4, Math.round(52 * countScale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "532470685")

/** Calls `happened` each time that the program writes into a database or the library. */
const observe = ({ world, library }: Life, happened: () => void): (() => void) => {
  const places = [world.music, dirname(world.libraryDb(library.id))]
  const watchers = places.map((place) => watch(place, { recursive: true }, happened))
  return () => {
    for (const watcher of watchers) watcher.close()
  }
}

/** Starts a sync and kills it after so many writes; the source changes half way. True: it was alive until then. */
const killSync = async (life: Life, writes: number): Promise<{ readonly isKilled: boolean; readonly seen: number }> => {
  const child = Bun.spawn([...onBun.command, "sync"], {
    cwd: life.world.directory,
    env: life.world.env,
    stdout: "ignore",
    stderr: "ignore"
  })
  let seen = 0
  const stop = observe(life, () => {
    seen++
    if (seen === writes >> 1) changeThere(life)
    if (seen === writes) child.kill("SIGKILL")
  })
  if (writes === 0) child.kill("SIGKILL")
  await child.exited
  stop()
  return { isKilled: child.signalCode === "SIGKILL", seen }
}

/** No file has a name and not all of its content, and all that the user made is here or in the trash. */
const checkWhole = ({ world, known, mine, identity }: Life, at: string): ReadonlyMap<string, Held> => {
  const held = holdingsOf(world.music)
  const torn = [...held].filter(
    ([, { digest, sound }]) => !known.has(digest) && (identity === "fingerprint" || !known.has(sound))
  )
  expect(torn, at).toEqual([])
  const kept = new Set([...[...held.values()].map(({ sound }) => sound), ...trashedSounds(world.music)])
  expect(
    [...mine].filter(([, sound]) => !kept.has(sound)),
    at
  ).toEqual([])
  return held
}

/** What jobs, scans and locks leave of themselves. */
const passing = new Set(["sqlite_sequence", "sync_jobs", "work_items", "cursors", "locks", "scans"])

/** Every row of the user's database but those. */
const rowsOf = ({ world, library }: Life): ReadonlyArray<readonly [table: string, rows: ReadonlyArray<unknown>]> => {
  const database = new Database(world.libraryDb(library.id), { readonly: true })
  const tables = database.query<{ name: string }, []>("select name from sqlite_schema where type = 'table' order by name").all()
  const rows = tables.flatMap(({ name }) =>
    passing.has(name) ? [] : [[name, database.query(`select * from ${name}`).all()] as const]
  )
  database.close()
  return rows
}

const sync = async (life: Life, at: string): Promise<SyncJob["stats"]> => {
  const ran = await run(life, "sync", "--json")
  expect(ran.code, `${at}: ${ran.err}`).toBe(0)
  return parsed<SyncJob>(ran).stats
}

/** What the source has lies here, but where the user has a file of their own, and nothing is half done. */
const checkConverged = (life: Life, held: ReadonlyMap<string, Held>, at: string): void => {
  const { source, mine, identity } = life
  const rows = new Map(rowsOf(life))
  const catalog = (rows.get("catalog") ?? []) as ReadonlyArray<Record<string, unknown>>
  const there = catalog.filter((row) => row["deleted_us"] === null)
  const wanted = source.holdings()
  expect(there.map((row) => String(row["path"])).sort(), at).toEqual([...wanted.keys()].sort())
  for (const { path, local_path } of there) {
    const [want, found] = [wanted.get(String(path)), held.get(String(local_path))]
    if (!mine.has(String(local_path))) expect([at, path, found?.sound]).toEqual([at, path, want?.sound])
    if (!mine.has(String(local_path)) && identity === "fingerprint") expect([at, found?.digest]).toEqual([at, want?.digest])
  }
  for (const table of ["downloads", "begun_changes"]) expect([at, rows.get(table)]).toEqual([at, []])
}

/** One kill and what follows it; answers whether the program was alive until then, and how much it had written. */
const live = async (life: Life, writes: number, at: string) => {
  const { random, mine, world } = life
  for (let changes = random.below(6); changes > 0; changes--) changeThere(life)
  if (random.chance(50)) changeHere(life)
  const killed = await killSync(life, writes)
  checkWhole(life, `${at}, killed`)
  expect((await sync(life, `${at}, next`)).failed, at).toBe(0)
  const held = checkWhole(life, `${at}, next`)
  checkConverged(life, held, at)
  // A file of the user's that was followed to another name is theirs all the same.
  expect(
    [...mine.keys()].filter((path) => !held.has(path)),
    at
  ).toEqual([])
  const before = rowsOf(life)
  expect((await sync(life, `${at}, third`)).items, at).toBe(0)
  expect([rowsOf(life), holdingsOf(world.music)], at).toEqual([before, held])
  return killed
}

describe.each(["fingerprint", "tags"] as const)("[C10] [Y7] [Y17] a sync that is killed, identity %s", (identity) => {
  let life: Life | undefined
  afterAll(async () => {
    await life?.source.stop()
    life?.world.remove()
    removeTemporaryFolders()
  })

  test(
    `leaves nothing partial under a final name and loses nothing, ${kills} times; each next run converges, and a third one changes no file and no row`,
    async () => {
      life = await begin(identity, seed)
      let [torn, most] = [0, 200]
      for (let round = 0; torn < kills; round++) {
        const writes = life.random.below(most)
        const { isKilled, seen } = await live(life, writes, `seed ${seed}, round ${round}, ${writes} of ${most} writes`)
        if (isKilled) torn++
        else most = Math.max(2, seen)
      }
      console.log(`soak: ${torn} kills of a sync from Apache, identity ${identity}, seed ${seed}`)
    },
    60_000 + kills * 180_000
  )
})
