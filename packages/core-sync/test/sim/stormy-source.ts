/** A source in bad weather: it fails, stops in the middle, forgets, and changes while it is asked. Everything by the world's seed. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Source } from "../../src/sources/source.ts"
import { SourceError, type SourceErrorReason, type SourceOperation } from "../../src/sources/source-error.ts"
import { changeSomething } from "./changes.ts"
import type { SimWorld } from "./sim-world.ts"

const failing = (operation: SourceOperation, reason: SourceErrorReason): SourceError =>
  new SourceError({
    reason,
    operation,
    source: "sim",
    detail: `failed: ${reason}`,
    ...(reason === "rate-limited" ? { retryAfterMs: 60_000 } : {})
  })

/** How what is asked here can be misread. */
export interface SourceMistakes {
  /** Takes the end of a listing for its completion. */
  readonly believesShort?: boolean
  /** Saves where the next feed is to begin before this one is taken in. */
  readonly savesEarly?: boolean
}

const calamities: ReadonlyArray<SourceErrorReason> = ["rate-limited", "unavailable", "interrupted", "io"]

export const stormySource = (world: SimWorld, source: Source, mistakes: SourceMistakes = {}): Source => {
  const { random } = world
  /** What may happen at any request. */
  const weather = (operation: SourceOperation): Effect.Effect<void, SourceError> =>
    Effect.suspend(() => {
      if (!world.isStormy) return Effect.void
      if (random.chance(15)) changeSomething(world)
      if (random.chance(2)) world.remote.expireCursors()
      const calm = random.chance(50) ? Effect.yieldNow : Effect.void
      return random.chance(5) ? Effect.fail(failing(operation, random.pick(calamities))) : calm
    })
  /** Pages come as they do, until they end too early. */
  const cut = <Page>(operation: SourceOperation, pages: Stream.Stream<Page, SourceError>): Stream.Stream<Page, SourceError> =>
    Stream.suspend(() => {
      const after = world.isStormy && random.chance(25) ? random.below(6) : Number.POSITIVE_INFINITY
      const whole = Stream.mapEffect(pages, (page) => Effect.as(weather(operation), page))
      return Number.isFinite(after) ? Stream.take(whole, after) : whole
    })
  const before = <A, R>(operation: SourceOperation, effect: Effect.Effect<A, SourceError, R>) =>
    Effect.andThen(weather(operation), effect)
  return {
    ...source,
    check: () => before("check", source.check()),
    startCursor: () => before("start-cursor", source.startCursor()),
    list: (options) => {
      const pages = cut("list", source.list(options))
      return mistakes.believesShort ? Stream.map(pages, (page) => ({ ...page, complete: true })) : pages
    },
    changes: (cursor) =>
      Stream.suspend(() => {
        if (mistakes.savesEarly) world.database.prepare("update cursors set cursor = ?").run(world.remote.cursor())
        return cut("changes", source.changes(cursor))
      }),
    head: (id) => before("head", source.head(id)),
    read: (request) =>
      before(
        "read",
        Effect.map(source.read(request), (opened) => {
          const isTorn = world.isStormy && random.chance(10)
          return isTorn ? { ...opened, bytes: Stream.map(opened.bytes, (chunk) => chunk.slice(0, chunk.length / 2)) } : opened
        })
      )
  }
}
