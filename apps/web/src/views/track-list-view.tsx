/** The lists that follow from what a person makes of tracks: favourites, what was played, what came last. */
import { Play } from "lucide-react"
import { useCallback } from "react"
import type { PageOptions } from "../client/client.ts"
import type { TrackListKind } from "../client/track-state.ts"
import { useClient } from "../data/library.ts"
import { useListTotal } from "../data/use-paged-list.ts"
import { ofTracks } from "../navigation/neighbours.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { SwitchLinks } from "../parts/switch-links.tsx"
import { formatCount } from "../parts/time.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"
import { TrackGrid } from "./tracks-view.tsx"

const words: Readonly<Record<TrackListKind, { readonly title: string; readonly none: string; readonly how: string }>> = {
  favorites: {
    title: "Favourites",
    none: "No favourites yet",
    how: "The heart beside a track makes it one. The newest stands first."
  },
  "recently-played": {
    title: "Recently played",
    none: "Nothing was played yet",
    how: "A track stands here when half of it, or four minutes, were heard."
  },
  "most-played": {
    title: "Most played",
    none: "Nothing was played yet",
    how: "A play counts when half of a track, or four minutes of it, were heard."
  },
  "recently-added": {
    title: "Recently added",
    none: "No tracks yet",
    how: "When the library has been scanned, its newest releases stand here first."
  }
}

/** As many as a queue of one sitting needs. */
const queued = 200

export const TrackListView = ({ kind }: { readonly kind: TrackListKind }) => {
  const client = useClient()
  const player = usePlayer()
  const read = useCallback((options: PageOptions = {}) => client.trackList(kind, options), [client, kind])
  const { total, error, retry } = useListTotal(kind, read)
  useScrollMemory(total !== undefined, kind)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  const { title, none, how } = words[kind]
  const playAll = async (): Promise<void> => player.playTracks((await read({ limit: queued })).items.map(toQueueTrack))
  return (
    <div className="view">
      <SwitchLinks label="Lists of tracks" links={ofTracks} isEverywhere />
      <div className="view-head">
        <div>
          <ViewTitle title={title} />
          <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, "track")}</p>
        </div>
        <div className="view-tools">
          <button type="button" className="button is-small" disabled={(total ?? 0) === 0} onClick={() => void playAll()}>
            <Play size={16} fill="currentColor" strokeWidth={0} /> Play
          </button>
        </div>
      </div>
      {total === 0 && (
        <Message title={none} isPart>
          <p>{how}</p>
        </Message>
      )}
      {total !== undefined && total > 0 && <TrackGrid key={kind} name={kind} read={read} total={total} />}
    </div>
  )
}
