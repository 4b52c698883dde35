/**
 * Opens the library of this browser from the page: starts the worker that owns it, follows its state, and starts another one where only a
 * fresh worker will do (after letting go, a reset, or a failure).
 */

import type { Client } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import type { Opening } from "../port/messages.ts"
import { linkWorker, type WorkerLink } from "../port/worker-link.ts"
import { type BrowserClient, makeBrowserClient } from "./browser-client.ts"
import type { BrowserLibrary, ImportReport, LibraryState } from "./browser-library.ts"
import { missingParts } from "./missing-parts.ts"
import { type OwnershipChannel, openOwnershipChannel } from "./ownership-channel.ts"
import { readWitness, removeWitness, writeWitness } from "./witness.ts"

const startWorker = (): Worker => new Worker(new URL("../worker/library-worker.ts", import.meta.url), { type: "module" })

const refusalIn = (state: LibraryState): ClientError | undefined =>
  state.kind === "unavailable" || state.kind === "damaged" ? new ClientError("failed", state.message, state.remedy) : undefined

class Opened {
  state: LibraryState = { kind: "opening" }
  #link: WorkerLink | undefined
  #isImporting = false
  readonly #listeners = new Set<() => void>()
  readonly client: BrowserClient
  /** Only where the browser has all that the library needs. */
  #channel: OwnershipChannel | undefined

  constructor() {
    this.client = makeBrowserClient((signal) => this.#whenOpen(signal))
  }

  readonly start = (opening: Partial<Opening> = {}): void => {
    this.#link?.end()
    this.#link = undefined
    const missing = missingParts()
    if (missing !== undefined) {
      this.#enter(missing)
      return
    }
    this.#channel ??= openOwnershipChannel(() => this.#letGo())
    this.#enter({ kind: "opening" })
    this.#link = linkWorker({
      worker: startWorker(),
      opening: { wasThere: readWitness() !== undefined, beginAnew: false, ...opening },
      onState: this.#enter,
      onFailure: (message) =>
        this.#enter({
          kind: "unavailable",
          reason: "failed",
          message: `The part of Deadwax that keeps the library has stopped (${message}).`,
          remedy: "Try again; if it stays so, restart the browser."
        })
    })
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
      const report = await this.#owned().command({ kind: "import" }, { files, onProgress, signal })
      await this.#remember()
      return report as ImportReport
    } finally {
      this.#isImporting = false
    }
  }

  readonly dismissUnfinishedImport = (): void =>
    void this.#link?.command({ kind: "dismiss-unfinished-import" }).catch(() => undefined)

  readonly takeOver = async (): Promise<void> => {
    if (this.state.kind !== "elsewhere" || (await this.#channel?.ask()) === true) return
    throw new ClientError("busy", "The other tab is importing music.", "Wait until it has finished, or go on there.")
  }

  readonly reset = async (): Promise<void> => {
    await this.#owned().command({ kind: "reset" })
    removeWitness()
    this.client.forgetAddresses()
    this.start()
  }

  /** The worker, when the library is this tab's to change. */
  #owned(): WorkerLink {
    const { kind } = this.state
    if (kind === "elsewhere")
      throw new ClientError("busy", "The library is open in another tab.", "Go on there, or take it over.")
    const refusal = refusalIn(this.state)
    if (refusal !== undefined && kind !== "damaged") throw refusal
    if (this.#link === undefined || kind === "opening")
      throw new ClientError("busy", "The library is being opened.", "Try again in a moment.")
    return this.#link
  }

  readonly #enter = (state: LibraryState): void => {
    this.state = state
    if (state.kind === "open") void this.#remember()
    for (const listener of [...this.#listeners]) listener()
  }

  /** Notes that there is a library, for the day when the browser has cleared it. */
  readonly #remember = async (): Promise<void> => {
    if (this.state.kind !== "open") return
    const status = await this.client.status().catch(() => undefined)
    if (status !== undefined) writeWitness({ tracks: status.tracks, at: new Date().toISOString() })
  }

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

  /** Another tab asks for the library. This one queues for it again. */
  readonly #letGo = (): "not-owner" | "busy" | "letting-go" => {
    if (this.state.kind === "elsewhere" || this.#link === undefined) return "not-owner"
    if (this.#isImporting) return "busy"
    const link = this.#link
    const startAgain = (): void => this.start()
    // What is written is written; closing first only leaves the files tidier.
    link.command({ kind: "close" }).then(startAgain, startAgain)
    return "letting-go"
  }
}

const storageUse: BrowserLibrary["storage"] = async () => {
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()])
  return { usedBytes: usage, quotaBytes: quota, persisted }
}

/** Starts opening at once; the state tells how that goes. */
export const openBrowser = (): { readonly client: Client; readonly library: BrowserLibrary } => {
  const opened = new Opened()
  opened.start()
  const library: BrowserLibrary = {
    state: () => opened.state,
    subscribe: opened.subscribe,
    import: opened.import,
    dismissUnfinishedImport: opened.dismissUnfinishedImport,
    storage: storageUse,
    persist: () => navigator.storage.persist(),
    takeOver: opened.takeOver,
    rebuild: () => opened.start({ beginAnew: true }),
    reset: opened.reset,
    lastSeen: readWitness,
    retry: () => opened.start()
  }
  return { client: opened.client, library }
}
