/** Vorbis comments (in FLAC, Ogg Vorbis and Opus) and the FLAC picture block, which Ogg carries in base64 inside a comment. */
import { concat, latin1, u32be, u32le, utf8 } from "./bytes.ts"

export type Comment = readonly [key: string, value: string]

/** The comment block without any container's framing. A key may come several times: that is how several values are written. */
export const commentBlock = (comments: ReadonlyArray<Comment>, vendor = "Deadwax sample"): Uint8Array => {
  const vendorBytes = utf8(vendor)
  const parts: Array<Uint8Array> = [u32le(vendorBytes.length), vendorBytes, u32le(comments.length)]
  for (const [key, value] of comments) {
    const entry = utf8(key === "" ? value : `${key}=${value}`)
    parts.push(u32le(entry.length), entry)
  }
  return concat(parts)
}

export interface Picture {
  readonly mime: "image/jpeg" | "image/png"
  readonly data: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** A front cover as a FLAC picture block. */
export const pictureBlock = (picture: Picture): Uint8Array => {
  const mime = latin1(picture.mime)
  return concat([
    u32be(3),
    u32be(mime.length),
    mime,
    u32be(0),
    u32be(picture.widthPx),
    u32be(picture.heightPx),
    u32be(24),
    u32be(0),
    u32be(picture.data.length),
    picture.data
  ])
}

/** The picture as Ogg files carry it. */
export const pictureComment = (picture: Picture): Comment => [
  "METADATA_BLOCK_PICTURE",
  Buffer.from(pictureBlock(picture)).toString("base64")
]
