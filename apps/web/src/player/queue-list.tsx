/** The queue as a list: go to an entry, move it, take it out. Drawn only where it is visible: it may hold thousands. */
import { useVirtualizer } from "@tanstack/react-virtual"
import { ArrowDown, ArrowUp, X } from "lucide-react"
import { type DragEvent, memo, useEffect, useRef, useState } from "react"
import { formatSeconds } from "../parts/time.ts"
import type { Player } from "./player.ts"
import type { QueueEntry } from "./queue.ts"
import { usePlayer, usePlayerState } from "./use-player.ts"

const rowPx = 56
const dragType = "application/x-deadwax-entry"

interface QueueListProps {
  readonly scroller: HTMLElement | null
}

export const QueueList = ({ scroller }: QueueListProps) => {
  const player = usePlayer()
  const { queue } = usePlayerState()
  const list = useRef<HTMLOListElement>(null)
  const [margin, setMargin] = useState(0)
  const [over, setOver] = useState<number>()
  // Where the list stands inside what scrolls is known once both are drawn.
  useEffect(() => setMargin(offsetWithin(list.current, scroller)), [scroller])
  const rows = useVirtualizer({
    count: queue.entries.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    getItemKey: (index) => queue.entries[index]?.key ?? index,
    scrollMargin: margin,
    overscan: 8
  })
  const drop = (event: DragEvent, index: number): void => {
    const key = Number(event.dataTransfer.getData(dragType))
    setOver(undefined)
    if (key > 0) player.dispatch({ type: "move", key, to: index })
  }
  return (
    <ol ref={list} className="queue-list" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => (
        <li
          key={row.key}
          aria-setsize={queue.entries.length}
          aria-posinset={row.index + 1}
          className={itemClass(row.index, queue.current, over)}
          style={{ transform: `translateY(${row.start - margin}px)` }}
          draggable
          onDragStart={(event) => event.dataTransfer.setData(dragType, String(queue.entries[row.index]?.key))}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(row.index)
          }}
          onDragLeave={() => setOver(undefined)}
          onDrop={(event) => drop(event, row.index)}
        >
          <QueueRow
            player={player}
            entry={queue.entries[row.index]!}
            index={row.index}
            total={queue.entries.length}
            isCurrent={row.index === queue.current}
          />
        </li>
      ))}
    </ol>
  )
}

const offsetWithin = (inner: HTMLElement | null, outer: HTMLElement | null): number =>
  inner === null || outer === null ? 0 : inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop

const itemClass = (index: number, current: number, over: number | undefined): string =>
  ["queue-item", index === current && "is-playing", index < current && "is-past", index === over && "is-over"]
    .filter(Boolean)
    .join(" ")

interface QueueRowProps {
  readonly player: Player
  readonly entry: QueueEntry
  readonly index: number
  readonly total: number
  readonly isCurrent: boolean
}

const QueueRow = memo(({ player, entry, index, total, isCurrent }: QueueRowProps) => {
  const { key, track } = entry
  const move = (to: number) => () => player.dispatch({ type: "move", key, to })
  return (
    <>
      <button
        type="button"
        className="queue-go"
        aria-current={isCurrent ? "true" : undefined}
        onClick={() => player.go(key)}
        onKeyDown={(event) => {
          const step = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined
          if (step !== undefined) move(index + step)()
          else if (event.key === "Delete") player.dispatch({ type: "remove", key })
          else return
          event.preventDefault()
        }}
      >
        <span className="queue-title truncate block" dir="auto" title={track.title}>
          {track.title}
        </span>
        <span className="track-artist truncate block" dir="auto" title={track.artists}>
          {track.artists}
        </span>
      </button>
      <span className="track-length">{formatSeconds(track.durationSeconds)}</span>
      <span className="queue-tools">
        <button
          type="button"
          className="icon-button"
          aria-label={`Move ${track.title} up`}
          disabled={index === 0}
          onClick={move(index - 1)}
        >
          <ArrowUp size={16} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={`Move ${track.title} down`}
          disabled={index === total - 1}
          onClick={move(index + 1)}
        >
          <ArrowDown size={16} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={`Remove ${track.title} from the queue`}
          onClick={() => player.dispatch({ type: "remove", key })}
        >
          <X size={16} />
        </button>
      </span>
    </>
  )
})
