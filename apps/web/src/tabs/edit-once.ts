/**
 * Edits made once, whoever asks for them how often: of the owner that answers, and of the next one when that ended before it had answered.
 * Every edit of another tab bears a key, the same each time it is asked for.
 */
import type { RequestMessage } from "../port/messages.ts"
import { type AskApp, type EditKind, editKindOf } from "./edit-kinds.ts"
import type { BegunEdit, EditLog } from "./known-edits.ts"

/** The header that bears an edit's key. The app knows it, too: a play that is told again under its key counts once. */
export const keyHeader = "idempotency-key"

export interface EditOnce {
  readonly answer: (message: RequestMessage, signal: AbortSignal) => Promise<Response>
  /** Makes what an earlier owner has begun and not made. Before anything else is answered. True when there was something. */
  readonly finishEarlier: () => Promise<boolean>
}

const isNothingThere = ({ status }: Response): boolean => status === 404

const toRequest = ({ path, method, headers, body }: RequestMessage, signal?: AbortSignal): Request =>
  new Request(new URL(path, "http://localhost"), {
    method,
    headers,
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined ? {} : { body })
  })

/** What may be asked again without a change: the library was not to be had just then. */
const isForLater = ({ status }: Response): boolean => status >= 500 || status === 409

/** The app, and what is known of the edits that were asked of it. */
interface Desk {
  readonly app: (request: Request) => Promise<Response>
  readonly ask: AskApp
  readonly log: EditLog
}

/** Makes an edit whose outcome an earlier owner, or an earlier try, left open. An answer that is for later leaves it open still. */
const settle = async ({ app, ask, log }: Desk, kind: EditKind, edit: BegunEdit): Promise<Response> => {
  const made = await kind.answerIfMade(ask, edit.before)
  const again = made ?? (await app(toRequest(edit.request)))
  if (again.ok || isNothingThere(again)) log.done(edit.key)
  else if (!isForLater(again)) log.drop(edit.key)
  return isNothingThere(again) ? kind.answerAfterwards(ask, edit.before) : again
}

/** Settles what is open of the same thing, so that what is there before the next edit is known. The answer that says why it cannot be. */
const settleOthers = async (desk: Desk, kind: EditKind, key: string | undefined): Promise<Response | undefined> => {
  for (const edit of desk.log.unfinished()) {
    if (edit.key === key || editKindOf(edit.request)?.thing !== kind.thing) continue
    const settled = await settle(desk, kind, edit)
    if (isForLater(settled)) return settled
  }
  return undefined
}

const makeFirst = async ({ app, ask, log }: Desk, kind: EditKind, key: string, request: RequestMessage): Promise<Response> => {
  const before = await kind.look(ask)
  // Nothing to edit: the app says so in its own words, and nothing was begun.
  if (before === undefined) return app(toRequest(request))
  log.begin({ key, request, before })
  const response = await app(toRequest(request))
  if (response.ok) log.done(key)
  else log.drop(key)
  return response
}

/** An edit that has begun is made whole, whether anybody still waits or not; so the signal of who asks does not reach it. */
const make = async (desk: Desk, kind: EditKind, request: RequestMessage): Promise<Response> => {
  const key = request.headers[keyHeader]
  const blocked = await settleOthers(desk, kind, key)
  if (blocked !== undefined) return blocked
  if (key === undefined) return desk.app(toRequest(request))
  const known = desk.log.find(key)
  if (known === undefined) return makeFirst(desk, kind, key, request)
  return known.isDone ? kind.answerAfterwards(desk.ask, known.edit.before) : settle(desk, kind, known.edit)
}

export const makeEditOnce = (app: Desk["app"], log: EditLog): EditOnce => {
  const ask: AskApp = (method, path, body) => {
    const headers = { accept: "application/json", "content-type": "application/json" }
    return app(toRequest({ method, path, headers, body: body === undefined ? undefined : JSON.stringify(body) }))
  }
  const desk: Desk = { app, ask, log }
  const turns = new Map<string, Promise<unknown>>()
  const inTurn = <A>(thing: string, work: () => Promise<A>): Promise<A> => {
    const turn = (turns.get(thing) ?? Promise.resolve()).then(work, work)
    turns.set(thing, turn)
    const leave = (): void => {
      if (turns.get(thing) === turn) turns.delete(thing)
    }
    turn.then(leave, leave)
    return turn
  }
  return {
    answer: (message, signal) => {
      const kind = editKindOf(message)
      if (kind === undefined) return app(toRequest(message, signal))
      return inTurn(kind.thing, () => make(desk, kind, message))
    },
    finishEarlier: async () => {
      const unfinished = log.unfinished()
      for (const edit of unfinished) {
        const kind = editKindOf(edit.request)
        if (kind === undefined) log.drop(edit.key)
        else await settle(desk, kind, edit)
      }
      return unfinished.length > 0
    }
  }
}
