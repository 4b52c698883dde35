/** What a sync would have taken for gone, or moved in playlists, so that a person can tell whether that is meant. */
import type { SyncLossInfo, SyncMovesInfo } from "@deadwax/core-sync"
import type { Failure } from "../errors/failure.ts"
import { counted } from "./numbers.ts"

/** As many say which music it is; `--json` has more. */
const mostNames = 5

const filesLines = ({ files, folders, otherFolders, paths }: SyncLossInfo): ReadonlyArray<string> => {
  const names = paths.slice(0, mostNames)
  return [
    "Gone are, by their folders at the source:",
    ...folders.map(({ name, files: count }) => `  ${name === "" ? "its own folder" : name}: ${counted(count, "file", "files")}`),
    ...(otherFolders === 0 ? [] : [`  and of ${counted(otherFolders, "more folder", "more folders")}`]),
    names.length === files ? "They are:" : `The first ${names.length} of them:`,
    ...names.map((name) => `  ${name}`)
  ]
}

const movesLines = ({ playlists, otherPlaylists }: SyncMovesInfo): ReadonlyArray<string> => [
  "By playlist:",
  ...playlists.map(({ name, entries }) => `  ${name}: ${counted(entries, "entry", "entries")}`),
  ...(otherPlaylists === 0 ? [] : [`  and ${counted(otherPlaylists, "more playlist", "more playlists")}`])
]

/** Nothing of a scan, whose sentence says all that is known. */
export const lossLines = ({ loss, moves }: Failure): ReadonlyArray<string> => [
  ...(loss !== undefined && "files" in loss ? filesLines(loss) : []),
  ...(moves === undefined ? [] : movesLines(moves))
]
