/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits, so that ids made later sort later.
 * Clock and randomness come from Effect, so a simulated world makes the same ids again. Ids are names, not secrets.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

/** Formats one UUIDv7 of a time (milliseconds since 1970) and ten random bytes. */
const formatUuidV7 = (ms: number, byte: () => number): string => {
  let text = ""
  for (let shift = 40; shift >= 0; shift -= 8) text += hex[Math.floor(ms / 2 ** shift) % 256]
  text += hex[0x70 | (byte() & 0x0f)]
  text += hex[byte()]
  text += hex[0x80 | (byte() & 0x3f)]
  for (let i = 0; i < 7; i++) text += hex[byte()]
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

/** A source of fresh ids for plain loops: each call of the answered function makes one. */
export const idMaker: Effect.Effect<() => string> = Effect.gen(function* () {
  const random = yield* Random.Random
  const clock = yield* Clock.Clock
  const byte = () => Math.floor(random.nextDoubleUnsafe() * 256)
  return () => formatUuidV7(clock.currentTimeMillisUnsafe(), byte)
})
