/**
 * Imports of this tab. The copying is done here, whoever owns the library: files of a tab need not cross to another, and an owner that goes
 * ends no import. The owner makes the library before and scans it afterwards. One import at a time, in all tabs: its lock says which.
 */
import { openIncoming, removeNote } from "../import/library-directories.ts"
import { runImport } from "../import/run-import.ts"
import type { ImportFile, ImportProgress, ImportReport } from "../library/browser-library.ts"
import { importLock } from "../tabs/words.ts"
import type { LibraryTab } from "./library-tab.ts"
import { scanWhenFree } from "./scan-when-free.ts"

type Tell = (progress: ImportProgress) => void

/** A page can draw no more often than this. */
const progressEveryMs = 40
/** Clearing away what an import has left takes the same lock for a moment. */
const lockWithinMs = 3000

/** Passes on the first and last word of a phase, and a few in between. */
const seldom = (post: Tell): Tell => {
  let lastAtMs = Number.NEGATIVE_INFINITY
  let lastPhase = ""
  return (progress) => {
    const nowMs = performance.now()
    const isEnd = progress.done === progress.total
    if (!isEnd && progress.phase === lastPhase && nowMs - lastAtMs < progressEveryMs) return
    lastAtMs = nowMs
    lastPhase = progress.phase
    post(progress)
  }
}

const isTimeout = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "TimeoutError"

const isOther = "An import is running in another tab: wait until it has finished, or stop it there."

/** Runs `work` as the only import of all tabs. */
const asOnlyImport = async <A>(work: () => Promise<A>): Promise<A> => {
  try {
    return await navigator.locks.request(importLock, { signal: AbortSignal.timeout(lockWithinMs) }, work)
  } catch (cause) {
    throw isTimeout(cause) ? new Error(isOther, { cause }) : cause
  }
}

export class ImportDesk {
  readonly #tab: Pick<LibraryTab, "answer" | "command">
  /** Files that were offered for an import that has not begun. */
  readonly #offered = new Map<number, Array<ImportFile>>()
  readonly #running = new Map<number, AbortController>()

  constructor(tab: Pick<LibraryTab, "answer" | "command">) {
    this.#tab = tab
  }

  readonly offer = (id: number, files: ReadonlyArray<ImportFile>): void => {
    const all = this.#offered.get(id) ?? []
    for (const file of files) all.push(file)
    this.#offered.set(id, all)
  }

  readonly cancel = (id: number): void => this.#running.get(id)?.abort()

  /** Rejects with a sentence for people when another import is running. */
  readonly run = async (id: number, onProgress: Tell): Promise<ImportReport> => {
    const files = this.#offered.get(id) ?? []
    this.#offered.delete(id)
    if (this.#running.size > 0) throw new Error("An import is running already.")
    const controller = new AbortController()
    this.#running.set(id, controller)
    try {
      return await this.#import(files, seldom(onProgress), controller.signal)
    } finally {
      this.#running.delete(id)
    }
  }

  readonly #import = async (files: ReadonlyArray<ImportFile>, onProgress: Tell, signal: AbortSignal): Promise<ImportReport> => {
    let isPrepared = false
    const prepare = async (): Promise<void> => {
      await this.#tab.command("prepare-import")
      isPrepared = true
    }
    const startedAt = new Date().toISOString()
    try {
      return await asOnlyImport(async () => {
        const report = await runImport(files, { onProgress, signal, startedAt, prepare })
        const scanned = report.copied === 0 ? report : await this.#scan(report, onProgress)
        if (isPrepared) await removeNote(await openIncoming())
        return scanned
      })
    } finally {
      // The owner, and with it every tab, knows of the end before the page here does.
      if (isPrepared) await this.#tab.command("settle-import")
    }
  }

  readonly #scan = async (report: ImportReport, onProgress: Tell): Promise<ImportReport> => {
    const counts = { copiedBytes: report.copiedBytes, totalBytes: report.copiedBytes, failed: report.failedTotal }
    const ask = (request: Request): Promise<Response> => {
      const { method, headers, url } = request
      const message = { path: new URL(url).pathname, method, headers: Object.fromEntries(headers), body: undefined }
      return this.#tab.answer(message, new AbortController().signal)
    }
    try {
      const scan = await scanWhenFree(ask, (progress) =>
        onProgress({ phase: "scan", done: progress.done, total: progress.total, ...counts, scan: progress })
      )
      return { ...report, scan }
    } catch (cause) {
      return { ...report, scanFailure: cause instanceof Error ? cause.message : String(cause) }
    }
  }
}
