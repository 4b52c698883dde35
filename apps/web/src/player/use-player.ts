/** The player as components see it. */
import type { Track } from "@deadwax/core-cache"
import { createContext, useContext, useSyncExternalStore } from "react"
import { creditLine } from "../parts/credits.ts"
import type { Player, PlayerState, PlayerTime } from "./player.ts"
import { currentEntry, type QueueTrack } from "./queue.ts"

export const PlayerContext = createContext<Player | undefined>(undefined)

export const usePlayer = (): Player => {
  const player = useContext(PlayerContext)
  if (player === undefined) throw new Error("no player around this component")
  return player
}

export const usePlayerState = (): PlayerState => {
  const player = usePlayer()
  return useSyncExternalStore(player.subscribe, player.state)
}

export const usePlayerTime = (): PlayerTime => {
  const player = usePlayer()
  return useSyncExternalStore(player.subscribeTime, player.time)
}

/** The id of the track that is in the player, or undefined; changes rarely, so lists may use it. */
export const useCurrentTrackId = (): string | undefined => {
  const player = usePlayer()
  return useSyncExternalStore(player.subscribe, () => currentEntry(player.state().queue)?.track.id)
}

export const toQueueTrack = (track: Track): QueueTrack => ({
  id: track.id,
  releaseId: track.releaseId,
  title: track.title,
  artists: creditLine(track.artists),
  durationSeconds: track.durationSeconds
})
