/**
 * MurmurHash3 (x86, 128 bits; Austin Appleby, public domain): the fingerprint of sampled audio.
 *
 * A scan hashes some 48 KB of most files, synchronously and on every runtime; the cryptographic hashes that exist everywhere either
 * answer promises (Web Crypto) or cost ten times as much in JavaScript, and nobody gains by forging the sound of their own files.
 */

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

const c1 = 0x239b961b
const c2 = 0xab0e9789
const c3 = 0x38b34ae5
const c4 = 0xa1e38b93

const part1 = (word: number): number => Math.imul(rotate(Math.imul(word, c1), 15), c2)
const part2 = (word: number): number => Math.imul(rotate(Math.imul(word, c2), 16), c3)
const part3 = (word: number): number => Math.imul(rotate(Math.imul(word, c3), 17), c4)
const part4 = (word: number): number => Math.imul(rotate(Math.imul(word, c4), 18), c1)

/** Whole blocks of 16 bytes into the state. */
const mixBlocks = (state: Int32Array, words: Int32Array): void => {
  let [h1 = 0, h2 = 0, h3 = 0, h4 = 0] = state
  for (let at = 0; at < words.length; at += 4) {
    h1 = rotate(h1 ^ part1(words[at] ?? 0), 19)
    h1 = (Math.imul((h1 + h2) | 0, 5) + 0x561ccd1b) | 0
    h2 = rotate(h2 ^ part2(words[at + 1] ?? 0), 17)
    h2 = (Math.imul((h2 + h3) | 0, 5) + 0x0bcaa747) | 0
    h3 = rotate(h3 ^ part3(words[at + 2] ?? 0), 15)
    h3 = (Math.imul((h3 + h4) | 0, 5) + 0x96cd1c35) | 0
    h4 = rotate(h4 ^ part4(words[at + 3] ?? 0), 13)
    h4 = (Math.imul((h4 + h1) | 0, 5) + 0x32ac3b17) | 0
  }
  state.set([h1, h2, h3, h4])
}

/** What is left behind the last whole block, as if zeros followed: a word of zeros adds nothing. */
const mixTail = (state: Int32Array, bytes: Uint8Array, from: number): void => {
  if (from === bytes.length) return
  const words = new Int32Array(4)
  for (let at = from; at < bytes.length; at += 1) {
    const index = (at - from) >> 2
    words[index] = (words[index] ?? 0) | ((bytes[at] ?? 0) << (8 * ((at - from) & 3)))
  }
  const [w1 = 0, w2 = 0, w3 = 0, w4 = 0] = words
  const [h1 = 0, h2 = 0, h3 = 0, h4 = 0] = state
  state.set([h1 ^ part1(w1), h2 ^ part2(w2), h3 ^ part3(w3), h4 ^ part4(w4)])
}

const spread = (state: Int32Array): void => {
  const [h1 = 0, h2 = 0, h3 = 0, h4 = 0] = state
  const sum = (h1 + h2 + h3 + h4) | 0
  state.set([sum, sum + h2, sum + h3, sum + h4])
}

/** Bytes as little-endian words, which every processor that runs this has. A word begins where memory lets it. */
const wordsOf = (bytes: Uint8Array, length: number): Int32Array => {
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes.subarray(0, length))
  return new Int32Array(buffer, byteOffset, length / 4)
}

/** The hash of these bytes as 32 hexadecimal digits, with seed 0. */
export const murmur128 = (bytes: Uint8Array): string => {
  const state = new Int32Array(4)
  const whole = bytes.length - (bytes.length % 16)
  mixBlocks(state, wordsOf(bytes, whole))
  mixTail(state, bytes, whole)
  for (let index = 0; index < 4; index += 1) state[index] = (state[index] ?? 0) ^ bytes.length
  spread(state)
  for (let index = 0; index < 4; index += 1) state[index] = mix(state[index] ?? 0)
  spread(state)
  let text = ""
  for (const word of state) text += (word >>> 0).toString(16).padStart(8, "0")
  return text
}
