/** Wrong tokens, counted by who brought them: guessing must not be worth anybody's while. */
import { recentMap } from "../recent-map.ts"

const most = 10
const windowMs = 60_000

interface Counted {
  readonly failures: number
  readonly endsAtMs: number
}

export interface Attempts {
  /** How many milliseconds the client must wait; 0: it may try. */
  readonly waitMs: (address: string, nowMs: number) => number
  /** Counts a wrong token. True when it is the one after which the client must wait. */
  readonly fail: (address: string, nowMs: number) => boolean
}

/** The first half of an IPv6 address: a household has all the addresses that begin with it, so they count as one client. */
const networkOf = (address: string): string => {
  const [before = "", after] = address.split("::", 2)
  const head = before.split(":")
  const tail = after === undefined ? [] : after.split(":")
  const gap = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0")
  return [...head, ...gap, ...tail].slice(0, 4).join(":")
}

const clientOf = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "")
  return plain.includes(":") ? networkOf(plain) : plain
}

export const makeAttempts = (): Attempts => {
  const counts = recentMap<string, Counted>(10_000)
  const current = (address: string, nowMs: number): Counted => {
    const counted = counts.get(clientOf(address))
    return counted !== undefined && counted.endsAtMs > nowMs ? counted : { failures: 0, endsAtMs: nowMs + windowMs }
  }
  return {
    waitMs: (address, nowMs) => {
      const { failures, endsAtMs } = current(address, nowMs)
      return failures < most ? 0 : endsAtMs - nowMs
    },
    fail: (address, nowMs) => {
      const { failures, endsAtMs } = current(address, nowMs)
      counts.set(clientOf(address), { failures: failures + 1, endsAtMs })
      return failures + 1 === most
    }
  }
}
