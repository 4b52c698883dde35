/** The queue beside the views. */
import { X } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { formatCount } from "../parts/time.ts"
import { QueueList } from "./queue-list.tsx"
import { usePlayer, usePlayerState } from "./use-player.ts"

export const QueueHead = ({ close }: { readonly close?: () => void }) => {
  const player = usePlayer()
  const { addTo } = useDialogs()
  const { queue } = usePlayerState()
  return (
    <div className="queue-head">
      <h2>Queue</h2>
      <span className="soft">{formatCount(queue.entries.length, "track")}</span>
      {queue.entries.length > 0 && (
        <button
          type="button"
          className="button is-small"
          aria-label="Save the queue to a playlist"
          onClick={() =>
            addTo({
              kind: "playlists",
              ids: queue.entries.map(({ track }) => track.id),
              what: `The queue, ${formatCount(queue.entries.length, "track")}`
            })
          }
        >
          Save
        </button>
      )}
      {queue.entries.length > 0 && (
        <button type="button" className="button is-small" onClick={() => player.dispatch({ type: "clear" })}>
          Clear
        </button>
      )}
      {close !== undefined && (
        <button type="button" className="icon-button" aria-label="Close the queue" onClick={close}>
          <X size={18} />
        </button>
      )}
    </div>
  )
}

export const QueuePanel = ({ close }: { readonly close: () => void }) => {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const panel = useRef<HTMLElement>(null)
  const { queue } = usePlayerState()
  useEffect(() => panel.current?.focus(), [])
  return (
    <aside
      ref={panel}
      className="queue-panel"
      aria-label="Queue"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        event.stopPropagation()
        close()
      }}
    >
      <QueueHead close={close} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div ref={setScroller} className="queue-scroll" tabIndex={0} role="group" aria-label="Tracks in the queue">
        {queue.entries.length === 0 ? (
          <p className="queue-empty soft">What you play, and what you add, stands here.</p>
        ) : (
          <QueueList scroller={scroller} />
        )}
      </div>
    </aside>
  )
}
