/** The writers' formats, asked about files in memory. */

import { formatOf } from "../src/write/format-of.ts"
import { type IdPlan, makeSplice, planIds } from "../src/write/plan-ids.ts"
import { type Steps, sourceOfBytes } from "../src/write/source.ts"
import { splicedSource } from "../src/write/splice.ts"
import type { TagFormat, TagLibEdit } from "../src/write/tag-format.ts"
import type { HeldIds, TrackIds } from "../src/write/track-ids.ts"

const finish = <A>(steps: Steps<A>): A => {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

export const formatFor = (name: string, bytes: Uint8Array): TagFormat => {
  const format = formatOf(name, sourceOfBytes(bytes))
  if (format === undefined) throw new Error(`no format for ${name}`)
  return format
}

export const readIds = (format: TagFormat, bytes: Uint8Array): HeldIds => format.readIds(sourceOfBytes(bytes))

/** All that differs, metadata and audio. */
export const differences = (format: TagFormat, before: Uint8Array, after: Uint8Array): ReadonlyArray<string> => {
  const [old, now] = [sourceOfBytes(before), sourceOfBytes(after)]
  return [...format.differences(old, now), ...finish(format.audioDifferences(old, now))]
}

export const planFor = (name: string, bytes: Uint8Array, ids: TrackIds, replaced?: string): IdPlan =>
  planIds(name, sourceOfBytes(bytes), ids, replaced)

/** The new file, put together; or the reasons why there is none. */
export const makeContent = (
  plan: Extract<IdPlan, { readonly kind: "edit" }>,
  bytes: Uint8Array,
  edit: TagLibEdit
): Uint8Array | ReadonlyArray<string> => {
  const source = sourceOfBytes(bytes)
  const made = makeSplice(plan, source, edit)
  if (made.kind === "too-large") return [made.kind]
  if (made.kind === "refused") return made.differences
  const content = new Uint8Array(made.splice.sizeBytes)
  splicedSource(source, made.splice).fill(content, 0)
  return content
}
