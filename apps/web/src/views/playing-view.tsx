/** What plays, large, and what comes after it. */
import { Link } from "wouter"
import { useRelease, useTrack } from "../data/library.ts"
import { paths, releasePath } from "../navigation/paths.ts"
import { useScroller, useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Cover } from "../parts/cover.tsx"
import { Message } from "../parts/message.tsx"
import { currentEntry } from "../player/queue.ts"
import { QueueList } from "../player/queue-list.tsx"
import { QueueHead } from "../player/queue-panel.tsx"
import { SeekBar } from "../player/seek-bar.tsx"
import { TransportButtons } from "../player/transport.tsx"
import { usePlayerState } from "../player/use-player.ts"
import { Heart } from "../track-state/heart.tsx"
import { Stars } from "../track-state/stars.tsx"

export const PlayingView = () => {
  const { queue } = usePlayerState()
  const scroller = useScroller()
  const entry = currentEntry(queue)
  const release = useRelease(entry?.track.releaseId)
  useScrollMemory(true)
  if (entry === undefined)
    return (
      <Message
        title="Nothing plays"
        actions={
          <Link href={paths.albums} className="button is-main">
            Choose an album
          </Link>
        }
      >
        <p>Play an album or a track, and it appears here with the rest of the queue.</p>
      </Message>
    )
  const { track } = entry
  return (
    <div className="view playing">
      <section className="playing-now" aria-label="What plays">
        <Cover
          key={track.releaseId}
          releaseId={track.releaseId}
          title={release.data?.title ?? ""}
          isThere={release.data?.cover !== null}
          widthPx={384}
        />
        <div className="playing-words">
          <ViewTitle title={track.title} />
          <p className="soft" dir="auto">
            {track.artists}
          </p>
          {release.data !== undefined && (
            <p className="soft">
              <Link href={releasePath(release.data.id)} className="link" dir="auto">
                {release.data.title}
              </Link>
            </p>
          )}
          <TrackState id={track.id} />
        </div>
        <SeekBar />
        <TransportButtons />
      </section>
      <section aria-label="Queue">
        <QueueHead />
        <div className="queue-scroll">
          <QueueList scroller={scroller} />
        </div>
      </section>
    </div>
  )
}

const TrackState = ({ id }: { readonly id: string }) => {
  const { data: track } = useTrack(id)
  return (
    <div className="playing-state">
      {track !== undefined && (
        <>
          <Heart track={track} />
          <Stars track={track} sizePx={20} />
        </>
      )}
    </div>
  )
}
