/** The releases that share something: an artist, a genre with those below it, a label, a descriptor. */
import { useCallback } from "react"
import { Link } from "wouter"
import type { PageOptions, ShelfKind } from "../client/client.ts"
import { useClient } from "../data/library.ts"
import { useListTotal } from "../data/use-paged-list.ts"
import { paths, searchPath } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { formatCount } from "../parts/time.ts"
import { AlbumGrid } from "./album-grid.tsx"

interface ShelfViewProps {
  readonly by: ShelfKind
  readonly name: string
}

const kinds: Readonly<Record<ShelfKind, string>> = {
  artist: "Artist",
  genre: "Genre",
  label: "Label",
  descriptor: "Descriptor"
}

export const ShelfView = ({ by, name }: ShelfViewProps) => {
  const client = useClient()
  const list = `releases of ${by} ${name}`
  const read = useCallback(
    (options: PageOptions = {}) => client.releases({ ...options, filter: { [by]: name }, sort: "-date" }),
    [client, by, name]
  )
  const { total, error, retry } = useListTotal(list, read)
  useScrollMemory(total !== undefined)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  return (
    <div className="view">
      <div className="view-head">
        <div>
          <p className="etched">{kinds[by]}</p>
          <ViewTitle title={name} />
        </div>
        <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, "release")}</p>
      </div>
      {total === 0 && <EmptyShelf name={name} />}
      {total !== undefined && total > 0 && <AlbumGrid name={list} read={read} total={total} />}
    </div>
  )
}

const EmptyShelf = ({ name }: { readonly name: string }) => (
  <Message
    title="Nothing here"
    isPart
    actions={
      <>
        <Link href={searchPath(name)} className="button is-main">
          Search for it
        </Link>
        <Link href={paths.albums} className="button">
          To the albums
        </Link>
      </>
    }
  >
    <p>No release of the library has this name among its own.</p>
  </Message>
)
