/** One row of the long list of tracks. */
import type { Track } from "@deadwax/core-cache"
import { memo } from "react"
import { Heart } from "../track-state/heart.tsx"
import { ArtistNames } from "./artist-names.tsx"
import { Cover } from "./cover.tsx"
import { creditLine, mainNames } from "./credits.ts"
import { formatSeconds } from "./time.ts"
import { TrackTools } from "./track-tools.tsx"

interface TrackRowProps {
  readonly id: string
  readonly index: number
  readonly topPx: number
  /** Undefined while it is on its way. */
  readonly track: Track | undefined
  readonly isActive: boolean
  readonly isPlaying: boolean
  readonly play: (index: number) => void
  readonly activate: (index: number) => void
}

const classOf = (isActive: boolean, isPlaying: boolean): string =>
  ["track-row", isActive && "is-active", isPlaying && "is-playing"].filter(Boolean).join(" ")

/** `play` and `activate` mean the same at every drawing, so they do not count. */
const isSame = (a: TrackRowProps, b: TrackRowProps): boolean =>
  a.index === b.index && a.topPx === b.topPx && a.track === b.track && a.isActive === b.isActive && a.isPlaying === b.isPlaying

export const TrackRow = memo(
  ({ id, index, topPx, track, isActive, isPlaying, play, activate }: TrackRowProps) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      id={id}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isActive}
      className={classOf(isActive, isPlaying)}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={() => activate(index)}
      onDoubleClick={() => play(index)}
    >
      {track === undefined ? (
        <span role="gridcell" className="waiting-cell" aria-busy="true">
          <span className="waiting-line block" />
        </span>
      ) : (
        <FilledRow track={track} tabIndex={isActive ? 0 : -1} play={() => play(index)} />
      )}
    </div>
  ),
  isSame
)

interface FilledRowProps {
  readonly track: Track
  readonly tabIndex: number
  readonly play: () => void
}

const FilledRow = ({ track, tabIndex, play }: FilledRowProps) => {
  const artist = creditLine(track.artists)
  return (
    <>
      <span role="gridcell" aria-hidden="true">
        <Cover key={track.releaseId} releaseId={track.releaseId} title="" widthPx={40} />
      </span>
      <span role="gridcell" className="track-words">
        <button
          type="button"
          className="track-title truncate block"
          tabIndex={tabIndex}
          title={track.title}
          dir="auto"
          onClick={play}
        >
          {track.title}
        </button>
        <span className="track-artist truncate block" dir="auto">
          {artist}
        </span>
      </span>
      <span role="gridcell" className="track-artist truncate" dir="auto" title={artist}>
        <ArtistNames names={mainNames(track.artists)} tabIndex={tabIndex} />
      </span>
      <span role="gridcell" className="track-format">
        {formatName(track.format)}
      </span>
      <span role="gridcell">
        <Heart track={track} tabIndex={tabIndex} />
      </span>
      <span role="gridcell" className="track-length">
        {formatSeconds(track.durationSeconds)}
      </span>
      <span role="gridcell">
        <TrackTools track={track} tabIndex={tabIndex} hasReleaseLink />
      </span>
    </>
  )
}

const formatName = (format: string): string => format.replace(/^ogg-/, "")
