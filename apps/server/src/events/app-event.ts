/** What happens in a running app that listeners are told. */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"
import type { ProblemBody } from "../answers/problem.ts"

/** The state in which a listener finds the app: the scan under way, if there is one. */
export interface Hello {
  readonly scan: ScanProgress | null
}

/**
 * - `hello`: the first one on every stream
 * - `scan-progress`: how far the scan is
 * - `scan-finished`: a scan ended; what it did
 * - `scan-problem`: a scan ended before it was done
 * - `library-changed`: what the library answers may differ from before, whoever changed it
 *
 * The stream of one scan, for who asked for it, has its own three, of the same content: `progress`, `report`, `problem`.
 */
export type AppEvent =
  | { readonly event: "hello"; readonly data: Hello; readonly isReplaceable: false }
  | { readonly event: "scan-progress" | "progress"; readonly data: ScanProgress; readonly isReplaceable: true }
  | { readonly event: "scan-finished" | "report"; readonly data: ScanReport; readonly isReplaceable: false }
  | { readonly event: "scan-problem" | "problem"; readonly data: ProblemBody; readonly isReplaceable: false }
  | { readonly event: "library-changed"; readonly data: Record<string, never>; readonly isReplaceable: false }
