/** Thrown where a file turns out to be unusual: the reader of its container knows what to make of it. */
export class NotPlain extends Error {}

/** More comments, frames, blocks or boxes in one place than this are unusual: the readers of containers have an end to their patience there (0004). */
export const mostParts = 1000
