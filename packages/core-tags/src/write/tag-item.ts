/**
 * The common currency of the checks: whatever a container's metadata holds, as labelled values that can be compared one by one.
 * A label names the field ("TXXX:CATALOGNUMBER", "picture block"); the value is a text in canonical form or bytes as they stand.
 */
import { sameBytes } from "./bytes.ts"

export interface TagItem {
  readonly label: string
  readonly value: string | Uint8Array
}

const sameValue = (a: TagItem["value"], b: TagItem["value"]): boolean =>
  typeof a === "string" || typeof b === "string" ? a === b : sameBytes(a, b)

const byLabel = (items: ReadonlyArray<TagItem>): Map<string, Array<TagItem["value"]>> => {
  const groups = new Map<string, Array<TagItem["value"]>>()
  for (const { label, value } of items) {
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [value])
    else group.push(value)
  }
  return groups
}

/**
 * What differs, one phrase each ("TIT2: changed", "PRIV: 1 lost"). Fields may change places; the values of one field may not.
 * The phrases name fields and never quote their contents.
 */
export const diffItems = (before: ReadonlyArray<TagItem>, after: ReadonlyArray<TagItem>): Array<string> => {
  const old = byLabel(before)
  const now = byLabel(after)
  const differences: Array<string> = []
  for (const [label, values] of old) {
    const others = now.get(label) ?? []
    if (others.length < values.length) differences.push(`${label}: ${values.length - others.length} lost`)
    else if (others.length > values.length) differences.push(`${label}: ${others.length - values.length} gained`)
    else if (!values.every((value, i) => sameValue(value, others[i] ?? ""))) differences.push(`${label}: changed`)
  }
  for (const [label, values] of now) if (!old.has(label)) differences.push(`${label}: ${values.length} gained`)
  return differences
}
