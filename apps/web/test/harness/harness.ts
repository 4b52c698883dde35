/** The app without its views: a page that opens the session as the app does, and hands it to the tests. Not part of any build that is shipped. */
import { type DroppedFiles, filesOfDrop, filesOfInput } from "../../src/import/chosen-files.ts"
import type { ImportFile, ImportProgress } from "../../src/library/browser-library.ts"
import { type Session, startSession } from "../../src/places.ts"
import { keepApp } from "../../src/service-worker/register.ts"

/** What the tests find at `window.harness`. */
export interface Harness {
  readonly session: Session
  /** The kinds of state that the library went through, first to last. */
  readonly states: ReadonlyArray<string>
  readonly progress: ReadonlyArray<ImportProgress>
  /** What was dropped onto the page last. */
  readonly dropped: () => Promise<DroppedFiles> | undefined
  readonly chosen: () => ReadonlyArray<ImportFile>
  /** Makes this browser's library one of so many invented tracks, through the core's own scan, and opens it. */
  readonly fill: (tracks: number) => Promise<number>
  /** Says of a failure what was behind it, too. */
  readonly explained: <A>(work: () => Promise<A>) => Promise<A>
  readonly importFiles: (files: ReadonlyArray<ImportFile>, signal?: AbortSignal) => Promise<unknown>
}

declare global {
  var harness: Harness
}

const input = document.querySelector<HTMLInputElement>("#folder")
const session = await startSession(() => import("../../src/library/open-browser.ts").then(({ openBrowser }) => openBrowser()))
const states: Array<string> = []
const progress: Array<ImportProgress> = []
const note = (): void => {
  const kind = session.library?.state().kind ?? "server"
  if (states.at(-1) !== kind) states.push(kind)
}
note()
session.library?.subscribe(note)
let dropped: Promise<DroppedFiles> | undefined
document.addEventListener("dragover", (event) => event.preventDefault())
document.addEventListener("drop", (event) => {
  event.preventDefault()
  if (event.dataTransfer !== null) dropped = filesOfDrop(event.dataTransfer)
})
globalThis.harness = {
  session,
  states,
  progress,
  dropped: () => dropped,
  chosen: () => filesOfInput(input?.files ?? new DataTransfer().files),
  fill: (tracks) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./fill-worker.ts", import.meta.url), { type: "module" })
      worker.addEventListener("error", (event) => reject(new Error(event.message)))
      worker.addEventListener("message", ({ data }: MessageEvent<{ readonly added?: number; readonly error?: string }>) => {
        worker.terminate()
        session.library?.retry()
        if (data.added === undefined) reject(new Error(data.error))
        else resolve(data.added)
      })
      worker.postMessage(tracks)
    }),
  explained: async (work) => {
    try {
      return await work()
    } catch (cause) {
      throw new Error(`${String(cause)} ${cause instanceof Error ? String(cause.cause) : ""}`, { cause })
    }
  },
  importFiles: (files, signal) => {
    if (session.library === undefined) throw new Error("the library is not in this browser")
    const onProgress = (seen: ImportProgress): void => void progress.push(seen)
    return session.library.import(files, signal === undefined ? { onProgress } : { onProgress, signal })
  }
}
keepApp()
const ready = document.querySelector("#ready")
if (ready !== null) ready.textContent = "ready"
