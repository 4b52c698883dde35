/** What is asked of the owner, by its own page and by other tabs: requests to the app, and what only the owner can do. */
import { removeHome } from "../import/library-directories.ts"
import type { LibraryState } from "../library/browser-library.ts"
import type { OwnerCommand, RequestMessage } from "../port/messages.ts"
import { importLock } from "../tabs/words.ts"
import type { Keeper } from "./keeper.ts"

/** Commands travel as requests do, at addresses that no route of the app has. */
const commandPrefix = "/owner/"

/** An import of any tab has the library made before it, and its end known after it. */
type Command = OwnerCommand | "prepare-import" | "settle-import"

export const commandPath = (command: Command): string => commandPrefix + command

interface OwnerOptions {
  readonly keeper: Keeper
  readonly state: () => LibraryState | undefined
  readonly wasThere: () => boolean
  readonly say: (state: LibraryState) => void
  /** The library was removed, and this worker with its pool of files is good for nothing more. */
  readonly onOver: () => Promise<void>
}

const isClosed = (state: LibraryState | undefined): boolean =>
  state !== undefined && ["unavailable", "absent", "evicted"].includes(state.kind)

/** The answer to a command that removed the library is on its way for so long. */
const farewellMs = 100

export class OwnerCommands {
  readonly #options: OwnerOptions
  #isOver = false

  constructor(options: OwnerOptions) {
    this.#options = options
  }

  readonly answer = async (message: RequestMessage, signal: AbortSignal): Promise<Response> => {
    const { path } = message
    // The next owner answers.
    if (this.#isOver) return Promise.withResolvers<never>().promise
    if (!path.startsWith(commandPrefix)) return this.#options.keeper.answer(message, signal)
    try {
      await this.#carryOut(path.slice(commandPrefix.length) as Command)
      return new Response(null, { status: 204 })
    } catch (cause) {
      return new Response(cause instanceof Error ? cause.message : String(cause), { status: 409 })
    }
  }

  readonly close = (): Promise<void> => this.#options.keeper.close()

  /** Each may be asked for again when its answer was lost. */
  readonly #carryOut = async (command: Command): Promise<void> => {
    const { keeper, state, wasThere } = this.#options
    switch (command) {
      case "prepare-import":
        return keeper.prepareImport()
      case "settle-import":
        return keeper.settleImport()
      case "dismiss-unfinished-import":
        return keeper.dismissUnfinished()
      case "rebuild":
        return state()?.kind === "damaged" ? keeper.rebuild() : undefined
      case "reopen":
        return isClosed(state()) ? keeper.start(wasThere()) : undefined
      case "reset":
        return this.#reset()
    }
  }

  readonly #reset = (): Promise<void> =>
    navigator.locks.request(importLock, { ifAvailable: true }, async (lock) => {
      if (lock === null) throw new Error("Music is being imported: wait until that has finished, or stop it.")
      const { keeper, say, onOver } = this.#options
      await keeper.close()
      await removeHome()
      this.#isOver = true
      say({ kind: "absent" })
      setTimeout(() => void onOver(), farewellMs)
    })
}
