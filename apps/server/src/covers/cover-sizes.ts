/** The sizes that covers are made smaller to: a few, so that nobody can fill a disk by asking for all of them. */
export const coverSizes: ReadonlyArray<number> = [96, 192, 384, 768]

/** The smallest that is as large as was asked for; beyond the largest, that one. */
export const coverSizeFor = (sizePx: number): number => coverSizes.find((size) => size >= sizePx) ?? Math.max(...coverSizes)
