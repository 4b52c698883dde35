/** A track's heart and stars: shown as they are asked for at once, and as the library has them when it has answered. */
import type { Track } from "@deadwax/core-cache"
import { useState } from "react"
import { useClient } from "../data/library.ts"
import { useEdit } from "../dialogs/use-edit.ts"

interface Asked<A> {
  /** The track for which it was asked: another object is a newer answer of the library. */
  readonly of: Track
  readonly value: A
}

const useAsked = <A>(track: Track, now: A, set: (value: A) => Promise<void>): readonly [value: A, ask: (value: A) => void] => {
  const edit = useEdit()
  const [asked, setAsked] = useState<Asked<A>>()
  const ask = (value: A): void => {
    setAsked({ of: track, value })
    // After a failure it is as it was, which no newer answer tells.
    void edit(async () => {
      await set(value)
      return true
    }).then((isDone) => isDone ?? setAsked(undefined))
  }
  return [asked?.of === track ? asked.value : now, ask]
}

export const useFavorite = (track: Track) => {
  const client = useClient()
  return useAsked(track, track.isFavorite, (isFavorite) => client.setFavorite(track.id, isFavorite))
}

export const useRating = (track: Track) => {
  const client = useClient()
  return useAsked(track, track.rating, (rating) => client.setRating(track.id, rating))
}
