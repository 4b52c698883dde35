/**
 * The owner of this browser's library: becomes the only one, opens the databases, keeps the HTTP app on them, and tells the page its state.
 *
 * What makes it hard: everything may be missing, full, damaged or somebody else's, and each of that has to be said and not to look like an
 * empty library. A cache that turns out damaged while it is in use is let go and opened again, which makes a new one; a library.db never.
 */

import type { SqliteError } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import type { App } from "@deadwax/server"
import type * as Layer from "effect/Layer"
import { ClientError } from "../client/client-error.ts"
import { makeReads } from "../client/reads.ts"
import { clearIncoming, hasLibrary, type ImportNote, openIncoming, readNote } from "../import/library-directories.ts"
import type { LibraryState } from "../library/browser-library.ts"
import type { Opening } from "../port/messages.ts"
import { explain } from "./explain.ts"
import { openApp } from "./open-app.ts"
import { type LibraryPorts, type LibraryRuntime, openLibrary } from "./open-library.ts"
import { becomeOwner } from "./ownership.ts"

export interface KeeperOptions {
  readonly ports: Layer.Layer<LibraryPorts, SqliteError>
  readonly say: (state: LibraryState) => void
}

interface Held {
  readonly runtime: LibraryRuntime
  readonly app: App
}

/** More openings than this in one worker's life, and something is wrong that opening does not mend. */
const mostReopenings = 3

export class Keeper {
  readonly #options: KeeperOptions
  #held: Held | undefined
  #libraryPath = ""
  #reopenings = 0
  #notices: ReadonlyArray<string> = []
  #note: ImportNote | undefined

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /** Waits until this worker is the owner, then opens what is there. Says the state at every step; never rejects. */
  readonly start = async (opening: Opening): Promise<void> => {
    this.#options.say({ kind: "opening" })
    try {
      await becomeOwner(() => this.#options.say({ kind: "elsewhere" }))
      this.#options.say({ kind: "opening" })
      if (await hasLibrary()) await this.open(opening.beginAnew)
      else this.#options.say({ kind: opening.wasThere ? "evicted" : "absent" })
    } catch (cause) {
      this.#options.say(explain(cause, this.#libraryPath))
    }
  }

  /** Opens the library, and makes one where none is. Rejects with what it failed with. Nothing happens when it is open. */
  readonly open = async (beginAnew = false): Promise<void> => {
    if (this.#held !== undefined) return
    const { ports } = this.#options
    const onChosen = (path: string): void => {
      this.#libraryPath = path
    }
    const { runtime, notices, needsScan } = await openLibrary(ports, { beginAnew, onChosen })
    const app = openApp({ services: await runtime.context(), onDamage: (error) => void this.#reopen(error) })
    this.#held = { runtime, app }
    this.#notices = notices
    const incoming = await openIncoming()
    this.#note = await readNote(incoming)
    await clearIncoming(incoming)
    this.#sayOpen()
    // What a closed tab left half done, and what a new cache does not know yet: no one else would look.
    if (needsScan || beginAnew || this.#note !== undefined) void this.scan().catch(() => undefined)
  }

  /** Brings the library in step with its files. One that is running is waited for first. */
  readonly scan = async (onProgress: Parameters<ReturnType<typeof makeReads>["scan"]>[0] = () => undefined) => {
    const reads = makeReads((path, { method = "GET", accept = "application/json" } = {}) =>
      this.answer(new Request(new URL(path, "http://localhost"), { method, headers: { accept } }))
    )
    for (;;) {
      try {
        return await reads.scan(onProgress)
      } catch (cause) {
        if (!(cause instanceof ClientError && cause.reason === "busy")) throw cause
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }

  /** A request to the app. Rejects while the library is not open. */
  readonly answer = (request: Request): Promise<Response> =>
    this.#held === undefined ? Promise.reject(new Error("the library is not open")) : this.#held.app.fetch(request)

  /** Lets go of the databases. Idempotent. */
  readonly close = async (): Promise<void> => {
    const held = this.#held
    this.#held = undefined
    held?.app.stop()
    await held?.runtime.dispose()
  }

  /** The user knows of the import that was not finished. */
  readonly forgetNote = (): void => {
    this.#note = undefined
    if (this.#held !== undefined) this.#sayOpen()
  }

  readonly #sayOpen = (): void => this.#options.say({ kind: "open", notices: this.#notices, unfinishedImport: this.#note })

  readonly #reopen = async (error: CacheError): Promise<void> => {
    if (this.#held === undefined) return
    this.#options.say({ kind: "opening" })
    await this.close()
    try {
      if (error.reason !== "damaged" || ++this.#reopenings > mostReopenings) throw error
      await this.open()
    } catch (cause) {
      this.#options.say(explain(cause, this.#libraryPath))
    }
  }
}
