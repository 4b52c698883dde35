import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { memorySnapshots } from "../../src/sources/compared-feed.ts"
import { foldChanges } from "../../src/sources/fold-changes.ts"
import { content, type Trouble, type Troubles, troubleAt } from "./dav-trouble-case.ts"
import { bytes, collectBytes, entryAt, failsFor, listedPaths, manyBytes, pagesOf, readRange, same } from "./source-case.ts"

const entities = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><D:multistatus xmlns:D="DAV:">&c;</D:multistatus>`
const answers = ({ trouble, refuses, spoils }: Troubles): ReadonlyArray<Trouble> => [
  spoils("[Y16] HTML instead of a listing is no listing", "protocol", {
    body: "<!doctype html><html><body>Sign in</body></html>"
  }),
  spoils("[Y16] XML of another kind is no listing", "protocol", { body: "<feed/>" }),
  spoils("[Y16] XML that ends in the middle is no listing", "protocol", { body: '<D:multistatus xmlns:D="DAV:"><D:response>' }),
  spoils("[Y16] nothing at all is no listing", "protocol", { body: "" }),
  spoils("[Y16] entities are not expanded, and a doctype is refused", "protocol", { body: entities }),
  spoils("[Y16] a doctype is refused without entities too", "protocol", {
    body: '<!DOCTYPE a><D:multistatus xmlns:D="DAV:"/>'
  }),
  spoils("[Y16] a text without end is too large", "too-large", {
    body: `<D:multistatus xmlns:D="DAV:"><D:response><D:href>${"a".repeat(4_000_000)}</D:href></D:response></D:multistatus>`
  }),
  spoils("[Y16] elements without end are too large", "too-large", {
    body: `<D:multistatus xmlns:D="DAV:">${"<D:a>".repeat(100)}`
  }),
  spoils("[Y15] a listing that breaks off is interrupted, not short", "interrupted", { truncates: true }),
  spoils("[Y14] 429 is a limit", "rate-limited", { tooMany: 1 }),
  spoils("[Y14] 503 is unavailable", "unavailable", { overloaded: 1 }),
  refuses("[Y14] 429 at the beginning is a limit too", "rate-limited", { tooMany: 1 }),
  trouble("[Y14] how long to wait is told", (world) =>
    Effect.gen(function* () {
      // Each source anew: one that was told to wait would.
      for (const [wrong, reason] of [
        [{ tooMany: 1 }, "rate-limited"],
        [{ overloaded: 1 }, "unavailable"]
      ] as const) {
        const source = yield* world.open
        yield* world.misbehave({ ...wrong, retryAfter: "7" })
        assert.strictEqual((yield* failsFor(source.head("x/a.mp3"), reason)).retryAfterMs, 7000)
      }
      assert.isDefined(yield* (yield* world.open).head("x/a.mp3"))
    })
  ),
  trouble("[Y14] a walk goes on where a folder was refused for a moment", (world) =>
    Effect.gen(function* () {
      yield* world.putAll(Array.from({ length: 9 }, (_, at) => `d${at}/a.mp3`))
      const source = yield* world.openWith({ pace: { retries: { times: 3, baseMs: 1, longestMs: 2, longestAskedMs: 2 } } })
      yield* world.misbehave({ tooMany: 2, overloaded: 1 })
      assert.strictEqual((yield* listedPaths(source)).length, 10)
    })
  ),
  trouble("[Y15] a folder that may not be read is told, and what was in it is not held to be gone", (world) =>
    Effect.gen(function* () {
      yield* world.misbehave({ forbidsFolders: true })
      const pages = yield* pagesOf(yield* world.open)
      assert.deepEqual(
        pages.flatMap((page) => page.problems),
        [{ path: "x", reason: "unreadable" }]
      )
      assert.deepEqual([pages.flatMap(({ entries }) => entries), pages.at(-1)?.complete], [[], true])
    })
  )
]

const names = ({ trouble }: Troubles): ReadonlyArray<Trouble> =>
  [
    ["../../etc/passwd", "outside-root"],
    ["/etc/passwd", "outside-root"],
    ["/spaces/another/dav/b.mp3", "outside-root"],
    ["HERE/%2e%2e/%2e%2e/passwd", "outside-root"],
    ["HERE/../../passwd", "outside-root"],
    ["http://evil.example/etc/passwd", "outside-root"],
    ["HERE/a%2Fb.mp3", "name"],
    ["HERE/%ff.mp3", "name"],
    ["HERE/%zz.mp3", "name"],
    ["HERE//b.mp3", "name"],
    ["HERE/x/deeper/b.mp3", "outside-root"]
  ].map(([href = "", reason = ""]) =>
    trouble(`[Y16] an href that leads elsewhere is a problem, and no entry: ${href}`, (world) =>
      Effect.gen(function* () {
        yield* world.put("CON", bytes("c"))
        yield* world.put(`${"é".repeat(150)}.mp3`, bytes("300 bytes"))
        yield* world.misbehave({ extraHref: href.replace("HERE", new URL(world.url).pathname) })
        const source = yield* world.open
        const pages = yield* pagesOf(source)
        const found = pages.flatMap(({ entries }) => entries.map(({ path }) => path))
        assert.deepEqual(found.sort(), ["CON", "x/a.mp3", `${"é".repeat(150)}.mp3`])
        const problems = pages.flatMap((page) => page.problems.map((problem) => problem.reason))
        const isRelative = href.startsWith("..")
        assert.include(problems, isRelative ? "name" : reason)
      })
    )
  )

const bodies = ({ trouble }: Troubles): ReadonlyArray<Trouble> => [
  trouble("[C10] a body that breaks off is interrupted", (world) =>
    Effect.gen(function* () {
      const source = yield* world.open
      yield* world.misbehave({ truncates: true })
      for (const request of [{}, { from: 100 }, { from: 100, to: 20_000 }])
        yield* failsFor(Effect.scoped(Effect.flatMap(source.read({ id: "x/a.mp3", ...request }), collectBytes)), "interrupted")
    })
  ),
  trouble("[C10] a file that is another than the listing said is changed", (world) =>
    Effect.gen(function* () {
      const source = yield* world.open
      const { revision } = yield* entryAt(source, "x/a.mp3")
      yield* world.misbehave({ wrongEtag: true })
      yield* failsFor(source.read({ id: "x/a.mp3", revision }), "changed")
      yield* failsFor(source.read({ id: "x/a.mp3", revision, from: 5 }), "changed")
    })
  ),
  trouble("[C10] a server that says no ETag with a file is asked for it", (world) =>
    Effect.gen(function* () {
      const source = yield* world.open
      const { revision } = yield* entryAt(source, "x/a.mp3")
      yield* world.misbehave({ noEtag: true })
      const opened = yield* source.read({ id: "x/a.mp3", revision })
      assert.strictEqual(opened.revision, revision)
      same(yield* collectBytes(opened), content)
      yield* world.put("x/a.mp3", manyBytes(7))
      yield* failsFor(source.read({ id: "x/a.mp3", revision }), "changed")
    })
  ),
  trouble("[C1] a listing that lies about sizes is found out by what comes", (world) =>
    Effect.gen(function* () {
      yield* world.misbehave({ wrongSizes: 5 })
      const source = yield* world.open
      const entry = yield* entryAt(source, "x/a.mp3")
      assert.strictEqual(entry.sizeBytes, content.length + 5)
      const opened = yield* source.read({ id: entry.id, revision: entry.revision })
      assert.strictEqual(opened.totalBytes, content.length)
      yield* failsFor(source.read({ id: entry.id, from: content.length + 1 }), "protocol")
    })
  ),
  trouble("[C10] another range than was asked for is refused", (world) =>
    Effect.gen(function* () {
      const source = yield* world.open
      yield* world.misbehave({ wrongRange: true })
      yield* failsFor(source.read({ id: "x/a.mp3", from: 100, to: 200 }), "protocol")
    })
  ),
  trouble("[C10] a server without ranges sends the whole, and what was asked for is cut out", (world) =>
    Effect.gen(function* () {
      yield* world.misbehave({ ignoresRanges: true })
      const source = yield* world.open
      for (const [from, to] of [
        [0, 10],
        [100, 20_000],
        [49_999, 50_000],
        [30_000, undefined],
        [60_000, 70_000]
      ] as const)
        same(yield* readRange(source, "x/a.mp3", from, to), content.slice(from, to))
    })
  )
]

const asked = ({ trouble }: Troubles): ReadonlyArray<Trouble> => [
  trouble("[D12] nothing but reading is asked of a server, a folder at a time", (world) =>
    Effect.gen(function* () {
      const source = yield* world.open
      yield* listedPaths(source)
      yield* readRange(source, "x/a.mp3", 0, 5)
      yield* source.check()
      const seen = yield* world.seen
      assert.isAbove(seen.length, 3)
      for (const { method, depth } of seen) {
        assert.include(["PROPFIND", "REPORT", "GET"], method)
        if (method === "PROPFIND") assert.include(["0", "1"], depth)
      }
    })
  ),
  trouble(
    "[Y1] a feed asks for changes and lists nothing",
    (world) =>
      Effect.gen(function* () {
        const source = yield* world.open
        const cursor = (yield* source.startCursor()) ?? ""
        yield* world.put("x/b.mp3", bytes("b"))
        yield* world.seen
        yield* Stream.runDrain(source.changes(cursor))
        assert.deepEqual(
          (yield* world.seen).map(({ method }) => method),
          ["REPORT"]
        )
      }),
    { feed: true }
  )
]

/** A feed after one change in one of ten folders: which folders were asked for. */
const foldersAsked = ({ trouble }: Troubles, foldersTell: boolean, expected: ReadonlyArray<string>): Trouble =>
  trouble(
    `[P12] a feed by comparing asks for ${foldersTell ? "the changed folders alone where folders tell" : "every folder where they do not"}`,
    (world) =>
      Effect.gen(function* () {
        yield* world.putAll(Array.from({ length: 4 }, (_, at) => `d${at}/in/a.mp3`))
        const source = yield* world.open
        const cursor = (yield* source.startCursor()) ?? ""
        yield* Stream.runDrain(source.list({ cursor }))
        yield* world.put("d2/in/b.mp3", bytes("b"))
        yield* world.seen
        const pages = yield* Stream.runCollect(source.changes(cursor))
        assert.deepEqual(
          pages.flatMap(({ upserts }) => upserts.map(({ path }) => path)),
          ["d2/in/b.mp3"]
        )
        assert.deepEqual((yield* world.seen).map(({ path }) => path).sort(), [...expected])
      }),
    { foldersTell },
    { snapshots: memorySnapshots() }
  )

const compared = (troubles: Troubles): ReadonlyArray<Trouble> => [
  foldersAsked(troubles, true, ["", "d2", "d2/in"]),
  foldersAsked(troubles, false, ["", "d0", "d0/in", "d1", "d1/in", "d2", "d2/in", "d3", "d3/in", "x"]),
  troubles.trouble(
    "[Y15] a feed holds nothing to be gone that it could not look at",
    (world) =>
      Effect.gen(function* () {
        const source = yield* world.open
        const cursor = (yield* source.startCursor()) ?? ""
        yield* Stream.runDrain(source.list({ cursor }))
        yield* world.misbehave({ forbidsFolders: true })
        const told = foldChanges(yield* Stream.runCollect(source.changes(cursor)))
        assert.deepEqual([told.upserts.size, told.removedIds.size, told.removedFolders.size], [0, 0, 0])
        yield* world.misbehave({ forbidsFolders: false })
        yield* world.remove("x/a.mp3")
        const after = foldChanges(yield* Stream.runCollect(source.changes(told.next ?? "")))
        assert.deepEqual([...after.removedIds], ["x/a.mp3"])
      }),
    {},
    { snapshots: memorySnapshots() }
  ),
  troubles.trouble(
    "[Y15] a listing that broke off is no cursor's",
    (world) =>
      Effect.gen(function* () {
        const source = yield* world.open
        const cursor = (yield* source.startCursor()) ?? ""
        yield* world.misbehave({ truncates: true })
        yield* failsFor(Stream.runDrain(source.list({ cursor })), "interrupted")
        yield* world.misbehave({ truncates: false })
        yield* failsFor(Stream.runDrain(source.changes(cursor)), "cursor-expired")
        yield* Stream.runDrain(Stream.take(source.list({ cursor }), 1))
        yield* failsFor(Stream.runDrain(source.changes(cursor)), "cursor-expired")
      }),
    {},
    { snapshots: memorySnapshots() }
  )
]

/** Makes the cases, over the server at this URL. */
export const davTrouble = (server: string): ReadonlyArray<Trouble> => {
  const troubles = troubleAt(server)
  return [...answers(troubles), ...names(troubles), ...bodies(troubles), ...asked(troubles), ...compared(troubles)]
}
