/** What a file is, by its first bytes: names lie. */

import type { ByteSource } from "./byte-source.ts"
import { id3v2SizeAt } from "./native/id3v2.ts"
import { ascii } from "./native/text.ts"

/** A family of containers; `undefined` when the bytes are none that we know (MPEG audio has no magic number and may still be there). */
export type Container =
  | "flac"
  | "ogg"
  | "mp4"
  | "mpeg"
  | "aac"
  | "wav"
  | "aiff"
  | "wavpack"
  | "ape"
  | "matroska"
  | "asf"
  | "musepack"
  | "dsf"
  | "dff"

export interface Sniffed {
  readonly container: Container | undefined
  /** Where the container begins, behind any ID3v2 tags. */
  readonly start: number
  /** The name of a sound format that nothing here reads. */
  readonly unsupported?: string
}

export const sniff = (source: ByteSource): Sniffed => {
  let start = 0
  for (let size = id3v2SizeAt(source, 0); size !== undefined; size = id3v2SizeAt(source, start)) start += size
  if (start >= source.sizeBytes) return { container: start > 0 ? "mpeg" : undefined, start }
  const head = source.view(start, Math.min(16, source.sizeBytes - start))
  const unsupported = unsupportedFormats.find(([magic]) => ascii(head, 0, magic.length) === magic)?.[1]
  if (unsupported !== undefined) return { container: undefined, start, unsupported }
  return { container: containerOf(head) ?? (start > 0 ? "mpeg" : undefined), start }
}

const unsupportedFormats: ReadonlyArray<readonly [magic: string, name: string]> = [
  ["TTA1", "True Audio"],
  ["TTA2", "True Audio"],
  ["tBaK", "TAK"],
  ["OFR ", "OptimFROG"],
  ["ajkg", "Shorten"],
  ["MThd", "MIDI"],
  ["\x0b\x77", "AC-3"],
  ["ADIF", "AAC in ADIF"]
]

const asfGuid = "\x30\x26\xb2\x75\x8e\x66\xcf\x11"

const containerOf = (head: Uint8Array): Container | undefined => {
  const four = ascii(head, 0, 4)
  const kind = ascii(head, 8, 4)
  if (four === "fLaC") return "flac"
  if (four === "OggS") return "ogg"
  if (ascii(head, 4, 4) === "ftyp" || ascii(head, 4, 4) === "moov") return "mp4"
  if ((four === "RIFF" || four === "RF64") && kind === "WAVE") return "wav"
  if (four === "FORM" && (kind === "AIFF" || kind === "AIFC")) return "aiff"
  if (four === "wvpk") return "wavpack"
  if (four === "MAC ") return "ape"
  if (four === "\x1a\x45\xdf\xa3") return "matroska"
  if (ascii(head, 0, 8) === asfGuid) return "asf"
  if (four === "MPCK" || ascii(head, 0, 3) === "MP+") return "musepack"
  if (four === "DSD ") return "dsf"
  if (four === "FRM8") return "dff"
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0) return "aac"
  return undefined
}
