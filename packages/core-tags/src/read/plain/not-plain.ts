/** Thrown where a file turns out to be unusual: the reader of its container knows what to make of it. */
export class NotPlain extends Error {}
