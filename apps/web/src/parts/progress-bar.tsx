/** How far something is, in a bar and in words. */

interface ProgressBarProps {
  readonly label: string
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  readonly detail?: string | undefined
}

export const ProgressBar = ({ label, done, total, detail }: ProgressBarProps) => {
  const counted =
    total > 0 ? `${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : done > 0 ? done.toLocaleString("en") : "…"
  return (
    <div className="progress">
      {/* Without a value it says that something goes on, which is all that is known then. */}
      <progress aria-label={label} {...(total > 0 ? { value: done, max: total } : {})} />
      <div className="progress-words">
        <span>{label}</span>
        <span>
          {counted}
          {detail === undefined ? "" : ` · ${detail}`}
        </span>
      </div>
    </div>
  )
}
