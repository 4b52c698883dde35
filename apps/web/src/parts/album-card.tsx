/** One release of the grid. */
import type { Release } from "@deadwax/core-cache"
import { useQueryClient } from "@tanstack/react-query"
import { Play } from "lucide-react"
import { memo } from "react"
import { Link } from "wouter"
import { useClient } from "../data/library.ts"
import { releasePath } from "../navigation/paths.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"
import { Cover } from "./cover.tsx"
import { mainLine } from "./credits.ts"
import { yearOf } from "./time.ts"

interface AlbumCardProps {
  /** Undefined while it is on its way. */
  readonly release: Release | undefined
  readonly coverPx: number
  readonly isTabbable: boolean
}

export const AlbumCard = memo(({ release, coverPx, isTabbable }: AlbumCardProps) => {
  if (release === undefined) return <WaitingCard />
  const artist = mainLine(release.artists)
  const year = yearOf(release.originalDate ?? release.releaseDate)
  return (
    <>
      <Link href={releasePath(release.id)} className="album-card" tabIndex={isTabbable ? 0 : -1}>
        <Cover key={release.id} releaseId={release.id} title={release.title} isThere={release.cover !== null} widthPx={coverPx} />
        <span className="album-title truncate block" dir="auto" title={release.title}>
          {release.isNew && (
            <span className="new-mark" title="New">
              <span className="hidden-visually">New: </span>
            </span>
          )}
          {release.title}
        </span>
        <span className="album-artist truncate block" dir="auto" title={artist}>
          <bdi>{artist}</bdi>
          {year !== "" && <span className="album-year"> · {year}</span>}
        </span>
      </Link>
      <PlayRelease release={release} />
    </>
  )
})

export const WaitingCard = () => (
  <span className="album-card" aria-hidden="true">
    <span className="cover" />
    <span className="waiting-line block" />
  </span>
)

/** For the mouse; by keyboard and on a phone the release's page has the same button. */
const PlayRelease = ({ release }: { readonly release: Release }) => {
  const client = useClient()
  const queries = useQueryClient()
  const player = usePlayer()
  const play = async (): Promise<void> => {
    const full = await queries.fetchQuery({
      queryKey: ["release", release.id],
      queryFn: ({ signal }) => client.release(release.id, signal)
    })
    player.playTracks((full.tracks ?? []).map(toQueueTrack))
  }
  return (
    <button
      type="button"
      className="icon-button album-play"
      tabIndex={-1}
      aria-label={`Play ${release.title}`}
      onClick={() => void play()}
    >
      <Play size={18} fill="currentColor" strokeWidth={0} className="play-sign" />
    </button>
  )
}
