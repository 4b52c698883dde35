/** The table of planning, row by row, and the words in which tests tell of a plan. */
import type { Action, Plan } from "../../src/planning/actions.ts"
import { plan } from "../../src/planning/plan.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import type { Agreement, LocalItem, RemoteItem, SyncState } from "../../src/planning/trees.ts"
import { agreement } from "./worlds.ts"

/** A file of the source. */
export const there = (path: string, content: string, more: Partial<RemoteItem> = {}): RemoteItem => ({
  id: path,
  path,
  place: path,
  revision: content,
  sizeBytes: 1,
  content,
  choice: null,
  ...more
})

/** A file of the library. */
export const here = (path: string, content: string, more: Partial<LocalItem> = {}): LocalItem => ({
  path,
  state: content,
  sizeBytes: 1,
  content,
  ...more
})

/** The plan for these three. */
export const planned = (
  remote: ReadonlyArray<RemoteItem>,
  local: ReadonlyArray<LocalItem>,
  agreed: ReadonlyArray<Agreement>,
  policy: Partial<SyncPolicy> = {},
  more: Partial<SyncState> = {}
): Plan =>
  plan(
    { remote: { items: remote, isComplete: true }, local: { items: local, isComplete: true }, agreed, ...more },
    { policy: { ...defaultSyncPolicy, ...policy }, source: "NAS", day: "2026-11-28" }
  )

/** An action in a few words. */
export const shown = (action: Action): string => {
  switch (action.kind) {
    case "fetch":
      return `fetch ${action.id} to ${action.path}, ${action.reason}${action.over === null ? "" : `, over ${action.over}`}${action.instead === null ? "" : `, instead of ${action.instead}`}`
    case "agree":
      return `agree on ${action.agreement.id} at ${action.agreement.path}${action.formerId === undefined ? "" : `, once ${action.formerId}`}`
    case "move":
      return `move ${action.from} to ${action.to}`
    case "forget":
      return `forget ${action.id}`
    default:
      return `${action.kind} ${action.path}`
  }
}

/** The actions of a plan, each in a few words. */
export const said = (...parameters: Parameters<typeof planned>): ReadonlyArray<string> =>
  planned(...parameters).actions.map(shown)

/** Both agreed on `p` when it was old. */
export const old = agreement("p", "p", "p", "old")
/** What a copy of `p` is called. */
export const copy = "p (conflict, NAS, 2026-11-28)"

/** What follows from what became of an item there and here (P1). */
export const table: ReadonlyArray<
  readonly [what: string, there: string | undefined, here: string | undefined, wanted: ReadonlyArray<string>]
> = [
  ["same, same", "old", "old", []],
  ["same, changed", "old", "mine", []],
  ["same, gone", "old", undefined, ["fetch p to p, missing"]],
  ["changed, same", "new", "old", ["fetch p to p, changed, over old"]],
  ["changed, changed alike", "new", "new", ["agree on p at p"]],
  ["changed, changed", "new", "mine", [`fetch p to ${copy}, conflict`]],
  ["changed, gone", "new", undefined, ["fetch p to p, missing"]],
  ["gone, same", undefined, "old", ["forget p"]],
  ["gone, changed", undefined, "mine", ["forget p"]],
  ["gone, gone", undefined, undefined, ["forget p"]]
]
