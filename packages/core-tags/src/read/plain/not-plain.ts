/** Thrown where a file turns out to be unusual: the reader of its container knows what to make of it. */
export class NotPlain extends Error {}

/**
 * What a reader of containers asks for at most, for one comment, frame, block or box: its header, what it says of itself, and its value. A quick reader asks
 * for less, and is charged as much (`ByteSource.step`), so that it is at the end of a file's budget no later.
 */
export const stepsPerPart = 5

/** The same for a file before its first part: what it is, and where its sound begins. */
export const stepsPerFile = 100

/** More comments, frames, blocks or boxes in one place than this are unusual: the readers of containers have an end to their patience there (0004). */
export const mostParts = 1000
