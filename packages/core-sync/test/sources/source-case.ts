/** What the cases of the sources' contract are written with. */
import { assert } from "chai"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ContractCase } from "../../../core-async/src/contract.ts"
import { type FoldedChanges, foldChanges } from "../../src/sources/fold-changes.ts"
import type { Entry, ListPage, RemoteBytes, Source } from "../../src/sources/source.ts"
import { SourceError, type SourceErrorReason } from "../../src/sources/source-error.ts"

/** How a place tells things otherwise than they are. */
export interface WorldLimits {
  /** Times of files are told to this many microseconds. */
  readonly timeStepUs: number
  /** How the place calls a file that has this path; rclone shows control characters as pictures of themselves. */
  readonly shownPath: (path: string) => string
}

/** An empty place, made for one case alone, and what happens there behind the source's back. */
export class SourceWorld extends Context.Service<
  SourceWorld,
  {
    /** The source over it; opened anew each time. */
    readonly open: Effect.Effect<Source, SourceError, Scope.Scope>
    /** The source over a folder of it. */
    readonly openBelow: (folder: string) => Effect.Effect<Source, SourceError, Scope.Scope>
    /** Writes a file, with the folders that it needs; each write has a later time than the one before. */
    readonly put: (path: string, content: Uint8Array) => Effect.Effect<void>
    /** Writes small files, each with its own path as content. */
    readonly putAll: (paths: ReadonlyArray<string>) => Effect.Effect<void>
    readonly makeFolder: (path: string) => Effect.Effect<void>
    readonly remove: (path: string) => Effect.Effect<void>
    readonly removeFolder: (path: string) => Effect.Effect<void>
    readonly move: (from: string, to: string) => Effect.Effect<void>
    /** When a file was changed, microseconds since 1970. */
    readonly modifiedAtUs: (path: string) => Effect.Effect<number>
    /** The whole place goes, until it is brought back with all that was in it. */
    readonly takeAway: Effect.Effect<void>
    readonly bringBack: Effect.Effect<void>
    /** With `capabilities.changes`: every cursor expires. */
    readonly expireCursors: Effect.Effect<void>
    readonly limits: WorldLimits
    /** Words that must never be seen: passwords and the like. */
    readonly secrets: ReadonlyArray<string>
  }
>()("@deadwax/core-sync/SourceWorld") {}

export type World = SourceWorld["Service"]
export type SourceCase = ContractCase<SourceWorld>

/** A case: the world is empty, and the source over it is open. */
export const sourceCase = (
  title: string,
  body: (world: World, source: Source) => Effect.Effect<void, unknown, Scope.Scope>
): SourceCase => ({
  title: `[Y16] ${title}`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const world = yield* SourceWorld
      yield* body(world, yield* world.open)
    })
  )
})

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Bytes that differ everywhere, so that a part in the wrong place is seen. */
export const manyBytes = (length: number): Uint8Array => {
  const made = new Uint8Array(length)
  let state = 1
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    made[at] = state >>> 24
  }
  return made
}

export const pagesOf = (source: Source, cursor?: string): Effect.Effect<ReadonlyArray<ListPage>, SourceError> =>
  Stream.runCollect(source.list(cursor === undefined ? {} : { cursor }))

/** A whole listing by path. Fails the case when it is not complete, or an entry is in it twice. */
export const listed = (source: Source, cursor?: string): Effect.Effect<ReadonlyMap<string, Entry>, SourceError> =>
  Effect.map(pagesOf(source, cursor), (pages) => {
    assert.isTrue(pages.at(-1)?.complete, "the last page is complete")
    const entries = pages.flatMap((page) => page.entries)
    assert.strictEqual(new Set(entries.map(({ id }) => id)).size, entries.length, "no id comes twice")
    return new Map(entries.map((entry) => [entry.path, entry]))
  })

export const listedPaths = (source: Source): Effect.Effect<ReadonlyArray<string>, SourceError> =>
  Effect.map(listed(source), (entries) => [...entries.keys()].sort())

export const entryAt = (source: Source, path: string): Effect.Effect<Entry, SourceError> =>
  Effect.map(listed(source), (entries) => {
    const entry = entries.get(path)
    if (entry === undefined) throw new Error(`${path} is not in the listing: ${[...entries.keys()].join(", ")}`)
    return entry
  })

/** All bytes of an opened entry, put together. */
export const collectBytes = (opened: RemoteBytes): Effect.Effect<Uint8Array, SourceError> =>
  Effect.map(Stream.runCollect(opened.bytes), (chunks) => {
    const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  })

/**
 * The bytes of a range, from a source that gives them and from one that begins at the start: the way every caller must take them.
 */
export const readRange = (source: Source, id: string, from = 0, to?: number): Effect.Effect<Uint8Array, SourceError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const opened = yield* source.read(to === undefined ? { id, from } : { id, from, to })
      assert.strictEqual(opened.from, source.capabilities.ranges ? from : 0, "where the bytes start")
      const got = yield* collectBytes(opened)
      return source.capabilities.ranges ? got : got.slice(from, to)
    })
  )

export const same = (actual: Uint8Array, expected: Uint8Array): void => {
  assert.strictEqual(actual.length, expected.length, "how many bytes")
  assert.strictEqual(
    actual.findIndex((byte, at) => byte !== expected[at]),
    -1,
    "the first byte that differs"
  )
}

/** The effect fails as a `SourceError`, for one of these reasons. */
export const failsFor = <A, R>(
  effect: Effect.Effect<A, unknown, R>,
  ...reasons: ReadonlyArray<SourceErrorReason>
): Effect.Effect<SourceError, never, R> =>
  Effect.matchEffect(effect, {
    onFailure: (error) =>
      Effect.sync(() => {
        if (!(error instanceof SourceError)) throw new Error(`not a SourceError: ${String(error)}`)
        assert.include(reasons, error.reason, error.message)
        return error
      }),
    onSuccess: (value) =>
      Effect.die(new Error(`expected ${reasons.join(" or ")}, but it succeeded with ${JSON.stringify(value)}`))
  })

/** A whole feed, folded; the shape of its pages is checked on the way. */
export const fed = (source: Source, cursor: string): Effect.Effect<FoldedChanges & { readonly next: string }, SourceError> =>
  Effect.map(Stream.runCollect(source.changes(cursor)), (pages) => {
    assert.isAbove(pages.length, 0, "a feed has a page")
    assert.deepEqual(
      pages.slice(0, -1).filter((page) => page.next !== undefined),
      [],
      "only the last page tells where to go on"
    )
    const folded = foldChanges(pages)
    const { next } = folded
    if (next === undefined) throw new Error("the last page does not tell where to go on")
    return { ...folded, next }
  })

/** A cursor of a source that has a feed, with the listing that was made for it, by id; `between` happens before that listing. */
export const begin = (source: Source, between: Effect.Effect<void> = Effect.void) =>
  Effect.gen(function* () {
    const cursor = yield* source.startCursor()
    if (cursor === undefined) throw new Error("a source with a feed has no cursor")
    yield* between
    return { cursor, known: byId(yield* listed(source, cursor)) }
  })

/** A listing by id. */
export const byId = (entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> =>
  new Map([...entries.values()].map((entry) => [entry.id, entry]))
