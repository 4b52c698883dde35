/** Where a release's cover is asked for. */

/** The sizes that the HTTP app makes covers smaller to, in pixels. */
const coverSizes = [96, 192, 384, 768] as const

/** In the smallest size that fills `sizePx`. */
export const coverPath = (releaseId: string, sizePx: number): string => {
  const size = coverSizes.find((candidate) => candidate >= sizePx) ?? 768
  return `/api/v1/releases/${encodeURIComponent(releaseId)}/cover?size=${size}`
}
