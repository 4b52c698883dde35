/** Lyrics beside the music: `Song.lrc` belongs to every audio file of its directory that is called `Song.` something. */
import type { Walk } from "@deadwax/core-async"
import { stemOf } from "./paths.ts"

/** The lyrics file of an audio file, by paths relative to the root; null where there is none. */
export type LyricsOf = (path: string) => string | null

export const isLyrics = (path: string): boolean => /\.lrc$/i.test(path)

/** Of several spellings of one name (`a.lrc`, `a.LRC`) the first in path order counts. */
export const findLyrics = (walk: Walk): LyricsOf => {
  const found = new Map<string, string>()
  for (const path of walk.paths) {
    if (!isLyrics(path)) continue
    const stem = stemOf(path)
    const before = found.get(stem)
    if (before === undefined || path < before) found.set(stem, path)
  }
  return found.size === 0 ? () => null : (path) => found.get(stemOf(path)) ?? null
}
