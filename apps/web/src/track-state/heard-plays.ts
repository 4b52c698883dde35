/**
 * Tells the library what was heard. A play that could not be told is kept, also over a reload, and told when the library answers again; each has
 * a key of its own, so that one that arrived although its answer was lost counts once.
 */
import type { Client } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import type { HeardTrack } from "../client/track-state.ts"

const heardKey = "deadwax.heard"
/** A player that was never connected again keeps this much. */
const mostKept = 1000

interface Memory {
  readonly remembered: (key: string) => string | undefined
  readonly remember: (key: string, value: string) => void
}

const isHeard = (value: unknown): value is HeardTrack =>
  typeof value === "object" &&
  value !== null &&
  ["trackId", "key", "playedAt"].every((name) => typeof (value as Record<string, unknown>)[name] === "string")

const readKept = (text: string | undefined): ReadonlyArray<HeardTrack> => {
  try {
    const value: unknown = JSON.parse(text ?? "[]")
    return Array.isArray(value) ? value.filter(isHeard) : []
  } catch {
    return []
  }
}

export interface HeardPlays {
  /** Both settle when the library has answered, or could not. */
  readonly add: (trackId: string) => Promise<void>
  /** Tells what is kept. */
  readonly flush: () => Promise<void>
}

type Ports = Pick<Client, "recordPlay" | "place"> & {
  readonly memory: Memory
  readonly newKey: () => string
  readonly now: () => Date
}

export const makeHeardPlays = ({ recordPlay, place, memory, newKey, now }: Ports): HeardPlays => {
  const name = `${heardKey}.${place}`
  let telling = Promise.resolve()
  // Read anew each time: other tabs keep theirs in the same place.
  const kept = () => readKept(memory.remembered(name))
  const keep = (plays: ReadonlyArray<HeardTrack>): void => memory.remember(name, JSON.stringify(plays.slice(-mostKept)))
  const tell = async (): Promise<void> => {
    for (const play of kept()) {
      try {
        await recordPlay(play)
      } catch (error) {
        // What the library refuses it will always refuse: a track it does not know, a clock far ahead.
        const isRefused = error instanceof ClientError && (error.reason === "not-found" || error.reason === "usage")
        if (!isRefused) return
      }
      keep(kept().filter(({ key }) => key !== play.key))
    }
  }
  const flush = (): Promise<void> => {
    telling = telling.then(tell)
    return telling
  }
  return {
    add: (trackId) => {
      keep([...kept(), { trackId, key: newKey(), playedAt: now().toISOString() }])
      return flush()
    },
    flush
  }
}
