/** From how entities were and how they are to what changed. Decides, and touches no database. */
import {
  type Change,
  mergeValues,
  type NarrowingValues,
  type ReleaseChange,
  type ReleaseField,
  type TrackChange,
  type TrackField
} from "./change.ts"
import type { Portrait } from "./portrait.ts"

/** One entity that a write may have changed, before and after; undefined: it was not, or is not, there. */
export interface Compared {
  readonly kind: "release" | "track"
  readonly id: string
  readonly before: Portrait | undefined
  readonly after: Portrait | undefined
}

/** What became of an entity; undefined: nothing that anybody can see. */
export const compareEntity = (entity: Compared): ReleaseChange | TrackChange | undefined => {
  const { kind, id, before, after } = entity
  const known = after ?? before
  if (known === undefined) return undefined
  const operation = before === undefined ? "add" : after === undefined ? "remove" : "update"
  const fields = before === undefined || after === undefined ? [] : changedFields(before.fields, after.fields)
  // A row that went and came again has another number.
  const isSame = operation === "update" && fields.length === 0 && before?.no === after?.no
  if (isSame) return undefined
  const values = mergeValues(before?.values ?? {}, after?.values ?? {})
  const shared = { id, no: known.no, operation, values } as const
  if (kind === "release") return { ...shared, kind, fields: fields as ReadonlyArray<ReleaseField> }
  const nos = [before?.release?.no, after?.release?.no].filter((no) => no !== undefined)
  return { ...shared, kind, fields: fields as ReadonlyArray<TrackField>, releaseNos: [...new Set(nos)] }
}

const changedFields = (before: Portrait["fields"], after: Portrait["fields"]): ReadonlyArray<string> =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => before[field] !== after[field] && JSON.stringify(before[field]) !== JSON.stringify(after[field])
  )

/** The values of the releases that changed tracks belong to. */
export const releaseValues = (
  changes: ReadonlyArray<Change>,
  compared: ReadonlyArray<Compared>
): Readonly<Record<number, NarrowingValues>> => {
  const wanted = new Set(changes.flatMap((change) => (change.kind === "track" ? change.releaseNos : [])))
  const values: Record<number, NarrowingValues> = {}
  for (const { kind, before, after } of compared) {
    if (kind !== "release") continue
    for (const portrait of [before, after]) {
      if (portrait !== undefined && wanted.has(portrait.no))
        values[portrait.no] = mergeValues(values[portrait.no] ?? {}, portrait.values)
    }
  }
  return values
}
