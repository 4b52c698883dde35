/** Tracks that no file holds, found by looks at many ids at once: wherever one look ends, none is left out and none is taken that is held. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { SqliteCount } from "../../core-async/test/harness/counted-sqlite.ts"
import { markUnseen, trackKind } from "../src/identity/issued-ids.ts"
import { openLibraryDb } from "../src/open/library-db.ts"

const directory = mkdtempSync(join(tmpdir(), "deadwax-unseen-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const count = new SqliteCount()

/** Marks so many tracks, of which every seventh is not held; answers who is gone then, and by how many statements. */
const markMany = (tracks: number) =>
  Effect.gen(function* () {
    const library = yield* openLibraryDb(join(directory, `${tracks}.db`), "one")
    const ids = Array.from({ length: tracks }, (_, i) => `${i % 3 === 0 ? "ü" : "u"}${i}`)
    const insert = library.prepare("insert into ids (kind, id, last_path, first_seen_us, gone_us) values (?, ?, ?, 1, ?)")
    const gone = new Set(ids.filter((_, i) => i % 7 === 0))
    library.exec("begin")
    for (const [i, id] of ids.entries()) insert.run(trackKind, id, id, i === 7 ? 5 : null)
    insert.run(0, "a release", "x", null)
    library.exec("commit")
    const held = ids.filter((id) => !gone.has(id))
    count.reset()
    markUnseen(
      library,
      (after, last) =>
        new Set(
          held.filter(
            (id) =>
              Buffer.compare(Buffer.from(id), Buffer.from(after)) > 0 && Buffer.compare(Buffer.from(id), Buffer.from(last)) <= 0
          )
        ),
      9
    )
    const statements = count.of(`${tracks}.db`).statements
    const rows = library.prepare("select kind, id, gone_us from ids where gone_us is not null order by id").values()
    return { rows, statements, gone }
  }).pipe(Effect.scoped, Effect.provide(count.layer), Effect.provide(runtimeLayer))

test.each([0, 1, 2000, 2001, 4500])(
  "[I2] [P1] of %i tracks those that no file holds are noted as gone, two thousand a look",
  async (tracks) => {
    const { rows, statements, gone } = await Effect.runPromise(markMany(tracks))
    const expected = [...gone].map((id) => [trackKind, id, id === "u7" ? 5 : 9])
    expect(rows).toHaveLength(expected.length)
    expect(new Map(rows.map(([, id, us]) => [id, us]))).toEqual(new Map(expected.map(([, id, us]) => [id, us])))
    expect(rows.every(([kind]) => kind === trackKind)).toBe(true)
    // One for each that is gone and was not known to be, and one a look.
    expect(statements).toBeLessThanOrEqual(gone.size + 4)
  }
)
