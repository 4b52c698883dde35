/** The syncs that the server runs, as its events tell: pure, so that a reload and a broken connection come to the same. */
import type { SyncProgress } from "@deadwax/server"
import type { ClientEvent } from "../client/client.ts"
import type { ClientError } from "../client/client-error.ts"

/** By source. */
export interface RunningSyncs {
  readonly progress: ReadonlyMap<string, SyncProgress>
  /** What was refused and so is in no source's history: another program is at it. */
  readonly refused: ReadonlyMap<string, ClientError>
}

export const noSyncs: RunningSyncs = { progress: new Map(), refused: new Map() }

const without = <A>(map: ReadonlyMap<string, A>, key: string): ReadonlyMap<string, A> =>
  map.has(key) ? new Map([...map].filter(([known]) => known !== key)) : map

/** How the syncs are after an event; the same value where it says nothing of them. */
export const afterEvent = (before: RunningSyncs, event: ClientEvent): RunningSyncs => {
  switch (event.kind) {
    case "syncs":
      // The first word of each connection: what it does not name has ended meanwhile.
      return { ...before, progress: new Map(event.running.map((progress) => [progress.source, progress])) }
    case "sync-progress": {
      const { source } = event.progress
      return { progress: new Map(before.progress).set(source, event.progress), refused: without(before.refused, source) }
    }
    case "sync-finished":
      return { progress: without(before.progress, event.job.source), refused: without(before.refused, event.job.source) }
    case "sync-failed":
      return event.error.reason === "busy"
        ? { ...before, refused: new Map(before.refused).set(event.source, event.error) }
        : { ...before, progress: without(before.progress, event.source) }
    default:
      return before
  }
}
