/** What a plan is made from: a source as it was last seen, the library as it was last seen, and both as they last agreed. */

/** One file of a source. */
export interface RemoteItem {
  readonly id: string
  readonly path: string
  /** Where it is to lie in the library, relative to the root; null: it has no place there. */
  readonly place: string | null
  readonly revision: string
  /** Null where the source does not say. */
  readonly sizeBytes: number | null
  /**
   * Stands for the content: of two items, here or there, that have one, it is equal exactly when they hold the same. Null: not known. A
   * digest, or what identifies the sound; never a mixture of kinds.
   */
  readonly content: string | null
  /** What the user said of it by name. `again`: that it is wanted though it was deleted here. */
  readonly choice: "asked" | "again" | "ignored" | null
}

/** One file of the library. */
export interface LocalItem {
  /** Relative to the root. */
  readonly path: string
  /** One state of the file: equal means unchanged. Opaque. */
  readonly state: string
  readonly sizeBytes: number
  readonly content: string | null
}

/** What lies here for a file of the source, as it was when both were last in step. */
export interface Agreement {
  readonly id: string
  /** Its path at the source. */
  readonly remotePath: string
  /** Where it was placed. */
  readonly place: string
  /** Where it lies: elsewhere than `place` when it was moved here, and then it stays where it is. */
  readonly path: string
  /** The revision that was last taken, or last seen and left. */
  readonly revision: string
  /**
   * The state of the file here when it held what the source had. What Deadwax itself writes into it (ids) belongs to it. Null: it never
   * held that.
   */
  readonly state: string | null
  /** The content that it had in that state. */
  readonly content: string | null
}

/** One side, whole or in part. */
export interface Tree<Item> {
  readonly items: ReadonlyArray<Item>
  /** True: what is not among the items is not there. False (a short listing, an absent disk): nothing follows from its absence. */
  readonly isComplete: boolean
}

/** All that a plan is made from. */
export interface SyncState {
  readonly remote: Tree<RemoteItem>
  readonly local: Tree<LocalItem>
  /** At most one for an id, and one for a path. */
  readonly agreed: ReadonlyArray<Agreement>
}

/** Do both hold the same, as far as is known? */
export const isSameContent = (a: string | null, b: string | null): boolean => a !== null && a === b
