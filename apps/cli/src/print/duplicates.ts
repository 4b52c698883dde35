/** Duplicates as people read them: a line for the track that would stay, then one for each that is it once more. */
import type { DuplicatesOfTrack, DuplicateTrack } from "@deadwax/core-sync"
import { sizeOf } from "./numbers.ts"
import type { Column } from "./table.ts"

interface DuplicateLine extends DuplicateTrack {
  readonly says: string
}

const reasons: Readonly<Record<DuplicatesOfTrack["duplicates"][number]["reason"], string>> = {
  "same-content": "same bytes",
  "same-sound": "same sound",
  "same-recording": "same recording"
}

export const duplicateRows = ({ survivor, duplicates }: DuplicatesOfTrack): ReadonlyArray<DuplicateLine> => [
  { ...survivor, says: "stays" },
  ...duplicates.map(({ reason, ...track }) => ({ ...track, says: reasons[reason] }))
]

export const duplicateColumns: ReadonlyArray<Column<DuplicateLine>> = [
  { title: "Is", value: ({ says }) => says },
  { title: "Source", value: ({ source }) => source ?? "", leaves: 7 },
  { title: "Format", value: ({ format }) => format, leaves: 8 },
  { title: "Size", value: ({ sizeBytes }) => sizeOf(sizeBytes), align: "right", leaves: 9 },
  { title: "Path", value: ({ path }) => path, least: 16 }
]
