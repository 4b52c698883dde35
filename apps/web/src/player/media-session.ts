/** What the system shows of the music, and what its media keys do. */
import type { Client } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import type { Player } from "./player.ts"
import { currentEntry } from "./queue.ts"

const coverPx = 512

/** Connects a player with the system's media controls until the answer is called. */
export const connectMediaSession = (player: Player, client: Client): (() => void) => {
  if (!("mediaSession" in navigator)) return () => undefined
  const session = navigator.mediaSession
  const actions: ReadonlyArray<readonly [MediaSessionAction, MediaSessionActionHandler]> = [
    ["play", () => player.play()],
    ["pause", () => player.pause()],
    ["stop", () => player.pause()],
    ["previoustrack", () => player.previous()],
    ["nexttrack", () => player.next()],
    ["seekbackward", (details) => player.seekBy(-(details.seekOffset ?? 10))],
    ["seekforward", (details) => player.seekBy(details.seekOffset ?? 10)],
    ["seekto", (details) => details.seekTime !== undefined && player.seek(details.seekTime)]
  ]
  for (const [action, handler] of actions) setHandler(session, action, handler)
  let shown: number | undefined
  const follow = (): void => {
    const { queue, status } = player.state()
    const entry = currentEntry(queue)
    session.playbackState = status === "stopped" ? "none" : status === "paused" ? "paused" : "playing"
    if (entry?.key === shown) return
    shown = entry?.key
    session.metadata = entry === undefined ? null : new MediaMetadata({ title: entry.track.title, artist: entry.track.artists })
    if (entry !== undefined) void describe(client, entry.track.releaseId, () => shown === entry.key && session.metadata)
  }
  const followTime = (): void => {
    const { position, duration } = player.time()
    if (duration > 0) session.setPositionState({ position: Math.min(position, duration), duration })
  }
  const ends = [player.subscribe(follow), player.subscribeTime(followTime)]
  follow()
  return () => {
    for (const end of ends) end()
    for (const [action] of actions) setHandler(session, action, null)
  }
}

/** A browser that does not know an action says so by a `TypeError`, and goes without it. */
const setHandler = (session: MediaSession, action: MediaSessionAction, handler: MediaSessionActionHandler | null): void => {
  try {
    session.setActionHandler(action, handler)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
}

/** Adds album and artwork when they are known, if the same track still plays. */
const describe = async (client: Client, releaseId: string, metadata: () => MediaMetadata | null | false): Promise<void> => {
  try {
    const release = await client.release(releaseId)
    const cover = release.cover === null ? undefined : await client.cover(releaseId, coverPx)
    const shown = metadata()
    if (!shown) return
    shown.album = release.title
    if (cover !== undefined) shown.artwork = [{ src: new URL(cover.url, location.href).href, sizes: `${coverPx}x${coverPx}` }]
  } catch (error) {
    // Title and artist are there already.
    if (!(error instanceof ClientError)) throw error
  }
}
