/** What all requests of one running app share. */
import type { Gate } from "./access/gate.ts"
import type { KeptAnswers } from "./answers/kept-answers.ts"
import type { Covers } from "./covers/covers.ts"
import type { EventHub } from "./events/event-hub.ts"
import type { AppPorts } from "./ports.ts"
import type { ScanDesk } from "./scanning/scan-desk.ts"
import type { SyncDesk } from "./syncing/sync-desk.ts"

export interface AppState {
  readonly ports: AppPorts
  readonly gate: Gate
  readonly kept: KeptAnswers
  readonly covers: Covers
  readonly events: EventHub
  readonly scans: ScanDesk
  readonly syncs: SyncDesk
  /** The API's description; made when it is first asked for. */
  readonly description: () => unknown
  /** Aborted when the app stops: work that outlives its request ends then. */
  readonly closing: AbortSignal
}
