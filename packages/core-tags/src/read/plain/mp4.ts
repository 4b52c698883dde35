/** MP4: boxes with sizes of 32 bits that fit into each other, one sound track, and items whose values lie within reach. */
import type { ByteSource } from "../byte-source.ts"
import { FieldSet } from "../fields.ts"
import { type Items, mp4Of, type SoundTrack, soundOf } from "../native/mp4.ts"
import type { Box } from "../native/mp4-box.ts"
import { uint32be } from "../native/text.ts"
import type { Parsed } from "../parsed.ts"
import { child, eachBox, named } from "./mp4-boxes.ts"
import { takeFreeform, takeItem } from "./mp4-items.ts"
import { NotPlain } from "./not-plain.ts"
import { Reach } from "./reach.ts"

const moovName = named("moov")
const mdatName = named("mdat")
const freeformName = named("----")
const soundHandler = named("soun")

export const readPlainMp4 = (source: ByteSource, head: Uint8Array): Parsed => {
  const reach = new Reach(source, head)
  let moov: Box | undefined
  let mediaBytes = 0
  eachBox(reach, 0, source.sizeBytes, (name, start, end) => {
    if (name === moovName) moov ??= { name: "moov", start, end }
    else if (name === mdatName) mediaBytes += end - start
    return false
  })
  const sound = soundOfFirstTrack(source, reach, moov, mediaBytes)
  const items = itemsOf(source, reach, moov)
  if (sound === undefined) throw new NotPlain()
  return mp4Of(source, items, sound)
}

const soundOfFirstTrack = (
  source: ByteSource,
  reach: Reach,
  moov: Box | undefined,
  mediaBytes: number
): SoundTrack | undefined => {
  const trak = child(reach, moov, "trak")
  const mdia = child(reach, trak, "mdia")
  const handler = child(reach, mdia, "hdlr")
  if (handler === undefined || handler.end - handler.start < 12) throw new NotPlain()
  const index = reach.at(handler.start, 12)
  // Another track comes first: pictures, or chapters.
  if (uint32be(reach.bytes, index + 8) !== soundHandler) throw new NotPlain()
  const stbl = child(reach, child(reach, mdia, "minf"), "stbl")
  return soundOf(source, child(reach, mdia, "mdhd"), stbl, child(reach, stbl, "stsd"), mediaBytes)
}

const itemsOf = (source: ByteSource, reach: Reach, moov: Box | undefined): Items => {
  const found: Items = { fields: new FieldSet(), pictures: [] }
  const ilst = child(reach, child(reach, child(reach, moov, "udta"), "meta"), "ilst", 4)
  if (ilst === undefined) throw new NotPlain()
  eachBox(reach, ilst.start, ilst.end, (name, start, end) => {
    if (name === freeformName) takeFreeform(reach, start, end, found.fields)
    else takeItem(source, reach, name, start, end, found)
    return false
  })
  return found
}
