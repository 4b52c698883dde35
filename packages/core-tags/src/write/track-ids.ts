/** The two ids that Deadwax writes into audio files, and the fields that hold them (docs: "Ids in tags" of the library's format). */

/** The ids of one track. Any text without control characters; new ones are UUIDs. */
export interface TrackIds {
  readonly track: string
  readonly release: string
}

/** The ids that a file holds: every value of each field, in order. A healthy file has none or one of each. */
export interface HeldIds {
  readonly track: ReadonlyArray<string>
  readonly release: ReadonlyArray<string>
}

/** Descriptions of the TXXX frames. Written in this case, which other programs look for; found in any, as the reader does. */
export const id3Fields = { track: "ROSEID", release: "ROSERELEASEID" } as const

/** Names under `----`, with the same rule. */
export const mp4Domain = "net.sunsetglow.rose"
export const mp4Fields = { track: "ID", release: "RELEASEID" } as const

/** Keys of Vorbis comments, which are the same in any case; compared in upper case. */
export const vorbisFields = { track: "ROSEID", release: "ROSERELEASEID" } as const

/** Whether a field's name is the one wanted, in any case. */
export const isNamed = (name: string | undefined, wanted: string): boolean => name?.toUpperCase() === wanted.toUpperCase()

/** The first value that says something. */
export const firstId = (values: ReadonlyArray<string>): string | undefined => values.find((value) => value !== "")

const longestId = 200

/** An id that every container can hold as it is: 1 to 200 characters, none of them a control character or half a surrogate pair. */
export const isWritableId = (id: string): boolean => id.length > 0 && id.length <= longestId && !/[\p{Cc}\p{Cs}]/u.test(id)

/**
 * What the file must hold afterwards: an existing track id is kept for ever, unless it is the one that the user agreed to have replaced;
 * the release id follows the wish. Undefined: it holds exactly that already.
 */
export const decideIds = (held: HeldIds, wanted: TrackIds, replaced?: string): TrackIds | undefined => {
  const first = firstId(held.track)
  const track = first === undefined || first === replaced ? wanted.track : first
  return first === track && firstId(held.release) === wanted.release ? undefined : { track, release: wanted.release }
}
