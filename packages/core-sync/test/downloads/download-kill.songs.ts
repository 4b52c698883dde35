/** What the killed downloader and its judge agree on. */
import { mp3 } from "../../../core-cache/test/world.ts"

export const songs = 8

/** Where a song lies, relative to the root. */
export const songPath = (song: number): string => `Album ${song % 3}/${song}.mp3`

/** A song's content in a generation; each generation takes the place of the one before. */
export const songBytes = (song: number, generation: number): Uint8Array =>
  mp3({ title: `Song ${song}, ${generation}`, album: "Velvet" }, 150 + 10 * song + generation)
