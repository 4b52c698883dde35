/** One import at a time, from what was chosen or dropped to its report. */
import { useRef, useState } from "react"
import { explain } from "../data/library.ts"
import { filesOfDrop, filesOfInput } from "../import/chosen-files.ts"
import type { BrowserLibrary, ImportFile, ImportProgress, ImportReport } from "../library/browser-library.ts"
import { useAnnounce } from "../navigation/announcer.tsx"

export interface ImportState {
  readonly progress: ImportProgress | undefined
  readonly report: ImportReport | undefined
  readonly problem: { readonly message: string; readonly remedy: string | undefined } | undefined
  readonly choose: (list: FileList) => void
  readonly drop: (dropped: DataTransfer) => void
  readonly stop: () => void
}

const beginning: ImportProgress = { phase: "look", done: 0, total: 0, copiedBytes: 0, totalBytes: 0, failed: 0 }

export const useImport = (library: BrowserLibrary): ImportState => {
  const announce = useAnnounce()
  const stopper = useRef<AbortController>(undefined)
  const [progress, setProgress] = useState<ImportProgress>()
  const [report, setReport] = useState<ImportReport>()
  const [problem, setProblem] = useState<ImportState["problem"]>()
  const run = async (files: Promise<ReadonlyArray<ImportFile>>): Promise<void> => {
    if (stopper.current !== undefined) return
    stopper.current = new AbortController()
    const { signal } = stopper.current
    setReport(undefined)
    setProblem(undefined)
    setProgress(beginning)
    try {
      const done = await library.import(await files, { onProgress: setProgress, signal })
      setReport(done)
      announce(done.message)
    } catch (error) {
      setProblem(explain(error))
    } finally {
      stopper.current = undefined
      setProgress(undefined)
    }
  }
  return {
    progress,
    report,
    problem,
    choose: (list) => void run(Promise.resolve(filesOfInput(list))),
    drop: (dropped) => void run(filesOfDrop(dropped).then(({ files }) => files)),
    stop: () => stopper.current?.abort()
  }
}
