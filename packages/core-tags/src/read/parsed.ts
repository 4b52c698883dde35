/** What a container's reader hands over: raw fields and properties, before the grammar. */
import type { AudioFormat } from "../tags.ts"
import type { FieldSet } from "./fields.ts"

/** Seconds, bits per second, hertz; undefined or not finite where the container does not say. */
export interface Properties {
  readonly durationSeconds?: number | undefined
  readonly bitsPerSecond?: number | undefined
  readonly sampleRateHz?: number | undefined
  readonly channels?: number | undefined
}

/** A picture's place in the file, or its bytes where the container wraps them (base64, unsynchronised). */
export interface FoundPicture {
  readonly mime: string | null
  readonly isFront: boolean
  readonly bytes: () => Uint8Array
}

export interface Parsed {
  readonly format: AudioFormat
  /** The file's tags, the one to be believed first. */
  readonly tags: ReadonlyArray<FieldSet>
  readonly properties: Properties
  readonly pictures: ReadonlyArray<FoundPicture>
  /** Reads what identifies the sound itself (see essence/essence.ts); null where it cannot be told. May throw as reading does. */
  readonly essence?: () => string | null
}

/** The front cover, else the first picture. */
export const coverOf = (pictures: ReadonlyArray<FoundPicture>): FoundPicture | undefined =>
  pictures.find((picture) => picture.isFront) ?? pictures[0]
