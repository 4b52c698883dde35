/** How a wrapper of the source port is made: by what it does around every call, and around every stream. */
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Source } from "../source.ts"
import type { SourceError, SourceOperation } from "../source-error.ts"

/** What a wrapper does. Either may be left as it is. */
export interface Around {
  readonly call: <A, R>(operation: SourceOperation, effect: Effect.Effect<A, SourceError, R>) => Effect.Effect<A, SourceError, R>
  readonly stream: <A>(operation: SourceOperation, stream: Stream.Stream<A, SourceError>) => Stream.Stream<A, SourceError>
}

/** The same source, with something around everything that is asked of it. */
export const wrapSource = (source: Source, { call, stream }: Around): Source => ({
  ...source,
  disk: () => call("check", source.disk()),
  check: () => call("check", source.check()),
  list: (options) => stream("list", source.list(options)),
  startCursor: () => call("start-cursor", source.startCursor()),
  changes: (cursor) => stream("changes", source.changes(cursor)),
  read: (request) => call("read", source.read(request)),
  head: (id) => call("head", source.head(id))
})
