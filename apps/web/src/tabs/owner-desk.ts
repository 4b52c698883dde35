/**
 * The owner's side of what other tabs ask: each tab's requests are answered on its own channel, and given up when the tab is gone. What a
 * tab asks is answered as for the owner's own page.
 */
import type { LibraryState } from "../library/browser-library.ts"
import { type Answerer, makeRequestAnswerer, type RequestAnswerer } from "../port/answer-requests.ts"
import type { AnswerWord } from "../port/messages.ts"
import { type CommonWord, commonChannel, ownerChannel, type ToOwner, tabChannel, tabLock } from "./words.ts"

export interface OwnerDesk {
  /** Tells all tabs, now and whoever asks later. */
  readonly say: (state: LibraryState) => void
  /** Answers nobody any more. */
  readonly close: () => void
}

interface Asker {
  readonly answerer: RequestAnswerer
  readonly forget: () => void
}

/** `state`: the first one that is told. */
export const openOwnerDesk = (app: Answerer, first: LibraryState): OwnerDesk => {
  const term = crypto.randomUUID()
  const common = new BroadcastChannel(commonChannel)
  const inbox = new BroadcastChannel(ownerChannel(term))
  const askers = new Map<string, Asker>()
  let state = first
  const tell = (): void => common.postMessage({ kind: "owner", term, state } satisfies CommonWord)
  const meet = (tab: string): Asker => {
    const channel = new BroadcastChannel(tabChannel(tab))
    const answerer = makeRequestAnswerer({ app, post: (word: AnswerWord) => channel.postMessage(word) })
    const stop = new AbortController()
    const forget = (): void => {
      askers.delete(tab)
      answerer.cancelAll()
      channel.close()
      stop.abort()
    }
    // Got when the tab has gone, and its lock with it.
    navigator.locks.request(tabLock(tab), { signal: stop.signal }, forget).catch(() => undefined)
    const asker = { answerer, forget }
    askers.set(tab, asker)
    return asker
  }
  common.addEventListener("message", ({ data }: MessageEvent<CommonWord>) => {
    if (data.kind === "who") tell()
  })
  inbox.addEventListener("message", ({ data: { tab, word } }: MessageEvent<ToOwner>) => {
    const { answerer } = askers.get(tab) ?? meet(tab)
    if (word.kind === "request") answerer.start(word.id, word.request)
    else if (word.kind === "pull") answerer.pull(word.id, word.upTo)
    else answerer.cancel(word.id)
  })
  tell()
  return {
    say: (next) => {
      state = next
      tell()
    },
    close: () => {
      for (const { forget } of [...askers.values()]) forget()
      common.close()
      inbox.close()
    }
  }
}
