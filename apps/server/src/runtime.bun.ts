/** Serving on Bun. */
import type { PictureResizer } from "./ports.ts"
import { listen } from "./serving/listen.ts"
import type { Listener } from "./serving/listener.ts"

/** Bun's own codecs: decoding stops at the header of what is too large. */
const resizer: PictureResizer = {
  mime: "image/webp",
  resize: async (picture, sizePx) => {
    try {
      const options = { fit: "inside", withoutEnlargement: true } as const
      const image = new Bun.Image(picture, { maxPixels: 50_000_000 }).resize(sizePx, sizePx, options)
      return new Uint8Array(await image.webp({ quality: 82 }).bytes())
    } catch {
      // Broken in a way that its header does not show: it is sent as it is, and a browser makes of it what it can.
      return undefined
    }
  }
}

export const listener: Listener = { listen, loadResizer: async () => resizer }
