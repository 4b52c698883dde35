/** SIGKILL in the midst of a migration of library.db: the schema of before or of after a step, never between, and nothing lost. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Database, Sqlite } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { seeded } from "../../../tools/bench/random.ts"
import { openLibraryDb } from "../src/open/library-db.ts"
import { libraryMigrations } from "../src/open/schema.gen.ts"
import { killProgram } from "./killed-program.ts"
import { laterSteps, rows } from "./migration-kill.steps.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(4, Math.round(60 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const child = fileURLToPath(new URL("./migration-kill.child.ts", import.meta.url))
const directory = mkdtempSync(join(tmpdir(), "deadwax-migration-kill-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const real = libraryMigrations.length
const { below } = seeded(seed)

const run = <A>(effect: Effect.Effect<A, unknown, Sqlite>): Promise<A> => Effect.runPromise(Effect.provide(effect, runtimeLayer))

const fill = `insert into library (one, id, root, generation) values (1, 'me', '/', 'g');
  with recursive n (i) as (select 1 union all select i + 1 from n where i < ${rows})
  insert into ids (kind, id, first_seen_us) select 1, printf('id-%06d', i), 0 from n`

/** What one of the files holds: its version, and what of each step is in it. */
const look = (path: string) =>
  run(
    Effect.scoped(
      Effect.flatMap(Sqlite, (sqlite) => Effect.map(sqlite.open(path, { mustExist: true }), (database) => contentOf(database)))
    )
  )

const contentOf = (database: Database) => {
  const numbers = (sql: string) => database.prepare(sql).values().flat().map(Number)
  const [version = 0] = numbers("pragma user_version")
  const tables = database.prepare("select name from sqlite_schema where name like 'later%' order by name").values().flat()
  return {
    version,
    tables,
    counts: tables.map((table) => numbers(`select count(*) from ${table}`)[0]),
    seen: numbers("select distinct first_seen_us from ids"),
    ids: numbers("select count(*) from ids")[0],
    sound: database.prepare("pragma integrity_check").values()
  }
}

/** What a database of that version is. */
const at = (version: number) => {
  const steps = Math.max(0, version - real)
  return {
    version,
    tables: Array.from({ length: steps }, (_, i) => `later_${i + 1}`),
    counts: Array.from({ length: steps }, () => rows),
    seen: [steps],
    ids: rows,
    sound: [["ok"]]
  }
}

test(`[S3] killed ${kills} times while it migrates, library.db has the schema of before or after a step, and the next opening completes it`, async () => {
  const old = join(directory, "old.db")
  await run(Effect.scoped(Effect.map(openLibraryDb(old, "me", laterSteps.slice(0, 1)), (database) => database.exec(fill))))
  expect(await look(old)).toEqual(at(1))
  const ends = new Set<number>()
  let killed = 0
  for (let round = 1; killed < kills; round++) {
    const said = `round ${round}, seed ${seed}`
    expect(round, `${said}: hardly ever killed`).toBeLessThan(kills * 4)
    const state = join(directory, `${round}`)
    mkdirSync(state)
    const path = join(state, "library.db")
    cpSync(old, path)
    const backup = `${path}.before-${laterSteps.length}`
    if (await killProgram(child, [path], { marks: below(8) === 0 ? 1 : 2, spinMs: below(150_000) / 1000 })) killed++
    const isBackedUp = existsSync(backup)
    const left = await look(path)
    ends.add(left.version)
    expect(left, said).toEqual(at(left.version))
    if (left.version > 1) expect(isBackedUp, said).toBe(true)
    await run(Effect.scoped(openLibraryDb(path, "me", laterSteps)))
    expect(await look(path), said).toEqual(at(laterSteps.length))
    expect(await look(backup), said).toEqual(at(1))
    rmSync(state, { recursive: true })
  }
  console.log(`soak: ${kills} kills while migrating, seed ${seed}, ended at versions ${[...ends].sort().join(", ")}`)
}, 600_000)
