/** The contract of `Digests`. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../contract.ts"
import { type DigestAlgorithm, Digests } from "./digests.ts"

const encoder = new TextEncoder()

/** From the standards that define them. */
const vectors: ReadonlyArray<readonly [DigestAlgorithm, text: string, hex: string]> = [
  ["md5", "", "d41d8cd98f00b204e9800998ecf8427e"],
  ["md5", "abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["sha1", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  ["sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["sha256", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]
]

const digestsCase = (title: string, body: (digests: Digests["Service"]) => void): ContractCase<Digests> => ({
  title,
  run: Effect.map(Digests, body)
})

export const digestsContract: ReadonlyArray<ContractCase<Digests>> = [
  digestsCase("[T1] digests are those of the standards", (digests) => {
    for (const [algorithm, text, hex] of vectors) {
      const digest = digests.begin(algorithm)
      digest.update(encoder.encode(text))
      assert.strictEqual(digest.hex(), hex, `${algorithm} of ${JSON.stringify(text)}`)
    }
  }),
  digestsCase(
    "[T1] pieces count as the whole, a digest can be told on the way, and bytes may change after the call",
    (digests) => {
      for (const algorithm of ["md5", "sha1", "sha256"] as const) {
        const [whole, pieces] = [digests.begin(algorithm), digests.begin(algorithm)]
        const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7) & 0xff)
        whole.update(bytes)
        const window = new Uint8Array(997)
        for (let at = 0; at < bytes.length; at += window.length) {
          const part = bytes.subarray(at, at + window.length)
          window.set(part)
          pieces.update(window.subarray(0, part.length))
          window.fill(0)
          assert.strictEqual(pieces.hex(), pieces.hex())
        }
        assert.strictEqual(pieces.hex(), whole.hex(), algorithm)
      }
    }
  )
]
