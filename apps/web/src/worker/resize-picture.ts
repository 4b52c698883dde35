/** Makes covers smaller with the browser's own codecs. */

/** What every browser that runs the library can encode. */
export const resizedMime = "image/jpeg"

/** Fits the picture into a square of `sizePx`, never larger than it is; undefined when the browser cannot read it. */
export const resizePicture = async (
  picture: Uint8Array<ArrayBuffer>,
  sizePx: number
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const whole = await createImageBitmap(new Blob([picture])).catch(() => undefined)
  if (whole === undefined) return undefined
  const scale = Math.min(1, sizePx / Math.max(whole.width, whole.height))
  const width = Math.max(1, Math.round(whole.width * scale))
  const height = Math.max(1, Math.round(whole.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext("2d", { alpha: false })
  if (context === null) return undefined
  context.imageSmoothingQuality = "high"
  context.drawImage(whole, 0, 0, width, height)
  whole.close()
  const blob = await canvas.convertToBlob({ type: resizedMime, quality: 0.85 })
  return new Uint8Array(await blob.arrayBuffer())
}
