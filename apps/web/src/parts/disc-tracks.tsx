/** The tracks of one disc. */
import type { Release, Track } from "@deadwax/core-cache"
import { Play, Volume2 } from "lucide-react"
import { toQueueTrack, useCurrentTrackId, usePlayer } from "../player/use-player.ts"
import { Heart } from "../track-state/heart.tsx"
import { Stars } from "../track-state/stars.tsx"
import { creditLine } from "./credits.ts"
import type { Disc } from "./discs.ts"
import { formatSeconds, speakSeconds } from "./time.ts"
import { TrackTools } from "./track-tools.tsx"

interface DiscTracksProps {
  readonly disc: Disc
  readonly release: Release
  readonly isOnly: boolean
}

export const DiscTracks = ({ disc, release, isOnly }: DiscTracksProps) => {
  const player = usePlayer()
  const playing = useCurrentTrackId()
  const all = release.tracks ?? []
  const releaseArtist = creditLine(release.artists)
  const title = disc.number === "" ? "Other tracks" : `Disc ${disc.number}`
  return (
    <section className="disc" aria-label={isOnly ? "Tracks" : title}>
      {!isOnly && <h2>{title}</h2>}
      <ol>
        {disc.tracks.map((track) => (
          <li key={track.id}>
            <DiscTrack
              track={track}
              releaseArtist={releaseArtist}
              isPlaying={track.id === playing}
              play={() => player.playTracks(all.map(toQueueTrack), all.indexOf(track))}
            />
          </li>
        ))}
      </ol>
    </section>
  )
}

const numberOf = (track: Track): string => (track.trackNumber === "" ? "·" : track.trackNumber)

interface DiscTrackProps {
  readonly track: Track
  readonly releaseArtist: string
  readonly isPlaying: boolean
  readonly play: () => void
}

const DiscTrack = ({ track, releaseArtist, isPlaying, play }: DiscTrackProps) => {
  const artist = creditLine(track.artists)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a second way for the mouse; the buttons inside are the way for everybody
    <div className={isPlaying ? "track-row is-playing" : "track-row"} onDoubleClick={play}>
      <button type="button" className="row-play" aria-label={`Play ${numberOf(track)} ${track.title}`} onClick={play}>
        <span>{numberOf(track)}</span>
        {isPlaying ? <Volume2 size={17} /> : <Play size={16} fill="currentColor" strokeWidth={0} className="play-sign" />}
      </button>
      <div className="track-words">
        <button type="button" className="track-title truncate block" dir="auto" title={track.title} tabIndex={-1} onClick={play}>
          {track.title}
        </button>
        {artist !== releaseArtist && (
          <p className="track-artist truncate" dir="auto" title={artist}>
            {artist}
          </p>
        )}
      </div>
      <Stars track={track} />
      <Heart track={track} />
      <span className="track-length">
        <span aria-hidden="true">{formatSeconds(track.durationSeconds)}</span>
        <span className="hidden-visually">{speakSeconds(track.durationSeconds)}</span>
      </span>
      <TrackTools track={track} />
    </div>
  )
}
