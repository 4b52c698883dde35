/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits, so that ids made later sort later.
 * Clock and randomness come from Effect, so a simulated world makes the same ids again. Ids are names, not secrets.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

const digits = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0))
const dash = 45
/** Before these bytes stands a dash. */
const dashedAt: ReadonlySet<number> = new Set([4, 6, 8, 10])

/**
 * Formats one UUIDv7 of a time (milliseconds since 1970) and ten random bytes. Made of codes at once: a text that is put together piece by
 * piece keeps its pieces until it is looked at, and a scan holds two for each file.
 */
const formatUuidV7 = (ms: number, byte: () => number): string => {
  const codes: Array<number> = []
  for (let at = 0; at < 16; at++) {
    if (dashedAt.has(at)) codes.push(dash)
    const value = at < 6 ? Math.floor(ms / 2 ** (40 - 8 * at)) % 256 : byteAt(at, byte())
    codes.push(digits[value >> 4]!, digits[value & 15]!)
  }
  return String.fromCharCode(...codes)
}

/** A random byte as it stands at a place: version and variant have their bits. */
const byteAt = (at: number, value: number): number => {
  if (at === 6) return 0x70 | (value & 0x0f)
  return at === 8 ? 0x80 | (value & 0x3f) : value
}

/** A source of fresh ids for plain loops: each call of the answered function makes one. */
export const idMaker: Effect.Effect<() => string> = Effect.gen(function* () {
  const random = yield* Random.Random
  const clock = yield* Clock.Clock
  const byte = () => Math.floor(random.nextDoubleUnsafe() * 256)
  return () => formatUuidV7(clock.currentTimeMillisUnsafe(), byte)
})
