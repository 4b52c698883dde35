/**
 * What a picture is and how large, by its own first bytes. Names and tags say what they like; and a picture whose header promises
 * more pixels than a cover can have is never given to a decoder.
 */

/** `widthPx` and `heightPx` are 0 where the header does not tell. */
export interface PictureKind {
  readonly mime: "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/bmp"
  readonly widthPx: number
  readonly heightPx: number
}

const ascii = (bytes: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

// Markers that begin a frame, whose header holds the dimensions; C4, C8 and CC are tables.
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

const readJpeg = (bytes: Uint8Array): PictureKind => {
  const view = viewOf(bytes)
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) break
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrame(marker)) return { mime: "image/jpeg", heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) }
    else at += 2 + view.getUint16(at + 2)
  }
  return { mime: "image/jpeg", widthPx: 0, heightPx: 0 }
}

const readWebp = (bytes: Uint8Array): PictureKind => {
  const view = viewOf(bytes)
  const sized = (widthPx: number, heightPx: number): PictureKind => ({ mime: "image/webp", widthPx, heightPx })
  if (bytes.length < 30) return sized(0, 0)
  if (ascii(bytes, 12, "VP8X")) {
    const three = (at: number) => view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16) + 1
    return sized(three(24), three(27))
  }
  if (ascii(bytes, 12, "VP8L")) {
    const bits = view.getUint32(21, true)
    return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  return ascii(bytes, 12, "VP8 ") ? sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff) : sized(0, 0)
}

/** The kind of a picture; undefined for what is none that browsers show. */
export const pictureKind = (bytes: Uint8Array): PictureKind | undefined => {
  const view = viewOf(bytes)
  if (bytes.length < 26) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return readJpeg(bytes)
  if (ascii(bytes, 0, "\x89PNG\r\n\x1a\n"))
    return { mime: "image/png", widthPx: view.getUint32(16), heightPx: view.getUint32(20) }
  if (ascii(bytes, 0, "GIF87a") || ascii(bytes, 0, "GIF89a"))
    return { mime: "image/gif", widthPx: view.getUint16(6, true), heightPx: view.getUint16(8, true) }
  if (ascii(bytes, 0, "RIFF") && ascii(bytes, 8, "WEBP")) return readWebp(bytes)
  if (ascii(bytes, 0, "BM"))
    return { mime: "image/bmp", widthPx: Math.abs(view.getInt32(18, true)), heightPx: Math.abs(view.getInt32(22, true)) }
  return undefined
}

/** 50 million pixels are 200 MB once unpacked; no scanner makes larger covers. */
const mostPixels = 50_000_000
const longestSidePx = 16_384

/** May it be given to a decoder? */
export const isHarmless = ({ widthPx, heightPx }: PictureKind): boolean =>
  widthPx > 0 && heightPx > 0 && widthPx <= longestSidePx && heightPx <= longestSidePx && widthPx * heightPx <= mostPixels
