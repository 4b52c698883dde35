/** Disc and track order (R2): numerically, what is no number counts as 0, then as text, then by path. */
import { compareBytewise } from "../scan/paths.ts"

export interface Ordered {
  readonly discNumber: string
  readonly trackNumber: string
  readonly path: string
}

/** The number in a track or disc number; 0 when it is none (`A1`). */
export const numberOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : 0)

/** One spelling per disc, so that `1` and `01` are one. */
export const discKey = (text: string): string => (/^\d+$/.test(text) ? String(Number(text)) : text)

export const compareTracks = (a: Ordered, b: Ordered): number =>
  numberOf(a.discNumber) - numberOf(b.discNumber) ||
  (numberOf(a.discNumber) === 0 ? compareBytewise(a.discNumber, b.discNumber) : 0) ||
  numberOf(a.trackNumber) - numberOf(b.trackNumber) ||
  compareBytewise(a.trackNumber, b.trackNumber) ||
  compareBytewise(a.path, b.path)
