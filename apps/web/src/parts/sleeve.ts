/**
 * A sleeve for a release without a cover: drawn from its id, so that the same release looks the same in every view and after every rename,
 * and two releases look different. What is decided here is plain data; `cover.tsx` draws it.
 */

/** Hue in degrees, one of four drawings, a turn in degrees, where its centre lies (0–100), and how many grooves it has. */
export interface Sleeve {
  readonly hue: number
  readonly drawing: "rings" | "sun" | "bars" | "waves"
  readonly turn: number
  readonly centre: readonly [number, number]
  readonly count: number
}

const drawings = ["rings", "sun", "bars", "waves"] as const

/** 32-bit FNV-1a over UTF-16 units: quick and evenly spread, and nothing depends on it being secret. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

export const sleeveFor = (releaseId: string): Sleeve => {
  const hash = hashOf(releaseId)
  const part = (shift: number, below: number): number => ((hash >>> shift) & 0xff) % below
  return {
    // Without the yellows between 60 and 120, which are mud on dark card.
    hue: (120 + (hash % 20) * 15) % 360,
    drawing: drawings[part(5, 4)]!,
    turn: part(8, 12) * 30,
    centre: [15 + part(16, 8) * 10, 20 + part(20, 7) * 10],
    count: 5 + part(24, 5)
  }
}
