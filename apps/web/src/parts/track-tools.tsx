/** What can be done with a track besides playing it. */
import type { Track } from "@deadwax/core-cache"
import { Disc3, ListMusic, ListPlus, ListStart } from "lucide-react"
import { Link } from "wouter"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useAnnounce } from "../navigation/announcer.tsx"
import { releasePath } from "../navigation/paths.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"

interface TrackToolsProps {
  readonly track: Track
  /** -1 where arrow keys lead to the row. */
  readonly tabIndex?: number
  /** A list of many releases leads to each; a release's own page does not. */
  readonly hasReleaseLink?: boolean
}

export const TrackTools = ({ track, tabIndex = 0, hasReleaseLink = false }: TrackToolsProps) => {
  const player = usePlayer()
  const announce = useAnnounce()
  const { addTo } = useDialogs()
  const add = (where: "next" | "last") => () => {
    player.addTracks([toQueueTrack(track)], where)
    announce(where === "next" ? `${track.title} plays next` : `${track.title} added to the queue`)
  }
  return (
    <span className="track-tools">
      <button
        type="button"
        className="icon-button"
        tabIndex={tabIndex}
        aria-label={`Add ${track.title} to the queue`}
        title="Add to the queue"
        onClick={add("last")}
      >
        <ListPlus size={18} />
      </button>
      {hasReleaseLink ? (
        <Link
          href={releasePath(track.releaseId)}
          className="icon-button"
          tabIndex={tabIndex}
          aria-label={`Release of ${track.title}`}
          title="Go to the release"
        >
          <Disc3 size={18} />
        </Link>
      ) : (
        <button
          type="button"
          className="icon-button"
          tabIndex={tabIndex}
          aria-label={`Play ${track.title} next`}
          title="Play next"
          onClick={add("next")}
        >
          <ListStart size={18} />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        tabIndex={tabIndex}
        aria-label={`Add ${track.title} to a playlist`}
        title="Add to a playlist"
        onClick={() => addTo({ kind: "playlists", ids: [track.id], what: track.title })}
      >
        <ListMusic size={18} />
      </button>
    </span>
  )
}
