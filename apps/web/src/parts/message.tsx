/** A whole page that says one thing: what is the matter, and what can be done. */
import type { ReactNode } from "react"
import { ViewTitle } from "../navigation/view-title.tsx"
import { DiscMark } from "./brand.tsx"

interface MessageProps {
  readonly title: string
  readonly children?: ReactNode
  /** Buttons and links. */
  readonly actions?: ReactNode
  readonly isBusy?: boolean
  /** Below a view's own heading. */
  readonly isPart?: boolean
}

export const Message = ({ title, children, actions, isBusy = false, isPart = false }: MessageProps) => (
  <div className="message" aria-busy={isBusy}>
    <DiscMark className={isBusy ? "disc-mark is-turning" : "disc-mark"} />
    {isPart ? <h2>{title}</h2> : <ViewTitle title={title} />}
    {children}
    {actions !== undefined && <div className="actions">{actions}</div>}
  </div>
)
