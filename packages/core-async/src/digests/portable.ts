/** Digests in JavaScript, where nothing faster takes bytes piece by piece: in browsers and simulation. */
import { md5, sha1 } from "@noble/hashes/legacy.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import * as Layer from "effect/Layer"
import { Digests } from "./digests.ts"

const algorithms = { md5, sha1, sha256 }

export const layer: Layer.Layer<Digests> = Layer.succeed(
  Digests,
  Digests.of({
    begin: (algorithm) => {
      const hash = algorithms[algorithm].create()
      return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.clone().digest()) }
    }
  })
)
