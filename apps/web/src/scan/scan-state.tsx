/** The scan as all views see it: one at a time, started here or elsewhere, and it goes on while one looks at other views. */
import type { Loss, ScanProgress, ScanReport } from "@deadwax/core-cache"
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react"
import type { ScanRequest } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import { explain, useClient } from "../data/library.ts"
import { useAnnounce } from "../navigation/announcer.tsx"

export interface ScanProblem {
  readonly message: string
  readonly remedy: string | undefined
  /** The scan stopped before it removed much; `loss` says what, where it is known. */
  readonly isMassChange: boolean
  readonly loss: Loss | undefined
}

export interface ScanState {
  /** Undefined while none runs that this page knows of. */
  readonly progress: ScanProgress | undefined
  /** Of the last scan that this page has seen end. */
  readonly report: ScanReport | undefined
  readonly problem: ScanProblem | undefined
  /** True while a scan runs that this page started and can stop. */
  readonly isOwn: boolean
  readonly start: (request?: ScanRequest) => void
  readonly stop: () => void
  /** The problem was seen. */
  readonly dismiss: () => void
}

const ScanContext = createContext<ScanState | undefined>(undefined)

export const useScan = (): ScanState => {
  const scan = useContext(ScanContext)
  if (scan === undefined) throw new Error("no scan around this component")
  return scan
}

const problemOf = (error: unknown): ScanProblem => ({
  ...explain(error),
  isMassChange: error instanceof ClientError && error.reason === "mass-change",
  loss: error instanceof ClientError ? error.loss : undefined
})

const beginning: ScanProgress = {
  phase: "find",
  found: 0,
  done: 0,
  total: 0,
  failed: 0,
  written: 0,
  perSecond: null,
  leftMs: null
}

export const ScanProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = useClient()
  const announce = useAnnounce()
  const own = useRef<AbortController>(undefined)
  const [progress, setProgress] = useState<ScanProgress>()
  const [report, setReport] = useState<ScanReport>()
  const [problem, setProblem] = useState<ScanState["problem"]>()
  useEffect(
    () =>
      client.events((event) => {
        if (event.kind === "scan-progress") setProgress(event.progress)
        if (event.kind === "scan-finished") {
          setReport(event.report)
          if (own.current === undefined) setProgress(undefined)
        }
        if (event.kind === "scan-failed" && own.current === undefined) {
          setProgress(undefined)
          setProblem(problemOf(event.error))
        }
        if (event.kind === "disconnected" && own.current === undefined) setProgress(undefined)
      }),
    [client]
  )
  const run = async (stopper: AbortController, request: ScanRequest | undefined): Promise<void> => {
    try {
      setReport(await client.scan(setProgress, stopper.signal, request))
      announce("The scan has finished")
    } catch (error) {
      if (!stopper.signal.aborted) setProblem(problemOf(error))
    } finally {
      own.current = undefined
      setProgress(undefined)
    }
  }
  const start = (request?: ScanRequest): void => {
    if (own.current !== undefined) return
    own.current = new AbortController()
    setProblem(undefined)
    setProgress(beginning)
    void run(own.current, request)
  }
  const state = {
    progress,
    report,
    problem,
    isOwn: progress !== undefined && own.current !== undefined,
    start,
    stop: () => own.current?.abort(),
    dismiss: () => setProblem(undefined)
  }
  return <ScanContext value={state}>{children}</ScanContext>
}
