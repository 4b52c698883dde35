/**
 * Opens the library of this browser from the page: starts the worker that has a part in keeping it, follows its state, and starts another
 * one where only a fresh worker will do (after a reset or a failure, and when another tab took the library).
 */

import type { Client } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import type { OwnerCommand } from "../port/messages.ts"
import { linkWorker, type WorkerLink } from "../port/worker-link.ts"
import { type BrowserClient, makeBrowserClient } from "./browser-client.ts"
import type { BrowserLibrary, ImportReport, LibraryState } from "./browser-library.ts"
import { missingParts } from "./missing-parts.ts"
import { readWitness, removeWitness, writeWitness } from "./witness.ts"

const startWorker = (): Worker => new Worker(new URL("../worker/library-worker.ts", import.meta.url), { type: "module" })

const refusalIn = (state: LibraryState): ClientError | undefined =>
  state.kind === "unavailable" || state.kind === "damaged" ? new ClientError("failed", state.message, state.remedy) : undefined

class Opened {
  state: LibraryState = { kind: "opening" }
  isOwner = false
  #link: WorkerLink | undefined
  #isImporting = false
  readonly #listeners = new Set<() => void>()
  readonly client: BrowserClient

  constructor() {
    this.client = makeBrowserClient((signal) => this.#whenOpen(signal))
  }

  readonly start = (): void => {
    this.stop()
    const missing = missingParts()
    if (missing !== undefined) {
      this.#enter(missing, false)
      return
    }
    this.#enter({ kind: "opening" }, false)
    this.#link = linkWorker({
      worker: startWorker(),
      opening: { wasThere: readWitness() !== undefined },
      onState: this.#enter,
      onOver: this.start,
      onFailure: (message) => {
        this.#link = undefined
        this.#enter(
          {
            kind: "unavailable",
            reason: "failed",
            message: `The part of Deadwax that keeps the library has stopped (${message}).`,
            remedy: "Try again; if it stays so, restart the browser."
          },
          false
        )
      }
    })
  }

  readonly stop = (): void => {
    this.#link?.end()
    this.#link = undefined
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly import: BrowserLibrary["import"] = async (files, { onProgress, signal }) => {
    if (this.#isImporting)
      throw new ClientError("busy", "An import is running already.", "Wait until it has finished, or stop it.")
    this.#isImporting = true
    try {
      // Asked while the user is doing something, which is when browsers grant it.
      await navigator.storage.persist().catch(() => false)
      const report = await this.#asked().command({ kind: "import" }, { files, onProgress, signal })
      await this.#remember()
      return report as ImportReport
    } finally {
      this.#isImporting = false
    }
  }

  /** Has the owner do something, in whatever tab it is. What becomes of it shows in the state. */
  readonly tell = (command: OwnerCommand): void => void this.#link?.command({ kind: command }).catch(() => undefined)

  readonly takeOver = async (): Promise<void> => {
    if (this.state.kind === "elsewhere") await this.#link?.command({ kind: "take-over" })
  }

  readonly retry = (): void => {
    if (this.#link === undefined) this.start()
    else this.tell("reopen")
  }

  readonly reset = async (): Promise<void> => {
    await this.#link?.command({ kind: "reset" })
    this.#forget()
    // An owner that has removed its library has let go.
    if (this.isOwner) this.start()
  }

  /** The worker, when something can be asked of it. */
  #asked(): WorkerLink {
    const { kind } = this.state
    if (kind === "elsewhere")
      throw new ClientError("busy", "The library is open in a tab that does not answer.", "Go on there, or close that tab.")
    const refusal = refusalIn(this.state)
    if (refusal !== undefined) throw refusal
    if (this.#link === undefined || kind === "opening")
      throw new ClientError("busy", "The library is being opened.", "Try again in a moment.")
    return this.#link
  }

  #forget(): void {
    removeWitness()
    this.client.forgetAddresses()
  }

  readonly #enter = (state: LibraryState, isOwner: boolean): void => {
    this.isOwner = isOwner
    const isSame = JSON.stringify(state) === JSON.stringify(this.state)
    if (isSame) return
    this.state = state
    if (state.kind === "open") void this.#remember()
    // Also when it was removed in another tab.
    if (state.kind === "absent") this.#forget()
    for (const listener of [...this.#listeners]) listener()
  }

  /** Notes that there is a library, for the day when the browser has cleared it. */
  readonly #remember = async (): Promise<void> => {
    if (this.state.kind !== "open") return
    const status = await this.client.status().catch(() => undefined)
    // It may have been removed meanwhile.
    if (status !== undefined && this.#isOpen()) writeWitness({ tracks: status.tracks, at: new Date().toISOString() })
  }

  readonly #isOpen = (): boolean => this.state.kind === "open"

  readonly #whenOpen = (signal: AbortSignal | undefined): Promise<WorkerLink> =>
    new Promise((resolve, reject) => {
      const stop = this.subscribe(() => look())
      const giveUp = (): void => {
        stop()
        reject(signal?.reason)
      }
      const look = (): void => {
        const refusal = refusalIn(this.state)
        if (this.state.kind !== "open" && refusal === undefined) return
        stop()
        signal?.removeEventListener("abort", giveUp)
        if (this.#link !== undefined && refusal === undefined) resolve(this.#link)
        else reject(refusal)
      }
      signal?.addEventListener("abort", giveUp, { once: true })
      if (signal?.aborted === true) giveUp()
      else look()
    })
}

const storageUse: BrowserLibrary["storage"] = async () => {
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()])
  return { usedBytes: usage, quotaBytes: quota, persisted }
}

/**
 * A page that a browser lays aside to come back to does nothing meanwhile, and must not have the library then. Chromium lays none aside that
 * has a lock; others may.
 */
const followPage = (opened: Opened): void => {
  window.addEventListener("pagehide", ({ persisted }) => {
    if (persisted) opened.stop()
  })
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) opened.start()
  })
}

/** Starts opening at once; the state tells how that goes. */
export const openBrowser = (): { readonly client: Client; readonly library: BrowserLibrary } => {
  const opened = new Opened()
  opened.start()
  followPage(opened)
  const library: BrowserLibrary = {
    state: () => opened.state,
    subscribe: opened.subscribe,
    import: opened.import,
    dismissUnfinishedImport: () => opened.tell("dismiss-unfinished-import"),
    storage: storageUse,
    persist: () => navigator.storage.persist(),
    takeOver: opened.takeOver,
    rebuild: () => opened.tell("rebuild"),
    reset: opened.reset,
    isOwner: () => opened.isOwner,
    lastSeen: readWitness,
    retry: opened.retry
  }
  return { client: opened.client, library }
}
