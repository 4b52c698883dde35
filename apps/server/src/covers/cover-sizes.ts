/** The sizes that covers are made smaller to: a few, so that nobody can fill a disk by asking for all of them. */
export const coverSizes: ReadonlyArray<number> = [64, 128, 256, 512, 1024]
