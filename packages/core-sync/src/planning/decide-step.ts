/**
 * The table of sync: what became of an item there and here since both last agreed, and what follows. All else about planning finds the row
 * and the column, or the place for what is fetched.
 */

/** What became of one side of an item. `unknown`: it was not seen, and that says nothing. */
export type SideChange = "same" | "changed" | "gone" | "unknown"

/**
 * - `nothing`: both are in step, or only the user's side moved on
 * - `update`: the source has news
 * - `restore`: it was here, and is missing. `renew`: the same, and the source has news
 * - `conflict`: both have news
 * - `drop`: the source let go of it
 * - `forget`: nobody has it, or only the user has, changed
 */
export type Step = "nothing" | "update" | "restore" | "renew" | "conflict" | "drop" | "forget"

/** By what became of it there, then here. */
const steps: Readonly<Record<SideChange, Readonly<Record<SideChange, Step>>>> = {
  //         here:  same               changed               gone               unknown
  same: { same: "nothing", changed: "nothing", gone: "restore", unknown: "nothing" },
  changed: { same: "update", changed: "conflict", gone: "renew", unknown: "nothing" },
  gone: { same: "drop", changed: "forget", gone: "forget", unknown: "nothing" },
  unknown: { same: "nothing", changed: "nothing", gone: "nothing", unknown: "nothing" }
}

/** What follows from what became of an item that both agreed on. */
export const decideStep = (there: SideChange, here: SideChange): Step => steps[there][here]
