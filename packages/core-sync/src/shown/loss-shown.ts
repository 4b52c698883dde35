/** A part of what a sync is refused for; by itself, since what says an error to people loads it and nothing of the catalog. */
import type { SyncLoss } from "../sync-error.ts"
import type { SyncLossInfo } from "./shapes.ts"

/** What would have gone, as the world is told of it. */
export const lossShown = ({ items, total, folders, otherFolders, names }: SyncLoss): SyncLossInfo => ({
  files: items,
  total,
  folders: folders.map(({ name, items: files }) => ({ name, files })),
  otherFolders,
  paths: names
})
