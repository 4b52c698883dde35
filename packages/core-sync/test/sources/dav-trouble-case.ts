/** How the cases about a misbehaving WebDAV server are made. */
import type { Http } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ContractCase } from "../../../core-async/src/contract.ts"
import type { SourceErrorReason } from "../../src/sources/source-error.ts"
import type { WebdavOptions } from "../../src/sources/webdav/webdav-source.ts"
import type { Misbehaviour, SpaceOptions } from "../dav-server/space.ts"
import { failsFor, manyBytes, pagesOf } from "./source-case.ts"
import { type DavWorld, makeDavWorld } from "./world-dav.ts"

export type Trouble = ContractCase<Http>
type Body = (world: DavWorld) => Effect.Effect<unknown, unknown, Http | Scope.Scope>

/** What is in the one file, `x/a.mp3`, that every case finds. */
export const content = manyBytes(50_000)

/** Makes cases over the server at this URL. */
export const troubleAt = (server: string) => {
  /** A place with one file in a folder. */
  const trouble = (title: string, body: Body, space: SpaceOptions = {}, options: Partial<WebdavOptions> = {}): Trouble => ({
    title,
    run: Effect.scoped(
      Effect.gen(function* () {
        const world = yield* makeDavWorld(server, space, options)
        yield* world.put("x/a.mp3", content)
        yield* world.seen
        yield* body(world)
      })
    )
  })

  /** Whoever opens it fails so. */
  const refuses = (
    title: string,
    reason: SourceErrorReason,
    wrong: Partial<Misbehaviour>,
    space: SpaceOptions = {},
    options: Partial<WebdavOptions> = {}
  ): Trouble =>
    trouble(title, (world) => Effect.andThen(world.misbehave(wrong), failsFor(world.openWith({}), reason)), space, options)

  /** The source is open already; then its listing fails so. */
  const spoils = (title: string, reason: SourceErrorReason, wrong: Partial<Misbehaviour>): Trouble =>
    trouble(title, (world) =>
      Effect.gen(function* () {
        const source = yield* world.open
        yield* world.misbehave(wrong)
        yield* failsFor(pagesOf(source), reason)
      })
    )

  return { trouble, refuses, spoils, server }
}

/** Whatever makes a case. */
export type Troubles = ReturnType<typeof troubleAt>
