/** What a plan says is to be done. Carried out in their order, each looks again whether what it was planned upon still holds. */
import type { Agreement } from "./trees.ts"

/** Takes an item's bytes into the library: downloaded, verified, then given its name. */
export interface FetchAction {
  readonly kind: "fetch"
  readonly id: string
  readonly revision: string
  readonly sizeBytes: number | null
  /** Relative to the root. */
  readonly path: string
  readonly reason: "new" | "changed" | "missing" | "conflict"
  /** The state of the file that it takes the place of, which goes to the trash first; null: nothing may be there. */
  readonly over: string | null
  /** The item whose file that is, where it is another's that its source has no more: it is forgotten once this one lies there. */
  readonly instead: string | null
  /** What both agree on afterwards; `agreementAfter` completes it. */
  readonly agreement: Agreement
  /** What is fetched lies beside what the agreement is about, and is the user's own from then on. */
  readonly isCopy: boolean
}

/** What is to be done; paths are relative to the root. */
export type Action =
  | FetchAction
  /** Nothing is done to a file: this is what both agree on. `formerId`: the agreement that it takes the place of. */
  | { readonly kind: "agree"; readonly agreement: Agreement; readonly formerId: string | undefined }
  /** The item is no concern of the source's any more; a file that is here stays. */
  | { readonly kind: "forget"; readonly id: string }
  /** The file is renamed, if it still is in this state and nothing has the name; the state stays. */
  | {
      readonly kind: "move"
      readonly id: string
      readonly from: string
      readonly to: string
      readonly state: string
      readonly agreement: Agreement
    }
  /** The file goes to the trash, if it still is in this state. The item is forgotten. */
  | { readonly kind: "trash"; readonly id: string; readonly path: string; readonly state: string }
  /** Find out whether both hold the same, and plan again: they meet at this path for the first time. */
  | { readonly kind: "compare"; readonly id: string; readonly path: string; readonly state: string; readonly revision: string }

/**
 * Why an item that would be fetched is not. `budget`: there is no room for it. `size-unknown`: nobody knows whether there is. `no-place`: no
 * name can be made for it.
 */
export interface Skipped {
  readonly id: string
  readonly reason: "budget" | "size-unknown" | "no-place"
}

/** What is to be done, in this order: words first, then renames, then what is fetched by priority; what goes, goes last. */
export interface Plan {
  readonly actions: ReadonlyArray<Action>
  readonly skipped: ReadonlyArray<Skipped>
}

/** What both agree on once an item was fetched. `state`: that of the file that was fetched. */
export const agreementAfter = ({ agreement, isCopy }: FetchAction, state: string): Agreement =>
  isCopy ? agreement : { ...agreement, state }
