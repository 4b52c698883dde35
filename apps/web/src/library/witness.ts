/**
 * What the site remembers of its library in a place that browsers clear later than files: so that a cleared library is told from one that
 * never was.
 */
import { forget, remember, remembered } from "../memory.ts"
import type { LastSeen } from "./browser-library.ts"

const key = "deadwax.library"

export const readWitness = (): LastSeen | undefined => {
  const text = remembered(key)
  if (text === undefined) return undefined
  try {
    const { tracks, at } = JSON.parse(text) as Partial<LastSeen>
    return { tracks: tracks ?? 0, at: at ?? "" }
  } catch {
    return { tracks: 0, at: "" }
  }
}

export const writeWitness = (seen: LastSeen): void => remember(key, JSON.stringify(seen))

export const removeWitness = (): void => forget(key)
