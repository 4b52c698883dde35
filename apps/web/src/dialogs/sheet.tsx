/** A dialog over the page: takes the focus, gives it back, and closes by Escape, its button or a click beside it. */
import { X } from "lucide-react"
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react"

interface SheetProps {
  readonly title: string
  readonly close: () => void
  readonly children: ReactNode
}

export const Sheet = ({ title, close, children }: SheetProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const onClick = (event: MouseEvent): void => {
    if (event.target === dialog.current) close()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own
    <dialog ref={dialog} className="sheet" aria-labelledby={id} onClose={close} onClick={onClick}>
      <div className="sheet-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={close}>
          <X size={18} />
        </button>
      </div>
      {children}
    </dialog>
  )
}
