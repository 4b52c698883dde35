/** The covers of the sample library: drawn by ffmpeg's test sources, 120 px, a few kilobytes each. */
import { execFileSync } from "node:child_process"
import type { Picture } from "../bench/tags/vorbis-comments.ts"
import type { PictureName } from "./model.ts"

const sizePx = 120

const drawings: Readonly<Record<PictureName, string>> = {
  "lanterns.jpg": `mandelbrot=size=${sizePx}x${sizePx}:start_scale=2`,
  "wires.jpg": `mandelbrot=size=${sizePx}x${sizePx}:start_scale=0.6:start_x=-0.75:start_y=0.1`,
  "tides.png": `gradients=size=${sizePx}x${sizePx}:c0=0x0b3c5d:c1=0xd9b310:x0=0:y0=60:x1=0:y1=${sizePx}:seed=7:d=1`,
  "aquarium.png": `color=c=0x14213d:size=${sizePx}x${sizePx}:d=1,drawgrid=w=24:h=24:t=2:c=0x5bc0be`,
  "garden.jpg": `color=c=0xe8f1f2:size=${sizePx}x${sizePx}:d=1,drawgrid=w=15:h=40:t=3:c=0x1b998b`,
  "water.png": `color=c=0x006d77:size=${sizePx}x${sizePx}:d=1,drawbox=x=20:y=20:w=80:h=80:c=0xffddd2:t=8`,
  "bloom.jpg": `color=c=0x3a86ff:size=${sizePx}x${sizePx}:d=1,drawbox=x=43:y=37:w=40:h=50:c=0xff006e:t=5`,
  "cinema.jpg": `color=c=0x222222:size=${sizePx}x${sizePx}:d=1,drawbox=x=10:y=35:w=100:h=50:c=0xeeeeee:t=fill`
}

const made = new Map<PictureName, Picture>()

/** The picture of that name; the same bytes each time within one run. */
export const pictureOf = (name: PictureName): Picture => {
  const known = made.get(name)
  if (known !== undefined) return known
  const isPng = name.endsWith(".png")
  const codec = isPng ? ["-c:v", "png", "-pix_fmt", "rgb24"] : ["-c:v", "mjpeg", "-q:v", "6", "-pix_fmt", "yuvj420p"]
  const input = ["-v", "error", "-nostdin", "-f", "lavfi", "-i", drawings[name], "-frames:v", "1"]
  const output = [...codec, "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "image2pipe", "-"]
  const data = new Uint8Array(execFileSync("ffmpeg", [...input, ...output]))
  const picture: Picture = { mime: isPng ? "image/png" : "image/jpeg", data, widthPx: sizePx, heightPx: sizePx }
  made.set(name, picture)
  return picture
}
