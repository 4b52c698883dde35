/** Who has which part open, within one driver. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { FileError } from "../files/files.ts"

/** Claims a path until the scope closes; fails as `busy` while another has it. */
export const makeClaims = (): ((path: string) => Effect.Effect<void, FileError, Scope.Scope>) => {
  const claimed = new Set<string>()
  const claim = (path: string) =>
    Effect.suspend(() => {
      if (claimed.has(path)) return Effect.fail(new FileError({ reason: "busy", operation: "openPart", path }))
      claimed.add(path)
      return Effect.void
    })
  return (path) => Effect.acquireRelease(claim(path), () => Effect.sync(() => claimed.delete(path))).pipe(Effect.asVoid)
}
