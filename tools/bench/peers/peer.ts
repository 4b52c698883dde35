/** Programs that do the same work on the same library, and the floors below all of them. */
import type { Run } from "../program.ts"

/** What is done to a library, in this order: scanned for the first time, again with nothing changed, again with one file changed, listed. */
export const phases = ["first scan", "nothing changed", "one file changed", "list"] as const
export type Phase = (typeof phases)[number]

export interface Peer {
  readonly name: string
  /** Runs one phase; undefined where this peer has none such. A first scan begins from nothing. */
  readonly run: (phase: Phase) => Promise<Run | undefined> | Run | undefined
  /** Runs its first scan in the first round alone: it takes longer than all the others together. */
  readonly isSlow?: boolean
}

/** Where a peer finds the music and keeps what it makes. */
export interface Place {
  readonly music: string
  /** A directory of its own, which may not be there. */
  readonly state: string
}
