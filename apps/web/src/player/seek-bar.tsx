/** Where the track stands, and the way to another place of it. */
import { formatSeconds, speakSeconds } from "../parts/time.ts"
import { usePlayer, usePlayerState, usePlayerTime } from "./use-player.ts"

export const SeekBar = () => {
  const player = usePlayer()
  const { position, duration } = usePlayerTime()
  const { queue } = usePlayerState()
  const share = duration > 0 ? Math.min(1, position / duration) : 0
  return (
    <div className="seek">
      <span aria-hidden="true">{formatSeconds(queue.current === -1 ? null : position)}</span>
      <input
        type="range"
        className="groove"
        aria-label="Position in the track"
        aria-valuetext={`${speakSeconds(position)} of ${speakSeconds(duration)}`}
        min={0}
        max={Math.max(duration, 0.1)}
        step={0.1}
        value={Math.min(position, duration)}
        disabled={queue.current === -1}
        style={{ "--share": share } as React.CSSProperties}
        onChange={(event) => player.seek(event.currentTarget.valueAsNumber)}
        onKeyDown={(event) => {
          // A tenth of a second is right for a finger and too little for a key.
          const step = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 }[event.key]
          if (step === undefined) return
          event.preventDefault()
          player.seekBy(step)
        }}
      />
      <span aria-hidden="true">{formatSeconds(queue.current === -1 ? null : duration)}</span>
    </div>
  )
}
