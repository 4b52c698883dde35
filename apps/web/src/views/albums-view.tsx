/** All releases of the library, or those that are chosen. */
import { useCallback } from "react"
import { Link } from "wouter"
import type { PageOptions } from "../client/client.ts"
import { useClient, useSession } from "../data/library.ts"
import { useListTotal } from "../data/use-paged-list.ts"
import { isFiltered } from "../lists/list-choice.ts"
import { ListControls } from "../lists/list-controls.tsx"
import { useListChoice } from "../lists/use-list-choice.ts"
import { ofReleases } from "../navigation/neighbours.ts"
import { paths } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { SwitchLinks } from "../parts/switch-links.tsx"
import { formatCount } from "../parts/time.ts"
import { ScanProgressBar } from "../scan/scan-card.tsx"
import { useScan } from "../scan/scan-state.tsx"
import { AlbumGrid } from "./album-grid.tsx"

export const AlbumsView = () => {
  const client = useClient()
  const { choice, name, choose } = useListChoice()
  const list = `releases ${name}`
  const read = useCallback((options: PageOptions = {}) => client.releases({ ...options, ...choice }), [client, choice])
  const { total, error, retry } = useListTotal(list, read)
  useScrollMemory(total !== undefined, name)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  if (total === 0 && !isFiltered(choice)) return <EmptyLibrary />
  return (
    <div className="view">
      <SwitchLinks label="Albums by name" links={ofReleases} />
      <div className="view-head">
        <ViewTitle title="Albums" />
        <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, "release")}</p>
      </div>
      <ListControls choice={choice} choose={choose} />
      {total === 0 && <NothingChosen what="release" clear={() => choose({ ...choice, filter: {} })} />}
      {total !== undefined && total > 0 && <AlbumGrid key={list} name={list} read={read} total={total} />}
    </div>
  )
}

export const NothingChosen = ({ what, clear }: { readonly what: string; readonly clear: () => void }) => (
  <Message
    title="Nothing like that"
    isPart
    actions={
      <button type="button" className="button is-main" onClick={clear}>
        Clear the filters
      </button>
    }
  >
    <p>No {what} of the library is all of what you chose.</p>
  </Message>
)

const EmptyLibrary = () => {
  const session = useSession()
  const { progress } = useScan()
  // Its first scan has found nothing yet: that is no word on what is there.
  if (progress !== undefined)
    return (
      <Message title="Reading the music">
        <ScanProgressBar progress={progress} />
      </Message>
    )
  return (
    <Message
      title="No music yet"
      actions={
        <Link href={paths.library} className="button is-main">
          {session.library === undefined ? "Scan the library" : "Add music"}
        </Link>
      }
    >
      <p>
        {session.library === undefined
          ? "The library is there, and nothing in it has been read so far."
          : "Choose a folder of music, and its albums appear here."}
      </p>
    </Message>
  )
}
