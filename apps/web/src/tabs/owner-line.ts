/**
 * A tab's line to the owner of the library, who is in another tab: finds it, sends it requests, and notices when it is another one.
 *
 * What makes it hard: the owner may go at any moment, by a tab that is closed or reloaded. Then what was asked and not answered whole is
 * given back as `OwnerGone`, for the caller to ask again: of the next owner, or of itself. So an answer is passed on only when all of it is
 * here; only a stream of events, which ends with its owner anyway, is passed on as it comes.
 */
import type { LibraryState } from "../library/browser-library.ts"
import type { AnswerWord, RequestMessage } from "../port/messages.ts"
import { type Receiver, receiveAnswer } from "../port/receiver.ts"
import { type AskedWord, type CommonWord, commonChannel, ownerChannel, type ToOwner, tabChannel } from "./words.ts"

/** The owner has gone before its answer was here. The next one may be asked, with the same key. */
export class OwnerGone extends Error {
  override readonly name = "OwnerGone"
}

export interface LineOptions {
  readonly tab: string
  /** The owner says how the library is. */
  readonly onState: (state: LibraryState) => void
  /** Something is waited for, and no owner has said anything for a while. */
  readonly onSilence: () => void
}

export interface OwnerLine {
  /** Asks who owns the library; the answer comes to `onState`. */
  readonly findOwner: () => void
  /** Sends a request to the owner, waiting for one where there is none. Rejects with `OwnerGone`, and with the signal's reason. */
  readonly ask: (message: RequestMessage, signal: AbortSignal) => Promise<Response>
  /** Ends what waits, as `OwnerGone`: the owner is this tab from now on. Nothing is asked or heard afterwards. */
  readonly close: () => void
}

/** An owner that is at work says so within a second; one whose tab sleeps does not. */
const silentMs = 20_000
/** Where nothing has been heard at all, a person looks at an empty page. */
const silentAtFirstMs = 4000
const askAgainEveryMs = 1000

export const isEventStream = (response: Response): boolean =>
  (response.headers.get("content-type") ?? "").startsWith("text/event-stream")

/** The answer with all its bytes at hand. They are read by hand: a browser's own way says `TypeError` of whatever broke the body off. */
const whole = async ({ status, headers, body }: Response): Promise<Response> => {
  if (body === null) return new Response(null, { status, headers })
  const parts: Array<Uint8Array<ArrayBuffer>> = []
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value)
  return new Response(new Blob(parts), { status, headers })
}

class Line implements OwnerLine {
  readonly #options: LineOptions
  readonly #common = new BroadcastChannel(commonChannel)
  readonly #inbox: BroadcastChannel
  readonly #receivers = new Map<number, Receiver>()
  /** Whose answers have not begun. */
  readonly #unanswered = new Set<number>()
  #owner: { readonly term: string; readonly channel: BroadcastChannel } | undefined
  #found = Promise.withResolvers<void>()
  #lastId = 0
  #heardAtMs = performance.now()
  #isSearching = false
  #isSilent = false
  readonly #timer: ReturnType<typeof setInterval>

  constructor(options: LineOptions) {
    this.#options = options
    this.#inbox = new BroadcastChannel(tabChannel(options.tab))
    this.#inbox.addEventListener("message", ({ data }: MessageEvent<AnswerWord>) => this.#receive(data))
    this.#common.addEventListener("message", ({ data }: MessageEvent<CommonWord>) => this.#hear(data))
    this.#timer = setInterval(() => this.#watch(), askAgainEveryMs)
  }

  readonly findOwner = (): void => {
    this.#isSearching = true
    this.#heardAtMs = performance.now()
    this.#common.postMessage({ kind: "who" } satisfies CommonWord)
  }

  readonly ask = async (message: RequestMessage, signal: AbortSignal): Promise<Response> => {
    const response = await this.#send(message, signal)
    return isEventStream(response) ? response : whole(response)
  }

  readonly close = (): void => {
    clearInterval(this.#timer)
    this.#common.close()
    this.#inbox.close()
    this.#follow(undefined)
    this.#found.resolve()
  }

  readonly #send = async (message: RequestMessage, signal: AbortSignal): Promise<Response> => {
    const id = ++this.#lastId
    if (this.#unanswered.size === 0) this.#heardAtMs = performance.now()
    this.#unanswered.add(id)
    try {
      while (this.#owner === undefined) {
        await Promise.race([this.#found.promise, rejectOn(signal)])
        if (this.#owner === undefined) throw new OwnerGone()
      }
      return await this.#sendTo(this.#owner.channel, id, message, signal)
    } finally {
      this.#unanswered.delete(id)
    }
  }

  #sendTo(channel: BroadcastChannel, id: number, message: RequestMessage, signal: AbortSignal): Promise<Response> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const say = (word: AskedWord): void => channel.postMessage({ tab: this.#options.tab, word } satisfies ToOwner)
      const leave = (): void => {
        if (this.#receivers.delete(id)) say({ kind: "cancel", id })
      }
      const receiver = receiveAnswer({ resolve, reject, pull: (upTo) => say({ kind: "pull", id, upTo }), leave })
      this.#receivers.set(id, receiver)
      const giveUp = (): void => {
        if (!this.#receivers.has(id)) return
        leave()
        receiver.refuse(signal.reason)
      }
      signal.addEventListener("abort", giveUp, { once: true })
      say({ kind: "request", id, request: message })
    })
  }

  readonly #receive = (word: AnswerWord): void => {
    this.#heard()
    if (this.#receivers.get(word.id)?.receive(word) === true) this.#receivers.delete(word.id)
  }

  readonly #hear = (word: CommonWord): void => {
    if (word.kind !== "owner") return
    this.#heard()
    this.#isSearching = false
    if (word.term !== this.#owner?.term) this.#follow(word.term)
    this.#options.onState(word.state)
  }

  #heard(): void {
    this.#heardAtMs = performance.now()
    this.#isSilent = false
  }

  /** From now on this one is asked; what the one before has not answered is given back. */
  #follow(term: string | undefined): void {
    this.#owner?.channel.close()
    this.#owner = term === undefined ? undefined : { term, channel: new BroadcastChannel(ownerChannel(term)) }
    const unanswered = [...this.#receivers.values()]
    this.#receivers.clear()
    for (const receiver of unanswered) receiver.refuse(new OwnerGone())
    if (term === undefined) return
    this.#found.resolve()
    this.#found = Promise.withResolvers()
  }

  readonly #watch = (): void => {
    if (this.#unanswered.size === 0 && !this.#isSearching) return
    this.#common.postMessage({ kind: "who" } satisfies CommonWord)
    const limitMs = this.#owner === undefined ? silentAtFirstMs : silentMs
    if (this.#isSilent || performance.now() - this.#heardAtMs < limitMs) return
    this.#isSilent = true
    this.#options.onSilence()
  }
}

const rejectOn = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })

export const openOwnerLine = (options: LineOptions): OwnerLine => new Line(options)
