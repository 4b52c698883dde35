/**
 * What a scan asks for, counted at the ports: files opened, reads and bytes of them, statements of both databases. Times depend on the machine,
 * these do not, so that a scan that became dearer is seen here (P1, P2, P3), and one whose cost is not in step with the library (P9).
 */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { type FilesAsked, FilesCount } from "../../core-async/test/harness/counted-files.ts"
import { SqliteCount } from "../../core-async/test/harness/counted-sqlite.ts"
import { album, forget, init, places, putTrack, scanClean, type World } from "./world.ts"

const tracksEach = 5

/** In the past, where nothing is racy. */
const putOld = Effect.fnUntraced(function* (path: string, title: string, sound: number) {
  const { fixtures } = yield* ContractRoot
  const { root } = yield* places
  yield* putTrack(path, { ...album, album: path.slice(0, path.indexOf("/")), title, track: path.slice(-5, -4), sound }, 2)
  if (fixtures.setModifiedAt === undefined) return yield* Effect.die("times cannot be set here")
  yield* fixtures.setModifiedAt(`${root}/${path}`, 1_600_000_000_000_000 + sound * 1_000_000)
})

const putReleases = Effect.fnUntraced(function* (first: number, count: number) {
  for (let no = first; no < first + count; no++) {
    for (let track = 1; track <= tracksEach; track++)
      yield* putOld(`Release ${no}/${track}.mp3`, `Song ${no} ${track}`, no * tracksEach + track)
  }
})

interface Cost extends FilesAsked {
  readonly cacheStatements: number
  readonly libraryStatements: number
  /** Statements of cache.db that write. */
  readonly cacheWrites: number
}

const isWrite = (sql: string): boolean => /^\s*(insert|update|delete|replace|with\b.*\b(insert|update|delete)\b)/is.test(sql)

/** What one scan asks for, in this process. */
const costOfScan = Effect.gen(function* () {
  const files = new FilesCount()
  const sqlite = new SqliteCount()
  const counted = files.counted(yield* Files)
  yield* scanClean({ workers: 0 }).pipe(Effect.provideService(Files, counted), Effect.provide(sqlite.layer, { local: true }))
  const [cache, library] = [sqlite.of("cache.db"), sqlite.of("library.db")]
  let cacheWrites = 0
  for (const [sql, times] of cache.texts) if (isWrite(sql)) cacheWrites += times
  const cost: Cost = {
    ...files.asked,
    cacheStatements: cache.statements,
    libraryStatements: library.statements,
    cacheWrites
  }
  return cost
})

const few = 8
const many = 16

/** The scans of a library and of one twice as large. */
const scanBoth = <A>(scan: Effect.Effect<A, unknown, World>, identity: "fingerprint" | "tags" = "fingerprint") =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    yield* putReleases(1, few)
    const small = yield* scan
    yield* forget("both")
    yield* putReleases(few + 1, many - few)
    return { small, large: yield* scan }
  })

const first: ContractCase<World> = {
  title:
    "[P1] [P9] a first scan opens each file once, reads it at most twice, and runs so many statements a track, however many there are",
  run: Effect.gen(function* () {
    const { small, large } = yield* scanBoth(costOfScan)
    assert.equal(large.opens, many * tracksEach)
    assert.equal(large.walks, 1)
    assert.isAtMost(large.reads, 2 * large.opens)
    // Each is a kilobyte and is read whole.
    assert.isAtMost(large.bytes, large.opens * 2000)
    const added = (many - few) * tracksEach
    const aTrack = (key: "cacheStatements" | "libraryStatements") => (large[key] - small[key]) / added
    assert.isAtMost(aTrack("cacheStatements"), 8)
    assert.isAtMost(aTrack("libraryStatements"), 3)
    // No more than in step.
    assert.isAtMost(large.cacheStatements, 2 * small.cacheStatements)
    assert.isAtMost(large.libraryStatements, 2 * small.libraryStatements)
  })
}

const unchanged: ContractCase<World> = {
  title:
    "[P2] [P9] a scan that finds nothing new opens no file, writes nothing into cache.db, and asks the same of a library twice as large",
  run: Effect.gen(function* () {
    const { small, large } = yield* scanBoth(Effect.andThen(costOfScan, costOfScan))
    assert.deepInclude(large, { walks: 1, opens: 0, reads: 0, bytes: 0, cacheWrites: 0 })
    assert.isAtMost(large.wholeFiles + large.stats + large.changes, 16)
    assert.isAtMost(large.cacheStatements + large.libraryStatements, 95)
    assert.deepEqual(large, small)
  })
}

const unchangedWithIds: ContractCase<World> = {
  title: "[P2] [P9] where ids are in tags and datafiles, a scan that finds nothing new asks the same of a library twice as large",
  run: Effect.gen(function* () {
    const { small, large } = yield* scanBoth(Effect.andThen(costOfScan, costOfScan), "tags")
    assert.deepInclude(large, { walks: 1, opens: 0, reads: 0, bytes: 0, cacheWrites: 0 })
    assert.deepEqual(large, small)
  })
}

const oneChanged: ContractCase<World> = {
  title: "[P3] [P9] a scan that finds one file changed opens no other release, and asks the same of a library twice as large",
  run: Effect.gen(function* () {
    let sound = 1000
    const change = Effect.andThen(
      costOfScan,
      Effect.suspend(() => putOld("Release 2/3.mp3", `Song ${sound}`, sound++))
    )
    const { small, large } = yield* scanBoth(Effect.andThen(change, costOfScan))
    assert.equal(large.walks, 1)
    assert.isAtLeast(large.opens, 1)
    // The file, and what tells whose release it is.
    assert.isAtMost(large.opens, 2)
    assert.isAtMost(large.cacheStatements + large.libraryStatements, 260)
    assert.deepEqual(large, small)
  })
}

const justWritten: ContractCase<World> = {
  title:
    "[P3] [U2] a file whose time proves nothing, as of one just written or one from ahead, is read by itself once more: the library is looked at once",
  run: Effect.gen(function* () {
    const { fixtures } = yield* ContractRoot
    const { root } = yield* places
    let sound = 1000
    const change = Effect.andThen(
      costOfScan,
      Effect.suspend(() => putOld("Release 2/3.mp3", `Song ${sound}`, sound++))
    )
    const aheadUs = ((yield* Clock.currentTimeMillis) + 3_600_000) * 1000
    const setModifiedAt = fixtures.setModifiedAt ?? (() => Effect.die("times cannot be set here"))
    // Seconds apart: a time goes to the disk as seconds in a double, which may hold two neighbouring microseconds as one.
    const toAhead = Effect.suspend(() => setModifiedAt(`${root}/Release 2/3.mp3`, aheadUs + sound * 1_000_000))
    const { small, large } = yield* scanBoth(Effect.andThen(Effect.andThen(change, toAhead), costOfScan))
    assert.equal(large.walks, 1)
    // The file twice, and what tells whose release it is.
    assert.isAtMost(large.opens, 3)
    assert.isAtMost(large.cacheStatements + large.libraryStatements, 260)
    assert.deepEqual(large, small)
  })
}

/** Where times of files can be set: on a disk. */
export const scanCostContract: ReadonlyArray<ContractCase<World>> = [first, unchanged, unchangedWithIds, oneChanged, justWritten]
