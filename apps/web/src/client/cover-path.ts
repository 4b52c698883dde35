/** Where a release's cover is asked for. */

/** The sizes that the HTTP app makes covers smaller to, in pixels. */
const coverSizes = [96, 192, 384, 768] as const

const sizeFor = (sizePx: number): number => coverSizes.find((candidate) => candidate >= sizePx) ?? 768

/** In the smallest size that fills `sizePx`. Not to have one is no failure. */
export const coverPath = (releaseId: string, sizePx: number): string =>
  `/api/v1/releases/${encodeURIComponent(releaseId)}/cover?size=${sizeFor(sizePx)}&optional=true`

/** The same of a playlist's own cover. */
export const playlistCoverPath = (name: string, sizePx: number): string =>
  `/api/v1/playlists/${encodeURIComponent(name)}/cover?size=${sizeFor(sizePx)}`
