/** The seven roles in the order of their numbers in cache.db. */
import type { Artists } from "../model/model.ts"

export const roles = [
  "main",
  "guest",
  "remixer",
  "producer",
  "composer",
  "conductor",
  "djmixer"
] as const satisfies ReadonlyArray<keyof Artists>

/** Artists of nobody; each call makes new lists. */
export const noArtists = (): { [Role in (typeof roles)[number]]: Array<{ name: string; alias: boolean }> } => ({
  main: [],
  guest: [],
  remixer: [],
  producer: [],
  composer: [],
  conductor: [],
  djmixer: []
})
