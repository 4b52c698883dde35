/** Pictures for covers: sound ones of any size, and ones whose header lies. */
import { crc32, deflateSync } from "node:zlib"

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A PNG whose header says this size. `rows`: how many lines of pixels it really holds. */
export const png = (
  widthPx: number,
  heightPx: number,
  options: { readonly tint?: number; readonly rows?: number } = {}
): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([8, 2], 8)
  const rows = options.rows ?? heightPx
  const pixels = Buffer.alloc((widthPx * 3 + 1) * rows, options.tint ?? 0x40)
  for (let row = 0; row < rows; row++) pixels[row * (widthPx * 3 + 1)] = 0
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))])
}
