/** The buttons that every player has. */
import { Pause, Play, Repeat, Repeat1, Shuffle, SkipBack, SkipForward } from "lucide-react"
import type { Repeat as RepeatMode } from "./queue.ts"
import { usePlayer, usePlayerState } from "./use-player.ts"

const nextRepeat: Readonly<Record<RepeatMode, RepeatMode>> = { off: "all", all: "one", one: "off" }
const repeatLabels: Readonly<Record<RepeatMode, string>> = {
  off: "Repeat: off",
  all: "Repeat: the whole queue",
  one: "Repeat: this track"
}

export const TransportButtons = () => {
  const player = usePlayer()
  const { queue, status } = usePlayerState()
  const isEmpty = queue.current === -1
  const isOn = status === "playing" || status === "loading"
  const RepeatIcon = queue.repeat === "one" ? Repeat1 : Repeat
  return (
    <div className="transport-buttons">
      <button
        type="button"
        className="icon-button transport-extra"
        aria-label="Shuffle"
        aria-pressed={queue.isShuffled}
        onClick={() => player.setShuffle(!queue.isShuffled)}
      >
        <Shuffle size={18} />
      </button>
      <button
        type="button"
        className="icon-button transport-extra"
        aria-label="Previous"
        disabled={isEmpty}
        onClick={() => player.previous()}
      >
        <SkipBack size={20} fill="currentColor" />
      </button>
      <button
        type="button"
        className="icon-button is-main"
        aria-label={isOn ? "Pause" : "Play"}
        disabled={isEmpty}
        onClick={() => player.toggle()}
      >
        {isOn ? (
          <Pause size={20} fill="currentColor" strokeWidth={0} />
        ) : (
          <Play size={20} fill="currentColor" strokeWidth={0} className="play-sign" />
        )}
      </button>
      <button type="button" className="icon-button" aria-label="Next" disabled={isEmpty} onClick={() => player.next()}>
        <SkipForward size={20} fill="currentColor" />
      </button>
      <button
        type="button"
        className="icon-button transport-extra"
        aria-label={repeatLabels[queue.repeat]}
        aria-pressed={queue.repeat !== "off"}
        onClick={() => player.dispatch({ type: "repeat", repeat: nextRepeat[queue.repeat] })}
      >
        <RepeatIcon size={18} />
      </button>
    </div>
  )
}
