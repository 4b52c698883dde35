/** All releases of the library. */
import { Link } from "wouter"
import { useClient, useSession } from "../data/library.ts"
import { useListTotal } from "../data/use-paged-list.ts"
import { paths } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { formatCount } from "../parts/time.ts"
import { ScanProgressBar } from "../scan/scan-card.tsx"
import { useScan } from "../scan/scan-state.tsx"
import { AlbumGrid } from "./album-grid.tsx"

export const AlbumsView = () => {
  const client = useClient()
  const { total, error, retry } = useListTotal("releases", client.releases)
  useScrollMemory(total !== undefined)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  if (total === 0) return <EmptyLibrary />
  return (
    <div className="view">
      <div className="view-head">
        <ViewTitle title="Albums" />
        <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, "release")}</p>
      </div>
      {total !== undefined && <AlbumGrid name="releases" read={client.releases} total={total} />}
    </div>
  )
}

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
