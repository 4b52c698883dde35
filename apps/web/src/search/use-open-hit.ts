/** What happens when a hit is chosen: a track plays, a release is shown, an artist's releases are listed. */
import type { Hit } from "@deadwax/core-cache"
import { useLocation } from "wouter"
import { useClient } from "../data/library.ts"
import { useAnnounce } from "../navigation/announcer.tsx"
import { releasePath, shelfPath } from "../navigation/paths.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"

/** `asRelease`: show the track's release instead of playing it. */
export const useOpenHit = (): ((hit: Hit, asRelease: boolean) => void) => {
  const client = useClient()
  const player = usePlayer()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const play = async (id: string): Promise<void> => {
    try {
      player.playTracks([toQueueTrack(await client.track(id))])
    } catch {
      announce("The track could not be played")
    }
  }
  return (hit, asRelease) => {
    if (hit.kind === "artist") navigate(shelfPath("artist", hit.id))
    else if (hit.kind === "release") navigate(releasePath(hit.id))
    else if (asRelease && hit.releaseId !== null) navigate(releasePath(hit.releaseId))
    else void play(hit.id)
  }
}
