/** Where a release's cover is asked for. */

/** The sizes that the HTTP app makes covers smaller to, in pixels. */
const coverSizes = [64, 128, 256, 512, 1024] as const

/** In the smallest size that fills `sizePx`. */
export const coverPath = (releaseId: string, sizePx: number): string => {
  const size = coverSizes.find((candidate) => candidate >= sizePx) ?? 1024
  return `/api/v1/releases/${encodeURIComponent(releaseId)}/cover?size=${size}`
}
