/** What was just done, in a line at the foot of the page, with the way back where there is one. */
import { X } from "lucide-react"
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react"

export interface Said {
  readonly text: string
  readonly isProblem?: boolean
  /** Takes it back. */
  readonly undo?: () => void
}

/** Long enough to be read, and to be reached by keyboard. */
const shownMs = 14_000

const SayContext = createContext<(said: Said) => void>(() => undefined)

/** Shows it, and says it to screen readers. */
export const useSay = (): ((said: Said) => void) => useContext(SayContext)

interface Shown extends Said {
  readonly turn: number
}

export const SaidProvider = ({ children }: { readonly children: ReactNode }) => {
  const [shown, setShown] = useState<Shown>()
  const say = useCallback((said: Said) => setShown((before) => ({ ...said, turn: (before?.turn ?? 0) + 1 })), [])
  const hide = (): void => setShown((before) => (before === undefined ? undefined : { text: "", turn: before.turn }))
  return (
    <SayContext value={say}>
      {children}
      <div className="said-place" role="status" aria-live="polite">
        {shown !== undefined && shown.text !== "" && <SaidLine key={shown.turn} said={shown} hide={hide} />}
      </div>
    </SayContext>
  )
}

const SaidLine = ({ said, hide }: { readonly said: Said; readonly hide: () => void }) => {
  const [isHeld, setIsHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(hide, shownMs)
    return () => clearTimeout(timer)
  })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever points at it or tabs into it wants it to stay
    <div
      className={said.isProblem === true ? "said is-problem" : "said"}
      onMouseEnter={() => setIsHeld(true)}
      onMouseLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <p>{said.text}</p>
      {said.undo !== undefined && (
        <button
          type="button"
          className="button is-small"
          onClick={() => {
            hide()
            said.undo?.()
          }}
        >
          Undo
        </button>
      )}
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={hide}>
        <X size={16} />
      </button>
    </div>
  )
}
