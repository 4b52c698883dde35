/**
 * Who are we, and is that other one still alive? What a lock's row needs to be taken over from a dead holder at once.
 * A process id alone is not enough (they are reused), so a process is its id and its start.
 */
import * as Context from "effect/Context"

/** One process on one host. `startedAt` is opaque text that differs between two processes with the same id. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  readonly startedAt: string
}

/** Tells which process this is, and whether another one still runs. */
export class Processes extends Context.Service<
  Processes,
  {
    readonly self: ProcessIdentity
    /** False only when it is certain that the process has ended; a process of another host counts as alive. */
    readonly isAlive: (process: ProcessIdentity) => boolean
  }
>()("@deadwax/core-async/Processes") {}
