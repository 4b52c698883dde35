/**
 * One tab's worker: the owner of this browser's library, or one that waits to be it and asks the owner meanwhile. Its page does not notice
 * which: requests are answered by the owner of the moment, and those that it did not live to answer by the next one.
 */
import type { LibraryState } from "../library/browser-library.ts"
import type { FromWorker, Opening, OwnerCommand, RequestMessage } from "../port/messages.ts"
import { keyHeader } from "../tabs/edit-once.ts"
import { type OwnerDesk, openOwnerDesk } from "../tabs/owner-desk.ts"
import { isEventStream, OwnerGone, type OwnerLine, openOwnerLine } from "../tabs/owner-line.ts"
import { steadyStream } from "../tabs/steady-stream.ts"
import { tabLock } from "../tabs/words.ts"
import { explain } from "./explain.ts"
import { Keeper, type KeeperOptions } from "./keeper.ts"
import { commandPath, OwnerCommands } from "./owner-commands.ts"
import { claimLibrary, type Ownership } from "./ownership.ts"

export interface LibraryTabOptions extends Pick<KeeperOptions, "ports"> {
  readonly post: (message: Extract<FromWorker, { readonly kind: "state" | "over" }>) => void
}

/** Holds a lock until this worker's end. */
const holdForLife = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { promise: forever } = Promise.withResolvers<never>()
    const hold = (): Promise<never> => {
      resolve()
      return forever
    }
    navigator.locks.request(name, hold).catch(reject)
  })

const isRead = ({ method }: RequestMessage): boolean => method === "GET" || method === "HEAD"

export class LibraryTab {
  readonly #options: LibraryTabOptions
  readonly #tab = crypto.randomUUID()
  #state: LibraryState | undefined
  #wasThere = false
  #ownership: Ownership | undefined
  #line: OwnerLine | undefined
  #owner: OwnerCommands | undefined
  #desk: OwnerDesk | undefined

  constructor(options: LibraryTabOptions) {
    this.#options = options
  }

  /** Finds the owner, or becomes it. Says the state at every step; never rejects. */
  readonly start = async ({ wasThere }: Opening): Promise<void> => {
    this.#wasThere = wasThere
    this.#say({ kind: "opening" })
    try {
      await holdForLife(tabLock(this.#tab))
      this.#ownership = claimLibrary({ onElsewhere: this.#follow, onTaken: () => void this.#end() })
      await this.#ownership.isOwned
      await this.#own()
    } catch (cause) {
      this.#say(explain(cause, ""))
    }
  }

  /** Takes the library from a tab that does not answer. */
  readonly takeOver = (): void => {
    if (this.#owner === undefined) this.#ownership?.take()
  }

  /** Answers a request, here or in the tab that owns the library, whoever that is by the time. Rejects when it cannot be opened. */
  readonly answer = async (message: RequestMessage, signal: AbortSignal): Promise<Response> => {
    const response = await this.#ask(message, signal)
    const isSteady = message.method === "POST" && isEventStream(response)
    return isSteady ? steadyStream(response, () => this.#ask(message, signal), signal) : response
  }

  /** Has the owner do something. Rejects with a sentence for people. */
  readonly command = async (command: OwnerCommand | "prepare-import" | "settle-import"): Promise<void> => {
    const message = { path: commandPath(command), method: "POST", headers: {}, body: undefined }
    const response = await this.#ask(message, new AbortController().signal)
    if (!response.ok) throw new Error(await response.text())
  }

  readonly #ask = async (message: RequestMessage, signal: AbortSignal): Promise<Response> => {
    // The same for as often as it is asked.
    const key = isRead(message) ? {} : { [keyHeader]: crypto.randomUUID() }
    const keyed = this.#owner === undefined ? { ...message, headers: { ...key, ...message.headers } } : message
    for (;;) {
      if (this.#owner !== undefined) return this.#owner.answer(keyed, signal)
      if (this.#line === undefined) throw new Error("the library is not open yet")
      try {
        return await this.#line.ask(keyed, signal)
      } catch (cause) {
        if (!(cause instanceof OwnerGone)) throw cause
      }
    }
  }

  /** Another tab has the library. */
  readonly #follow = (): void => {
    this.#line = openOwnerLine({
      tab: this.#tab,
      onState: (state) => this.#say(state),
      onSilence: () => this.#say({ kind: "elsewhere" })
    })
    this.#line.findOwner()
  }

  readonly #own = async (): Promise<void> => {
    const say = (state: LibraryState): void => {
      if (!this.#say(state)) return
      this.#desk?.say(state)
    }
    const keeper = new Keeper({ ports: this.#options.ports, say, onLost: () => void this.#end() })
    this.#owner = new OwnerCommands({ keeper, wasThere: () => this.#wasThere, state: () => this.#state, say, onOver: this.#end })
    this.#desk = openOwnerDesk(this.#owner.answer, this.#state ?? { kind: "opening" })
    const starting = keeper.start(this.#wasThere)
    this.#line?.close()
    this.#line = undefined
    await starting
  }

  /** This worker lets go; those who wait ask the next owner. */
  readonly #end = async (): Promise<void> => {
    this.#desk?.close()
    await this.#owner?.close()
    this.#options.post({ kind: "over" })
  }

  /** False when there is nothing new. A library that is open stays so for people while its owner changes, or opens it anew. */
  readonly #say = (state: LibraryState): boolean => {
    if (state.kind === "opening" && (this.#state?.kind === "open" || this.#state?.kind === "filling")) return false
    const isOwner = this.#owner !== undefined
    if (state.kind === "absent") this.#wasThere = false
    if (state.kind === "open" || state.kind === "filling") this.#wasThere = true
    if (JSON.stringify([state, isOwner]) === this.#said) return false
    this.#said = JSON.stringify([state, isOwner])
    this.#state = state
    this.#options.post({ kind: "state", state, isOwner })
    return true
  }
  #said = ""
}
