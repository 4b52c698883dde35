/** The scan as all views see it: one at a time, started here or elsewhere, and it goes on while one looks at other views. */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react"
import { explain, useClient } from "../data/library.ts"
import { useAnnounce } from "../navigation/announcer.tsx"

export interface ScanState {
  /** Undefined while none runs that this page knows of. */
  readonly progress: ScanProgress | undefined
  /** Of the last scan that this page has seen end. */
  readonly report: ScanReport | undefined
  readonly problem: { readonly message: string; readonly remedy: string | undefined } | undefined
  /** True while a scan runs that this page started and can stop. */
  readonly isOwn: boolean
  readonly start: () => void
  readonly stop: () => void
}

const ScanContext = createContext<ScanState | undefined>(undefined)

export const useScan = (): ScanState => {
  const scan = useContext(ScanContext)
  if (scan === undefined) throw new Error("no scan around this component")
  return scan
}

const beginning: ScanProgress = { phase: "find", done: 0, total: 0, failed: 0, written: 0 }

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
          setProblem(explain(event.error))
        }
        if (event.kind === "disconnected" && own.current === undefined) setProgress(undefined)
      }),
    [client]
  )
  const run = async (stopper: AbortController): Promise<void> => {
    try {
      setReport(await client.scan(setProgress, stopper.signal))
      announce("The scan has finished")
    } catch (error) {
      if (!stopper.signal.aborted) setProblem(explain(error))
    } finally {
      own.current = undefined
      setProgress(undefined)
    }
  }
  const start = (): void => {
    if (own.current !== undefined) return
    own.current = new AbortController()
    setProblem(undefined)
    setProgress(beginning)
    void run(own.current)
  }
  const state = {
    progress,
    report,
    problem,
    isOwn: progress !== undefined && own.current !== undefined,
    start,
    stop: () => own.current?.abort()
  }
  return <ScanContext value={state}>{children}</ScanContext>
}
