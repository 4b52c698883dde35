/** One entry: what it stands for, or what it was while that is missing. */
import type { CollectionItem } from "@deadwax/core-cache"
import { ArrowDown, ArrowUp, CircleDashed, GripVertical, X } from "lucide-react"
import type { KeyboardEvent } from "react"
import { Link } from "wouter"
import type { CollectionKind } from "../client/edits.ts"
import { releasePath } from "../navigation/paths.ts"
import { Cover } from "../parts/cover.tsx"
import { useCurrentTrackId } from "../player/use-player.ts"
import type { Member } from "./use-members.ts"
import { kindWords, plainDescription } from "./words.ts"

interface EntryRowProps {
  readonly kind: CollectionKind
  readonly item: CollectionItem
  /** Undefined while it is missing or on its way. */
  readonly member: Member | undefined
  readonly isLast: boolean
  readonly play: () => void
  readonly move: (step: -1 | 1) => void
  readonly remove: () => void
}

const steps: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 }

export const EntryRow = (props: EntryRowProps) => {
  const { item, member, move, remove } = props
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.altKey ? steps[event.key] : undefined
    if (step !== undefined) move(step)
    else if (event.key === "Delete" && !event.altKey && !event.ctrlKey && !event.metaKey) remove()
    else return
    event.preventDefault()
  }
  const title = member?.title ?? plainDescription(item.description)
  return (
    <>
      <span className="entry-no" aria-hidden="true">
        <span>{item.position}</span>
        <GripVertical size={16} />
      </span>
      {item.missing ? (
        <MissingEntry title={title} kind={props.kind} onKeyDown={onKeyDown} />
      ) : (
        <PresentEntry {...props} title={title} onKeyDown={onKeyDown} />
      )}
      <span className="track-length">{item.missing ? "" : (member?.detail ?? "")}</span>
      <EntryTools title={title} item={item} isLast={props.isLast} move={move} remove={remove} />
    </>
  )
}

interface WithKeys {
  readonly title: string
  readonly onKeyDown: (event: KeyboardEvent) => void
}

const PresentEntry = ({ kind, item, member, play, title, onKeyDown }: EntryRowProps & WithKeys) => {
  const playing = useCurrentTrackId()
  const words = (
    <>
      <span className="track-title truncate block" dir="auto" title={title}>
        {title}
      </span>
      <span className="track-artist truncate block" dir="auto">
        {member?.artists ?? "\u00a0"}
      </span>
    </>
  )
  const cover =
    member === undefined ? (
      <span className="cover" />
    ) : (
      <Cover key={member.releaseId} releaseId={member.releaseId} title={title} widthPx={44} />
    )
  if (kind === "collages")
    return (
      <>
        {cover}
        <Link href={releasePath(item.id)} className="entry-main" onKeyDown={onKeyDown}>
          {words}
        </Link>
      </>
    )
  const isPlaying = item.id === playing
  return (
    <>
      {cover}
      <button
        type="button"
        className={isPlaying ? "entry-main is-playing" : "entry-main"}
        aria-current={isPlaying ? "true" : undefined}
        onClick={play}
        onKeyDown={onKeyDown}
      >
        <span className="hidden-visually">Play </span>
        {words}
      </button>
    </>
  )
}

/** It can be reached, moved and taken out as others can; it only leads nowhere. */
const MissingEntry = ({ title, kind, onKeyDown }: WithKeys & { readonly kind: CollectionKind }) => (
  <>
    <span className="cover is-missing" aria-hidden="true">
      <CircleDashed size={20} />
    </span>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move it and take it out */}
    {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
    <span className="entry-main" tabIndex={0} onKeyDown={onKeyDown}>
      <span className="track-title truncate block" dir="auto" title={title}>
        {title === "" ? `A ${kindWords[kind].member} that nobody knows any more` : title}
      </span>
      <span className="track-artist truncate block">Missing: not in the library now</span>
    </span>
  </>
)

interface EntryToolsProps {
  readonly title: string
  readonly item: CollectionItem
  readonly isLast: boolean
  readonly move: (step: -1 | 1) => void
  readonly remove: () => void
}

const EntryTools = ({ title, item, isLast, move, remove }: EntryToolsProps) => (
  <span className="entry-tools">
    <button
      type="button"
      className="icon-button"
      aria-label={`Move ${title} up`}
      title="Up"
      disabled={item.position === 1}
      onClick={() => move(-1)}
    >
      <ArrowUp size={16} />
    </button>
    <button
      type="button"
      className="icon-button"
      aria-label={`Move ${title} down`}
      title="Down"
      disabled={isLast}
      onClick={() => move(1)}
    >
      <ArrowDown size={16} />
    </button>
    <button type="button" className="icon-button" aria-label={`Take ${title} out`} title="Take out" onClick={remove}>
      <X size={16} />
    </button>
  </span>
)
