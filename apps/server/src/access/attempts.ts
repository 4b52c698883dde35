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
  readonly fail: (address: string, nowMs: number) => void
}

/** A household has whole networks of IPv6 addresses: they count as one client. */
const clientOf = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "")
  return plain.includes(":") ? plain.split(":").slice(0, 4).join(":") : plain
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
    }
  }
}
