/** The bar below every view. On a phone it is small and leads to the page of what plays. */
import { ListMusic, Volume1, Volume2, VolumeX } from "lucide-react"
import { Link } from "wouter"
import { useRelease, useTrack } from "../data/library.ts"
import { paths } from "../navigation/paths.ts"
import { Cover } from "../parts/cover.tsx"
import { Heart } from "../track-state/heart.tsx"
import { currentEntry } from "./queue.ts"
import { SeekBar } from "./seek-bar.tsx"
import { TransportButtons } from "./transport.tsx"
import { useCurrentTrackId, usePlayer, usePlayerState, usePlayerTime } from "./use-player.ts"

interface PlayerBarProps {
  readonly isQueueOpen: boolean
  readonly toggleQueue: () => void
}

export const PlayerBar = ({ isQueueOpen, toggleQueue }: PlayerBarProps) => {
  const { queue } = usePlayerState()
  return (
    <section className={queue.current === -1 ? "player is-hidden" : "player"} aria-label="Player">
      <MiniProgress />
      <div className="now-side">
        <NowPlaying />
        <NowHeart />
      </div>
      <div className="transport">
        <TransportButtons />
        <SeekBar />
      </div>
      <div className="player-side">
        <Volume />
        <button
          type="button"
          className="icon-button"
          aria-label="Queue"
          aria-expanded={isQueueOpen}
          aria-pressed={isQueueOpen}
          onClick={toggleQueue}
        >
          <ListMusic size={20} />
        </button>
      </div>
    </section>
  )
}

const MiniProgress = () => {
  const { position, duration } = usePlayerTime()
  const share = duration > 0 ? Math.min(1, position / duration) : 0
  return <div className="mini-progress" aria-hidden="true" style={{ "--share": share } as React.CSSProperties} />
}

const NowPlaying = () => {
  const { queue } = usePlayerState()
  const entry = currentEntry(queue)
  const release = useRelease(entry?.track.releaseId)
  if (entry === undefined) return <p className="soft truncate">Nothing plays yet.</p>
  const { track } = entry
  return (
    <Link href={paths.playing} className="now">
      <span className="hidden-visually">What plays: </span>
      <Cover
        key={track.releaseId}
        releaseId={track.releaseId}
        title={release.data?.title ?? ""}
        isThere={release.data?.cover !== null}
        widthPx={56}
      />
      <span className="track-words">
        <span className="now-title truncate block" dir="auto" title={track.title}>
          {track.title}
        </span>
        <span className="now-artist truncate block" dir="auto" title={track.artists}>
          {track.artists}
        </span>
      </span>
    </Link>
  )
}

const NowHeart = () => {
  const { data: track } = useTrack(useCurrentTrackId())
  return track === undefined ? null : <Heart track={track} />
}

const Volume = () => {
  const player = usePlayer()
  const { volume, isMuted } = usePlayerState()
  const audible = isMuted ? 0 : volume
  const Icon = audible === 0 ? VolumeX : audible < 0.5 ? Volume1 : Volume2
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Mute"
        aria-pressed={isMuted}
        onClick={() => player.setMuted(!isMuted)}
      >
        <Icon size={20} />
      </button>
      <input
        type="range"
        className="groove volume"
        aria-label="Volume"
        aria-valuetext={`${Math.round(audible * 100)} percent`}
        min={0}
        max={1}
        step={0.02}
        value={audible}
        style={{ "--share": audible } as React.CSSProperties}
        onChange={(event) => player.setVolume(event.currentTarget.valueAsNumber)}
      />
    </>
  )
}
