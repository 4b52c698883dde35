/** The batch functions that a worker of a scan must know. */
import type { Batch, Files } from "@deadwax/core-async"
import type { TagWriter } from "@deadwax/core-tags"
import { readReleases } from "./read-batch.ts"

/** What a worker of a scan runs. It finds its function by name; what goes in and out is this package's own affair. */
export const scanBatches: ReadonlyArray<Batch<never, unknown, Files | TagWriter>> = [readReleases]
