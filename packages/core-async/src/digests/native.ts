/** Digests by the system's library, on Bun and Node. */
import { createHash } from "node:crypto"
import * as Layer from "effect/Layer"
import { Digests } from "./digests.ts"

export const layer: Layer.Layer<Digests> = Layer.succeed(
  Digests,
  Digests.of({
    begin: (algorithm) => {
      const hash = createHash(algorithm)
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.copy().digest("hex") }
    }
  })
)
