/** Connects the page's messages with its worker's part in keeping the library. */
import type { ImportProgress } from "../library/browser-library.ts"
import { makeRequestAnswerer } from "../port/answer-requests.ts"
import type { Command, FromWorker, ToWorker } from "../port/messages.ts"
import { ImportDesk } from "./import-desk.ts"
import { LibraryTab, type LibraryTabOptions } from "./library-tab.ts"
import { workerScope } from "./worker-scope.ts"

type Post = (message: FromWorker) => void

const makeCommands = (tab: LibraryTab, imports: ImportDesk, post: Post) => {
  const carryOut = async (id: number, command: Command): Promise<FromWorker> => {
    if (command.kind === "import") {
      const onProgress = (progress: ImportProgress): void => post({ kind: "progress", id, progress })
      return { kind: "done", id, report: await imports.run(id, onProgress) }
    }
    if (command.kind === "take-over") tab.takeOver()
    else await tab.command(command.kind)
    return { kind: "done", id, report: undefined }
  }
  return (id: number, command: Command): void =>
    void carryOut(id, command)
      .catch(
        (cause: unknown): FromWorker => ({ kind: "refused", id, message: cause instanceof Error ? cause.message : String(cause) })
      )
      .then(post)
}

/** Called once, by the worker's entry. */
export const serveLibrary = ({ ports }: Pick<LibraryTabOptions, "ports">): void => {
  const scope = workerScope()
  const tab = new LibraryTab({ ports, post: (message) => scope.postMessage(message) })
  const imports = new ImportDesk(tab)
  const command = makeCommands(tab, imports, (message) => scope.postMessage(message))
  const answerer = makeRequestAnswerer({
    app: tab.answer,
    post: (message, transfer = []) => scope.postMessage(message, transfer)
  })
  scope.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case "open":
        return void tab.start(data.opening)
      case "request":
        return answerer.start(data.id, data.request)
      case "pull":
        return answerer.pull(data.id, data.upTo)
      case "offer":
        return imports.offer(data.id, data.files)
      case "command":
        return command(data.id, data.command)
      case "cancel":
        answerer.cancel(data.id)
        return imports.cancel(data.id)
    }
  })
}
