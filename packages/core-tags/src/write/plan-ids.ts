/**
 * Decides what becomes of one file, from its metadata alone, and makes the parts of the new one. Synchronous and without side effects:
 * the same on every runtime. No parts leave here whose metadata has not been compared with the original's.
 */
import { MalformedFile } from "./bytes.ts"
import { formatOf } from "./format-of.ts"
import { MetadataTooLarge, type Source, type Steps } from "./source.ts"
import { type Splice, splicedSource } from "./splice.ts"
import { type TagFormat, type TagLibEdit, TagLibRefusal } from "./tag-format.ts"
import { decideIds, firstId, isWritableId, type TrackIds } from "./track-ids.ts"

/** `edit`: the file lacks what `ids` says. `held`: it already holds exactly these ids. */
export type IdPlan =
  | ({ readonly kind: "edit" } & IdEdit)
  | { readonly kind: "held"; readonly ids: TrackIds }
  | { readonly kind: "read-only" }
  | Refusal
  | TooLarge

/** The ids that a file shall hold, and its format. */
export interface IdEdit {
  readonly format: TagFormat
  readonly ids: TrackIds
}

/** Its tags alone are more than may be held: their size. */
export interface TooLarge {
  readonly kind: "too-large"
  readonly sizeBytes: number
}

/** Why a file is left as it is, in phrases that name fields and parts, never contents. */
export interface Refusal {
  readonly kind: "refused"
  readonly differences: ReadonlyArray<string>
}

const refused = (...differences: ReadonlyArray<string>): Refusal => ({ kind: "refused", differences })

/** Runs a parser or TagLib; what they cannot handle is a refusal, anything else a bug. */
export const orRefusal = <A>(attempt: () => A): A | Refusal | TooLarge => {
  try {
    return attempt()
  } catch (cause) {
    if (cause instanceof MalformedFile || cause instanceof TagLibRefusal) return refused(cause.message)
    if (cause instanceof MetadataTooLarge) return { kind: "too-large", sizeBytes: cause.sizeBytes }
    // A file made to nest its parts without end exhausts the stack of any recursive parser.
    if (cause instanceof RangeError) return refused("parts nested too deeply")
    throw cause
  }
}

/** What to do with a file of this name and content so that it holds the wanted ids. An existing track id stays, but for `replaced`. */
export const planIds = (path: string, file: Source, wanted: TrackIds, replaced?: string): IdPlan => {
  if (!isWritableId(wanted.track) || !isWritableId(wanted.release)) return refused("an id that tags cannot hold")
  return orRefusal((): IdPlan => {
    const format = formatOf(path, file)
    if (format === undefined) return { kind: "read-only" }
    const held = format.readIds(file)
    const ids = decideIds(held, wanted, replaced)
    return ids === undefined
      ? { kind: "held", ids: { track: firstId(held.track) ?? wanted.track, release: wanted.release } }
      : { kind: "edit", format, ids }
  })
}

/** What is wrong with `after` as the new form of `before`, as far as metadata goes. */
const faults = ({ format, ids }: IdEdit, before: Source, after: Source): ReadonlyArray<string> => {
  const now = format.readIds(after)
  if (now.track.length !== 1 || now.track[0] !== ids.track) return ["the track id did not get in"]
  if (now.release.length !== 1 || now.release[0] !== ids.release) return ["the release id did not get in"]
  return format.differences(before, after)
}

/** The parts of the new file, whose metadata is proved to differ in nothing but the two fields; or why there are none. */
export const makeSplice = (
  plan: IdEdit,
  file: Source,
  edit: TagLibEdit
): { readonly kind: "splice"; readonly splice: Splice } | Refusal | TooLarge =>
  orRefusal(() => {
    const splice = plan.format.write(file, plan.ids, edit)
    const found = faults(plan, file, splicedSource(file, splice))
    return found.length === 0 ? { kind: "splice" as const, splice } : refused(...found)
  })

/** The same for a file that was written, and for its audio as well, step by step. Empty: it is what it must be. */
export function* compareWritten(plan: IdEdit, before: Source, after: Source): Steps<ReadonlyArray<string>> {
  const found = faults(plan, before, after)
  return found.length > 0 ? found : yield* plan.format.audioDifferences(before, after)
}
