/**
 * What a source has and is not here, by why it is not. Each count is one SELECT over the rows that it counts, which an index knows apart: asked at
 * the end of each sync, it costs what is left and not what there is. Only where a budget is set all that lies here of a source is summed up.
 */
import type { Database } from "@deadwax/core-async"
import { isQueued } from "./catalog.ts"
import { isResting } from "./item-states.ts"
import { usedBytes } from "./placed-items.ts"
import { isLeft, isWanted } from "./wanted.ts"

/** What could be fetched by its state, how much of that has no room in the budget, and what waits for its next try. */
export interface QueueCounts {
  readonly ready: number
  /** Of `ready`: there is no room for it in the budget, or nobody knows whether there is, since its size is not known. */
  readonly overBudget: number
  readonly waiting: number
  /** When the first that waits is due, microseconds since 1970; null: nothing waits. */
  readonly nextDueUs: number | null
}

/** What of a source is not here. Songs and other files. */
export interface ItemsLeft extends QueueCounts {
  /** What is not wanted, by whom: by the user's word, by the policy, or since it was deleted here and is to stay so. */
  readonly ignored: { readonly user: number; readonly policy: number; readonly deletion: number }
}

/** What the budgets of sources have room for, bytes, by the number of the source; those without a budget are not in it. */
export const budgetRooms = (database: Database): ReadonlyMap<number, number> =>
  new Map(
    database
      .prepare("select no, policy ->> '$.budgetBytes' as budget from sources where policy ->> '$.budgetBytes' is not null")
      .values()
      .map(([no, budget]) => [Number(no), Number(budget) - usedBytes(database, Number(no))])
  )

const waits = `status in ('missing', 'failed') and ${isWanted} and deleted_us is null and ${isResting}`

const queueOf = (database: Database, nowUs: number, sourceNo: number, room: number | undefined): QueueCounts => {
  const of = "from catalog indexed by catalog_queue where source_no = ? and"
  const ready = database
    .prepare(`select count(*), count(*) filter (where size_bytes is null or size_bytes > ?) ${of} ${isQueued}`)
    .values(room ?? null, sourceNo, nowUs)[0]
  const waiting = database.prepare(`select count(*), min(retry_after_us) ${of} ${waits}`).values(sourceNo, nowUs)[0]
  const dueUs = waiting?.[1]
  return {
    ready: Number(ready?.[0]),
    overBudget: room === undefined ? 0 : Number(ready?.[1]),
    waiting: Number(waiting?.[0]),
    nextDueUs: typeof dueUs === "number" ? dueUs : null
  }
}

/** The queue of all sources together. */
export const countQueue = (database: Database, nowUs: number): QueueCounts => {
  const rooms = budgetRooms(database)
  const queues = database
    .prepare("select no from sources")
    .values()
    .map(([no]) => queueOf(database, nowUs, Number(no), rooms.get(Number(no))))
  const sumOf = (key: "ready" | "overBudget" | "waiting"): number => queues.reduce((sum, queue) => sum + queue[key], 0)
  const dues = queues.flatMap(({ nextDueUs }) => nextDueUs ?? [])
  return {
    ready: sumOf("ready"),
    overBudget: sumOf("overBudget"),
    waiting: sumOf("waiting"),
    nextDueUs: dues.length === 0 ? null : Math.min(...dues)
  }
}

/** What of one source is not here at a moment. */
export const countLeft = (database: Database, nowUs: number, sourceNo: number): ItemsLeft => {
  const ignored = new Map(
    database
      .prepare(
        `select ignored_by, count(*) from catalog indexed by catalog_ignored
        where source_no = ? and ignored_by is not null and deleted_us is null group by ignored_by`
      )
      .values(sourceNo)
      .map(([by, count]) => [String(by), Number(count)])
  )
  const deletion = database
    .prepare(
      `select count(*) from catalog indexed by catalog_queue
      where source_no = ? and status in ('missing', 'failed') and ignored_by is null and deleted_us is null and ${isLeft}`
    )
    .values(sourceNo)[0]?.[0]
  return {
    ...queueOf(database, nowUs, sourceNo, budgetRooms(database).get(sourceNo)),
    ignored: { user: ignored.get("user") ?? 0, policy: ignored.get("policy") ?? 0, deletion: Number(deletion) }
  }
}
