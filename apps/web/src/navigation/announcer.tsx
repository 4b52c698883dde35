/** Says to screen readers what others see change: results that came, the track that plays. */
import { createContext, type ReactNode, useCallback, useContext, useState } from "react"

const AnnounceContext = createContext<(text: string) => void>(() => undefined)

export const useAnnounce = (): ((text: string) => void) => useContext(AnnounceContext)

export const Announcer = ({ children }: { readonly children: ReactNode }) => {
  const [said, setSaid] = useState({ text: "", turn: 0 })
  const announce = useCallback((text: string) => setSaid((before) => ({ text, turn: before.turn + 1 })), [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="hidden-visually" role="status" aria-live="polite">
        {/* The same words twice are said twice only when the text differs. */}
        {said.turn % 2 === 0 ? said.text : `${said.text}\u00a0`}
      </div>
    </AnnounceContext>
  )
}
