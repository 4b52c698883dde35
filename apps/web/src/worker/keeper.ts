/**
 * Keeps this browser's library open for its owner: opens the databases, keeps the HTTP app on them, and says the library's state.
 *
 * What makes it hard: everything may be missing, full, damaged or somebody else's, and each of that has to be said and not to look like an
 * empty library. A cache that turns out damaged while it is in use is let go and opened again, which makes a new one; a library.db never.
 */

import { SqliteError } from "@deadwax/core-async"
import { type CacheError, noScanFinished, type Status } from "@deadwax/core-cache"
import type { App } from "@deadwax/server"
import type * as Layer from "effect/Layer"
import { hasLibrary } from "../import/library-directories.ts"
import type { LibraryState } from "../library/browser-library.ts"
import type { RequestMessage } from "../port/messages.ts"
import { type KeptEditLog, openEditLog } from "../tabs/edit-log.ts"
import { type EditOnce, makeEditOnce } from "../tabs/edit-once.ts"
import { explain } from "./explain.ts"
import { openApp } from "./open-app.ts"
import { type LibraryPorts, type LibraryRuntime, openLibrary } from "./open-library.ts"
import { scanWhenFree } from "./scan-when-free.ts"
import { watchImports } from "./watch-imports.ts"

export interface KeeperOptions {
  readonly ports: Layer.Layer<LibraryPorts, SqliteError>
  readonly say: (state: LibraryState) => void
  /** The storage was cleared under the open library; this worker with its pool of files is good for nothing more. */
  readonly onLost: () => void
}

interface Held {
  readonly runtime: LibraryRuntime
  readonly app: App
  readonly log: KeptEditLog
  readonly edits: EditOnce
}

/** More openings than this in one worker's life, and something is wrong that opening does not mend. */
const mostReopenings = 3

/** The lock is ours, so whoever has the files still is about to let go: a tab that closes on a busy machine takes its time. */
const letGoWithinMs = 15_000
const letGoPauseMs = 100

const isHeld = (cause: unknown): boolean =>
  (cause instanceof SqliteError && cause.reason === "busy") ||
  (cause instanceof DOMException && cause.name === "NoModificationAllowedError")

const onceLetGo = async <A>(open: () => Promise<A>): Promise<A> => {
  const endsAtMs = performance.now() + letGoWithinMs
  for (;;) {
    try {
      return await open()
    } catch (cause) {
      if (!isHeld(cause) || performance.now() > endsAtMs) throw cause
      await new Promise((resolve) => setTimeout(resolve, letGoPauseMs))
    }
  }
}

export class Keeper {
  readonly #options: KeeperOptions
  #held: Held | undefined
  /** The opening that is under way. */
  #opening: Promise<void> = Promise.resolve()
  #libraryPath = ""
  #reopenings = 0
  #notices: ReadonlyArray<string> = []
  #isEmpty = false
  readonly #imports = watchImports({
    onChange: () => {
      if (this.#held !== undefined) this.#sayOpen()
    },
    onUnfinished: () => this.#scan()
  })

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /** Opens what is there. Says the state at every step; never rejects. */
  readonly start = (wasThere: boolean): Promise<void> =>
    this.#openAndSay(async () => {
      if (await hasLibrary()) await this.#open(false)
      else this.#options.say({ kind: wasThere ? "evicted" : "absent" })
    })

  /** Begins another library.db beside the one that cannot be read. Never rejects. */
  readonly rebuild = (): Promise<void> => this.#openAndSay(() => this.#open(true))

  /** An import is about to begin: opens the library, and makes one where none is. Rejects with what it failed with. */
  readonly prepareImport = async (): Promise<void> => {
    this.#imports.begin()
    await this.#opening
    this.#opening = this.#open(false)
    await this.#opening.finally(() => {
      this.#opening = Promise.resolve()
    })
    this.#isEmpty = (await this.#status()).tracks === 0
    this.#sayOpen()
  }

  /** Settles when the import that has just ended is known to have. */
  readonly settleImport = (): Promise<void> => this.#imports.settled()

  /** The user knows of the import that was not finished. */
  readonly dismissUnfinished = (): Promise<void> => this.#imports.dismiss()

  /** A request to the app. Waits for an opening under way; rejects while the library is not open. */
  readonly answer = async (message: RequestMessage, signal: AbortSignal): Promise<Response> => {
    await this.#opening.catch(() => undefined)
    signal.throwIfAborted()
    if (this.#held === undefined) throw new Error("the library is not open")
    return this.#held.edits.answer(message, signal)
  }

  /** Lets go of the databases. Idempotent. */
  readonly close = async (): Promise<void> => {
    const held = this.#held
    this.#held = undefined
    // Nothing that is cut off now may be noted as done or not done.
    held?.log.close()
    held?.app.stop()
    await held?.runtime.dispose()
  }

  readonly #openAndSay = (open: () => Promise<void>): Promise<void> => {
    this.#options.say({ kind: "opening" })
    this.#opening = open().catch((cause: unknown) => this.#options.say(explain(cause, this.#libraryPath)))
    return this.#opening
  }

  /** Nothing happens when it is open. */
  readonly #open = async (beginAnew: boolean): Promise<void> => {
    if (this.#held !== undefined) return
    const { ports } = this.#options
    const onChosen = (path: string): void => {
      this.#libraryPath = path
    }
    const { runtime, notices, needsScan } = await onceLetGo(() => openLibrary(ports, { beginAnew, onChosen }))
    const app = openApp({
      services: await runtime.context(),
      onDamage: (error) => void this.#reopen(error),
      onAbsence: () => void this.#lookForFiles()
    })
    const log = await onceLetGo(openEditLog).catch(async (cause: unknown) => {
      app.stop()
      await runtime.dispose()
      throw cause
    })
    const edits = makeEditOnce(app.fetch, log)
    this.#held = { runtime, app, log, edits }
    this.#notices = notices
    const hadUnfinished = await edits.finishEarlier()
    await this.#imports.look()
    this.#isEmpty = (await this.#status()).tracks === 0
    this.#sayOpen()
    // What an owner before left half done, and what a new cache does not know yet: no one else would look.
    if (needsScan || beginAnew || hadUnfinished || this.#imports.unfinished() !== undefined) this.#scan()
  }

  readonly #status = async (): Promise<Pick<Status, "tracks">> => {
    const response = await this.#held?.app.fetch(new Request("http://localhost/api/v1/status"))
    return response?.ok === true ? ((await response.json()) as Status) : { tracks: -1 }
  }

  readonly #scan = (): void => {
    const held = this.#held
    if (held !== undefined)
      void scanWhenFree(held.app.fetch).then(
        () => this.#dropNotice(noScanFinished),
        () => undefined
      )
  }

  /** It is not so any more. */
  readonly #dropNotice = (notice: string): void => {
    if (!this.#notices.includes(notice)) return
    this.#notices = this.#notices.filter((text) => text !== notice)
    if (this.#held !== undefined) this.#sayOpen()
  }

  /** A library whose first music is on its way is not shown as one that has none. */
  readonly #sayOpen = (): void =>
    this.#options.say(
      this.#imports.isRunning() && this.#isEmpty
        ? { kind: "filling" }
        : { kind: "open", notices: this.#notices, unfinishedImport: this.#imports.unfinished() }
    )

  /** Storage that was cleared while the library was open leaves its handles, and lists that no file stands behind. */
  readonly #lookForFiles = async (): Promise<void> => {
    if (this.#held === undefined || (await hasLibrary()) || this.#held === undefined) return
    await this.close()
    this.#sayLost()
  }

  readonly #sayLost = (): void => {
    this.#options.say({ kind: "evicted" })
    this.#options.onLost()
  }

  readonly #reopen = async (error: CacheError): Promise<void> => {
    if (this.#held === undefined) return
    const closed = this.close()
    await this.#openAndSay(async () => {
      await closed
      if (!(await hasLibrary())) return this.#sayLost()
      if (error.reason !== "damaged" || ++this.#reopenings > mostReopenings) throw error
      await this.#open(false)
    })
  }
}
