/** The record of what a write touched: the one thing that reports, caches, feeds and events read. */

export type EntityKind = "release" | "track" | "collage" | "playlist"
export type TouchOperation = "add" | "update" | "remove"

/** One entity that a transaction changed, by its id; a collage or playlist by its name. */
export interface Touched {
  readonly kind: EntityKind
  readonly id: string
  readonly operation: TouchOperation
}
