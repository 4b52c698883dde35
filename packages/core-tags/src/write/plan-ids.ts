/**
 * Decides what becomes of one file, from its bytes alone, and makes the new bytes. Synchronous and without side effects: the same
 * on every runtime. Nothing leaves here that has not been compared with the original.
 */
import { MalformedFile } from "./bytes.ts"
import { formatOf } from "./format-of.ts"
import { type TagFormat, type TagLibEdit, TagLibRefusal } from "./tag-format.ts"
import { decideIds, isWritableId, type TrackIds } from "./track-ids.ts"

/** `edit`: the file lacks what `ids` says. `held`: it already holds exactly these ids. */
export type IdPlan =
  | { readonly kind: "edit"; readonly format: TagFormat; readonly ids: TrackIds }
  | { readonly kind: "held"; readonly ids: TrackIds }
  | { readonly kind: "read-only" }
  | Refusal

/** Why a file is left as it is, in phrases that name fields and parts, never contents. */
export interface Refusal {
  readonly kind: "refused"
  readonly differences: ReadonlyArray<string>
}

const refused = (...differences: ReadonlyArray<string>): Refusal => ({ kind: "refused", differences })

/** Runs a parser or TagLib; what they cannot handle is a refusal, anything else a bug. */
const orRefusal = <A>(attempt: () => A): A | Refusal => {
  try {
    return attempt()
  } catch (cause) {
    if (cause instanceof MalformedFile || cause instanceof TagLibRefusal) return refused(cause.message)
    // A file made to nest its parts without end exhausts the stack of any recursive parser.
    if (cause instanceof RangeError) return refused("parts nested too deeply")
    throw cause
  }
}

/** What to do with a file of this name and content so that it holds the wanted ids. An existing track id stays. */
export const planIds = (path: string, bytes: Uint8Array, wanted: TrackIds): IdPlan => {
  if (!isWritableId(wanted.track) || !isWritableId(wanted.release)) return refused("an id that tags cannot hold")
  return orRefusal((): IdPlan => {
    const format = formatOf(path, bytes)
    if (format === undefined) return { kind: "read-only" }
    const held = format.readIds(bytes)
    const ids = decideIds(held, wanted)
    return ids === undefined
      ? { kind: "held", ids: { track: held.track[0] ?? wanted.track, release: wanted.release } }
      : { kind: "edit", format, ids }
  })
}

/** The new content, proved to differ from the old in nothing but the two fields; or why there is none. */
export const makeContent = (
  plan: { readonly format: TagFormat; readonly ids: TrackIds },
  bytes: Uint8Array,
  edit: TagLibEdit
): { readonly kind: "content"; readonly content: Uint8Array } | Refusal =>
  orRefusal(() => {
    const { format, ids } = plan
    const content = format.write(bytes, ids, edit)
    const now = format.readIds(content)
    if (now.track.length !== 1 || now.track[0] !== ids.track) return refused("the track id did not get in")
    if (now.release.length !== 1 || now.release[0] !== ids.release) return refused("the release id did not get in")
    const differences = format.differences(bytes, content)
    return differences.length === 0 ? { kind: "content" as const, content } : refused(...differences)
  })
