/** Digests by the system's library, on Bun and Node; it is loaded with the first digest, since most programs take none. */
import * as Layer from "effect/Layer"
import { Digests } from "./digests.ts"

export const layer: Layer.Layer<Digests> = Layer.succeed(
  Digests,
  Digests.of({
    begin: (algorithm) => {
      const hash = process.getBuiltinModule("node:crypto").createHash(algorithm)
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.copy().digest("hex") }
    }
  })
)
