/** Serving on Node. */
import type { PictureResizer } from "./ports.ts"
import { listen } from "./serving/listen.ts"
import type { Listener } from "./serving/listener.ts"

/** sharp is native code that is not there on every machine; without it covers are sent as they are. */
const loadResizer = async (): Promise<PictureResizer | undefined> => {
  const loaded = await import("sharp").catch(() => undefined)
  if (loaded === undefined) return undefined
  const sharp = loaded.default
  // Two covers are made at a time, and other work needs the cores as well.
  sharp.concurrency(1)
  sharp.cache(false)
  return {
    mime: "image/webp",
    resize: async (picture, sizePx) => {
      try {
        const image = sharp(picture, { limitInputPixels: 50_000_000, failOn: "none" }).rotate()
        const fitted = image.resize({ width: sizePx, height: sizePx, fit: "inside", withoutEnlargement: true })
        return new Uint8Array(await fitted.webp({ quality: 82 }).toBuffer())
      } catch {
        // Broken in a way that its header does not show: it is sent as it is, and a browser makes of it what it can.
        return undefined
      }
    }
  }
}

export const listener: Listener = { listen, loadResizer }
