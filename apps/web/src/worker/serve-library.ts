/** Connects the page's messages with the keeper of the library. */
import { openIncoming, removeHome, removeNote } from "../import/library-directories.ts"
import { runImport } from "../import/run-import.ts"
import type { ImportFile, ImportProgress, ImportReport, LibraryState } from "../library/browser-library.ts"
import { makeRequestAnswerer } from "../port/answer-requests.ts"
import type { Command, FromWorker, ToWorker } from "../port/messages.ts"
import { Keeper, type KeeperOptions } from "./keeper.ts"
import { workerScope } from "./worker-scope.ts"

type Post = (message: FromWorker) => void

/** A page can draw no more often than this. */
const progressEveryMs = 40

/** Passes on the first and last word of a phase, and a few in between. */
const seldom = (post: (progress: ImportProgress) => void): ((progress: ImportProgress) => void) => {
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

interface Importing {
  readonly keeper: Keeper
  readonly files: ReadonlyArray<ImportFile>
  readonly signal: AbortSignal
  readonly onProgress: (progress: ImportProgress) => void
}

/** Copies, then scans what was copied. */
const importFiles = async ({ keeper, files, signal, onProgress }: Importing): Promise<ImportReport> => {
  const startedAt = new Date().toISOString()
  const report = await runImport(files, { onProgress, signal, startedAt, prepare: () => keeper.open() })
  if (report.outcome !== "no-music" && report.outcome !== "no-room") keeper.forgetNote()
  if (report.copied === 0) return report
  const counts = { copiedBytes: report.copiedBytes, totalBytes: report.copiedBytes, failed: report.failedTotal }
  try {
    const scan = await keeper.scan((progress) =>
      onProgress({ phase: "scan", done: progress.done, total: progress.total, ...counts, scan: progress })
    )
    return { ...report, scan }
  } catch (cause) {
    return { ...report, scanFailure: cause instanceof Error ? cause.message : String(cause) }
  }
}

class Desk {
  readonly #keeper: Keeper
  readonly #post: Post
  /** Files that were offered for an import that has not begun. */
  readonly #offered = new Map<number, Array<ImportFile>>()
  readonly #running = new Map<number, AbortController>()

  constructor(keeper: Keeper, post: Post) {
    this.#keeper = keeper
    this.#post = post
  }

  readonly offer = (id: number, files: ReadonlyArray<ImportFile>): void => {
    const all = this.#offered.get(id) ?? []
    for (const file of files) all.push(file)
    this.#offered.set(id, all)
  }

  readonly cancel = (id: number): void => this.#running.get(id)?.abort()

  readonly run = async (id: number, command: Command): Promise<void> => {
    try {
      this.#post({ kind: "done", id, report: await this.#carryOut(id, command) })
    } catch (cause) {
      this.#post({ kind: "refused", id, message: cause instanceof Error ? cause.message : String(cause) })
    }
  }

  readonly #carryOut = async (id: number, command: Command): Promise<ImportReport | undefined> => {
    switch (command.kind) {
      case "import":
        return this.#import(id)
      case "close":
        await this.#keeper.close()
        return undefined
      case "reset":
        await this.#keeper.close()
        await removeHome()
        return undefined
      case "dismiss-unfinished-import":
        await removeNote(await openIncoming())
        this.#keeper.forgetNote()
        return undefined
    }
  }

  readonly #import = async (id: number): Promise<ImportReport> => {
    const files = this.#offered.get(id) ?? []
    this.#offered.delete(id)
    if (this.#running.size > 0) throw new Error("An import is running already.")
    const controller = new AbortController()
    this.#running.set(id, controller)
    const onProgress = seldom((progress) => this.#post({ kind: "progress", id, progress }))
    try {
      return await importFiles({ keeper: this.#keeper, files, signal: controller.signal, onProgress })
    } finally {
      this.#running.delete(id)
    }
  }
}

/** Called once, by the worker's entry. */
export const serveLibrary = (options: Omit<KeeperOptions, "say">): void => {
  const scope = workerScope()
  const say = (state: LibraryState): void => scope.postMessage({ kind: "state", state })
  const keeper = new Keeper({ ...options, say })
  const desk = new Desk(keeper, (message) => scope.postMessage(message))
  const answerer = makeRequestAnswerer({
    app: keeper.answer,
    post: (message, transfer = []) => scope.postMessage(message, transfer)
  })
  scope.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case "open":
        return void keeper.start(data.opening)
      case "request":
        return answerer.start(data.id, data.request)
      case "pull":
        return answerer.pull(data.id, data.upTo)
      case "offer":
        return desk.offer(data.id, data.files)
      case "command":
        return void desk.run(data.id, data.command)
      case "cancel":
        answerer.cancel(data.id)
        return desk.cancel(data.id)
    }
  })
}
