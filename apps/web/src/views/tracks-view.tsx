/**
 * Every track of the library, or those that are chosen. One element takes the focus for all rows and names the active one (aria-activedescendant): rows come and go
 * while one scrolls, and a focus inside them would be lost.
 */
import type { Page, Track } from "@deadwax/core-cache"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type KeyboardEvent, useCallback, useRef, useState } from "react"
import type { PageOptions } from "../client/client.ts"
import { useClient } from "../data/library.ts"
import { useListItems, useListTotal } from "../data/use-paged-list.ts"
import { gridStep } from "../data/windows.ts"
import { isFiltered } from "../lists/list-choice.ts"
import { ListControls } from "../lists/list-controls.tsx"
import { useListChoice } from "../lists/use-list-choice.ts"
import { useAnnounce } from "../navigation/announcer.tsx"
import { useScroller, useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { formatCount } from "../parts/time.ts"
import { TrackRow } from "../parts/track-row.tsx"
import { toQueueTrack, useCurrentTrackId, usePlayer } from "../player/use-player.ts"
import { NothingChosen } from "./albums-view.tsx"

const rowPx = 56
/** How many tracks of the list follow the one that is played. */
const queued = 200

export const TracksView = () => {
  const client = useClient()
  const { choice, name, choose } = useListChoice()
  const list = `tracks ${name}`
  const read = useCallback((options: PageOptions = {}) => client.tracks({ ...options, ...choice }), [client, choice])
  const { total, error, retry } = useListTotal(list, read)
  useScrollMemory(total !== undefined, name)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  return (
    <div className="view">
      <div className="view-head">
        <ViewTitle title="Tracks" />
        <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, "track")}</p>
      </div>
      <ListControls choice={choice} choose={choose} />
      {total === 0 && isFiltered(choice) && <NothingChosen what="track" clear={() => choose({ ...choice, filter: {} })} />}
      {total === 0 && !isFiltered(choice) && (
        <Message title="No tracks yet" isPart>
          <p>When the library has been scanned, they stand here in the order of their files.</p>
        </Message>
      )}
      {total !== undefined && total > 0 && <TrackGrid key={list} name={list} read={read} total={total} />}
    </div>
  )
}

const rowId = (index: number): string => `track-row-${index}`

type ReadTracks = (options?: PageOptions) => Promise<Page<Track>>

const usePlayFrom = (read: ReadTracks): ((index: number) => Promise<void>) => {
  const player = usePlayer()
  return async (index) => {
    const page = await read({ offset: index, limit: queued })
    player.playTracks(page.items.map(toQueueTrack))
  }
}

interface TrackGridProps {
  readonly name: string
  readonly read: ReadTracks
  readonly total: number
}

/** A list of tracks of any length. */
export const TrackGrid = ({ name, read, total }: TrackGridProps) => {
  const player = usePlayer()
  const announce = useAnnounce()
  const scroller = useScroller()
  const grid = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const playing = useCurrentTrackId()
  const playFrom = usePlayFrom(read)
  const margin = grid.current?.offsetTop ?? 0
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    scrollMargin: margin,
    overscan: 10,
    useFlushSync: false
  })
  const visible = rows.getVirtualItems()
  const range = { first: visible[0]?.index ?? 0, last: visible[visible.length - 1]?.index ?? -1 }
  const itemAt = useListItems<Track>(name, read, range, total)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || event.altKey || event.ctrlKey || event.metaKey) return
    const rowsPerPage = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowPx) - 1)
    const step =
      event.key.startsWith("Arrow") && !/Up|Down/.test(event.key) ? undefined : gridStep(event.key, active, total, 1, rowsPerPage)
    const track = itemAt(active)
    if (step !== undefined) {
      setActive(step)
      rows.scrollToIndex(step, { align: "auto" })
    } else if (event.key === "Enter") void playFrom(active)
    else if (event.key === "q" && track !== undefined) {
      player.addTracks([toQueueTrack(track)], "last")
      announce(`${track.title} added to the queue`)
    } else return
    event.preventDefault()
  }
  const isActiveDrawn = visible.some((row) => row.index === active)
  return (
    <div
      ref={grid}
      role="grid"
      aria-label="Tracks"
      aria-rowcount={total}
      aria-activedescendant={isActiveDrawn ? rowId(active) : undefined}
      tabIndex={0}
      className="track-list"
      style={{ height: rows.getTotalSize() }}
      onKeyDown={onKeyDown}
    >
      {visible.map((row) => (
        <TrackRow
          key={row.index}
          id={rowId(row.index)}
          index={row.index}
          topPx={row.start - margin}
          track={itemAt(row.index)}
          isActive={row.index === active}
          isPlaying={itemAt(row.index)?.id === playing}
          play={playFrom}
          activate={setActive}
        />
      ))}
    </div>
  )
}
