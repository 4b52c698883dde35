import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import type { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { ContractRoot } from "../../core-async/src/contract.ts"
import { layer as roots } from "../../core-async/test/harness/root-posix.ts"
import type { Snapshots } from "../src/sources/compared-feed.ts"
import { openDirectory } from "../src/sources/directory/directory-source.ts"
import { foldChanges } from "../src/sources/fold-changes.ts"
import { snapshotsIn } from "../src/sources/kept-snapshots.ts"
import type { Source } from "../src/sources/source.ts"

type Needed = Layer.Success<typeof ports>

/** A directory with one file, as a source that keeps its snapshots beside it; opened anew by each call of `open`. */
const withSource = (
  body: (given: {
    readonly music: string
    readonly kept: string
    readonly open: Effect.Effect<{ readonly source: Source; readonly snapshots: Snapshots }, never, Needed>
  }) => Effect.Effect<void, unknown, Needed | Files>
): Promise<void> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { directory } = yield* ContractRoot
      const [music, kept] = [`${directory}/music`, `${directory}/kept/deep`]
      mkdirSync(music)
      writeFileSync(`${music}/a.mp3`, "a")
      const open = Effect.gen(function* () {
        const snapshots = yield* snapshotsIn(kept)
        return { source: yield* openDirectory({ name: "Old disk", root: music, snapshots }), snapshots }
      })
      yield* body({ music, kept, open })
    }).pipe(Effect.provide(Layer.mergeAll(ports, roots, Logger.layer([]))))
  )

const begin = (source: Source) =>
  Effect.gen(function* () {
    const cursor = (yield* source.startCursor()) ?? ""
    yield* Stream.runDrain(source.list({ cursor }))
    return cursor
  })

const fed = (source: Source, cursor: string) => Effect.map(Stream.runCollect(source.changes(cursor)), foldChanges)

describe(`snapshots that are kept in a directory, on ${runtime}`, () => {
  test("[Y7] a feed goes on in another process, and an old cursor stays good until it is let go", () =>
    withSource(({ music, kept, open }) =>
      Effect.gen(function* () {
        const cursor = yield* Effect.flatMap(open, ({ source }) => begin(source))
        writeFileSync(`${music}/b.mp3`, "b")
        const first = yield* Effect.flatMap(open, ({ source }) => fed(source, cursor))
        expect([...first.upserts.keys()]).toEqual(["b.mp3"])
        const { source, snapshots } = yield* open
        expect([...(yield* fed(source, cursor)).upserts.keys()]).toEqual(["b.mp3"])
        const again = yield* fed(source, first.next ?? "")
        expect([again.upserts.size, again.next]).toEqual([0, first.next])
        yield* snapshots.keepOnly("directory:elsewhere", [])
        yield* snapshots.keepOnly(source.fingerprint, [first.next ?? ""])
        expect(readdirSync(kept)).toEqual([`${first.next}.snapshot.json`])
        expect(yield* Effect.flip(fed(source, cursor))).toMatchObject({ reason: "cursor-expired" })
        expect((yield* fed(source, first.next ?? "")).removedIds.size).toBe(0)
      })
    ))

  test("[Y2] what was lost, damaged or could not be kept is an expired cursor, and no failure", () =>
    withSource(({ kept, open }) =>
      Effect.gen(function* () {
        const { source, snapshots } = yield* open
        yield* snapshots.keepOnly(source.fingerprint, [])
        for (const damage of ["", "{", "[]", "null", '{"entries":5,"folders":[]}', "\u0000\uFFFF"]) {
          const cursor = yield* begin(source)
          writeFileSync(`${kept}/${cursor}.snapshot.json`, damage)
          expect(yield* Effect.flip(fed(source, cursor))).toMatchObject({ reason: "cursor-expired" })
        }
        const cursor = yield* begin(source)
        rmSync(kept, { recursive: true })
        expect(yield* Effect.flip(fed(source, cursor))).toMatchObject({ reason: "cursor-expired" })
        writeFileSync(kept, "a file where the directory should be")
        expect(yield* Effect.flip(fed(source, yield* begin(source)))).toMatchObject({ reason: "cursor-expired" })
        yield* snapshots.keepOnly(source.fingerprint, [])
      })
    ))

  test("[Y16] a cursor that is a path leads to no file", () =>
    withSource(({ music, open }) =>
      Effect.gen(function* () {
        const { source } = yield* open
        const cursor = yield* begin(source)
        const outside = `${cursor.slice(0, 17)}../../music/a`
        expect(yield* Effect.flip(fed(source, outside))).toMatchObject({ reason: "cursor-expired" })
        expect(existsSync(`${music}/a.mp3`)).toBe(true)
      })
    ))
})
