/** One release: what it is, who made it, its tracks by disc, and the ids it is known by. */
import type { Release } from "@deadwax/core-cache"
import { ListPlus, Play, Shuffle } from "lucide-react"
import { useRelease } from "../data/library.ts"
import { useAnnounce } from "../navigation/announcer.tsx"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { ArtistNames } from "../parts/artist-names.tsx"
import { Cover } from "../parts/cover.tsx"
import { mainNames } from "../parts/credits.ts"
import { DiscTracks } from "../parts/disc-tracks.tsx"
import { groupByDisc } from "../parts/discs.ts"
import { LinerNotes } from "../parts/liner-notes.tsx"
import { Problem } from "../parts/problem.tsx"
import { ReleaseTools } from "../parts/release-tools.tsx"
import { formatCount, formatDate, formatLength } from "../parts/time.ts"
import { typeNames } from "../parts/type-names.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"

export const ReleaseView = ({ id }: { readonly id: string }) => {
  const { data: release, error, refetch } = useRelease(id)
  useScrollMemory(release !== undefined, id)
  if (error !== null && release === undefined) return <Problem error={error} retry={() => void refetch()} />
  if (release === undefined) return <div className="view" aria-busy="true" />
  const discs = groupByDisc(release.tracks ?? [])
  return (
    <article className="view">
      <ReleaseHead release={release} />
      {discs.map((disc) => (
        <DiscTracks key={disc.number} disc={disc} release={release} isOnly={discs.length === 1} />
      ))}
      <LinerNotes release={release} />
      <div className="dead-wax etched">
        {release.catalogNumber !== null && <span>{release.catalogNumber}</span>}
        <span title="The id that this release keeps through renames, retags and moves">{release.id}</span>
      </div>
    </article>
  )
}

const factsOf = (release: Release): ReadonlyArray<string> => {
  const date = release.originalDate ?? release.releaseDate
  return [
    typeNames[release.type] ?? release.type,
    ...(date === null ? [] : [formatDate(date)]),
    formatCount(release.trackTotal, "track"),
    formatLength(release.durationSeconds)
  ]
}

const ReleaseHead = ({ release }: { readonly release: Release }) => (
  <header className="release-head">
    <Cover releaseId={release.id} title={release.title} isThere={release.cover !== null} widthPx={304} />
    <div className="release-words">
      <ViewTitle title={release.title} />
      <p className="release-artist" dir="auto">
        <ArtistNames names={mainNames(release.artists)} />
      </p>
      <ul className="release-facts">
        {factsOf(release).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
        {release.isNew && <li className="tag is-new">New</li>}
      </ul>
      <ReleaseActions release={release} />
    </div>
  </header>
)

const ReleaseActions = ({ release }: { readonly release: Release }) => {
  const player = usePlayer()
  const announce = useAnnounce()
  const tracks = (release.tracks ?? []).map(toQueueTrack)
  const shuffle = (): void => {
    player.playTracks(tracks, Math.floor(Math.random() * tracks.length))
    player.setShuffle(true)
  }
  return (
    <div className="release-actions">
      <button type="button" className="button is-main" disabled={tracks.length === 0} onClick={() => player.playTracks(tracks)}>
        <Play size={18} fill="currentColor" strokeWidth={0} /> Play
      </button>
      <button type="button" className="button" disabled={tracks.length < 2} onClick={shuffle}>
        <Shuffle size={17} /> Shuffle
      </button>
      <button
        type="button"
        className="button"
        disabled={tracks.length === 0}
        onClick={() => {
          player.addTracks(tracks, "last")
          announce(`${formatCount(tracks.length, "track")} added to the queue`)
        }}
      >
        <ListPlus size={18} /> Queue
      </button>
      <ReleaseTools release={release} />
    </div>
  )
}
