/** A view's heading: it names the document, and takes the focus when one comes to the view, so that screen readers begin there. */
import { type ReactNode, useEffect, useRef } from "react"

interface ViewTitleProps {
  readonly title: string
  readonly className?: string
  readonly children?: ReactNode
  /** False where something else has the focus, as the search field. */
  readonly takesFocus?: boolean
}

let isFirstView = true

export const ViewTitle = ({ title, className, children, takesFocus = true }: ViewTitleProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Deadwax`
    // The page itself has just been opened: the browser's own order of focus is right.
    if (takesFocus && !isFirstView) heading.current?.focus({ preventScroll: true })
    isFirstView = false
  }, [title, takesFocus])
  return (
    <h1 ref={heading} tabIndex={-1} className={className} dir="auto">
      {children ?? title}
    </h1>
  )
}
