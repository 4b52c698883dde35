/** The artists, genres or labels of the library, each with how much there is of it. */
import { useVirtualizer } from "@tanstack/react-virtual"
import { useCallback, useEffect, useRef, useState } from "react"
import { Link } from "wouter"
import type { PageOptions, ShelfKind } from "../client/client.ts"
import type { NameKind, NameRow } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { useListItems, useListTotal } from "../data/use-paged-list.ts"
import { ofReleases } from "../navigation/neighbours.ts"
import { shelfPath } from "../navigation/paths.ts"
import { useScroller, useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { SwitchLinks } from "../parts/switch-links.tsx"
import { formatCount } from "../parts/time.ts"

const rowPx = 52

const words: Readonly<Record<NameKind, readonly [title: string, one: string, by: ShelfKind]>> = {
  artists: ["Artists", "artist", "artist"],
  genres: ["Genres", "genre", "genre"],
  labels: ["Labels", "label", "label"],
  descriptors: ["Descriptors", "descriptor", "descriptor"]
}

export const NamesView = ({ kind }: { readonly kind: NameKind }) => {
  const client = useClient()
  const [title, one] = words[kind]
  const read = useCallback((options: PageOptions) => client.names(kind, options), [client, kind])
  const { total, error, retry } = useListTotal(kind, read)
  useScrollMemory(total !== undefined, kind)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  return (
    <div className="view">
      <SwitchLinks label="Albums by name" links={ofReleases} />
      <div className="view-head">
        <ViewTitle title={title} />
        <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, one)}</p>
      </div>
      {total === 0 && (
        <Message title={`No ${kind}`} isPart>
          <p>The tags of the library name none.</p>
        </Message>
      )}
      {total !== undefined && total > 0 && <NameList kind={kind} read={read} total={total} />}
    </div>
  )
}

interface NameListProps {
  readonly kind: NameKind
  readonly read: (options: PageOptions) => ReturnType<ReturnType<typeof useClient>["names"]>
  readonly total: number
}

const NameList = ({ kind, read, total }: NameListProps) => {
  const scroller = useScroller()
  const list = useRef<HTMLUListElement>(null)
  const [margin, setMargin] = useState(0)
  useEffect(() => setMargin(list.current?.offsetTop ?? 0), [])
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    scrollMargin: margin,
    overscan: 12,
    useFlushSync: false
  })
  const visible = rows.getVirtualItems()
  const range = { first: visible[0]?.index ?? 0, last: visible[visible.length - 1]?.index ?? -1 }
  const itemAt = useListItems<NameRow>(kind, read, range, total)
  const [title, , by] = words[kind]
  return (
    <ul ref={list} className="names" aria-label={title} style={{ height: rows.getTotalSize() }}>
      {visible.map((row) => {
        const item = itemAt(row.index)
        return (
          <li
            key={row.key}
            aria-setsize={total}
            aria-posinset={row.index + 1}
            style={{ transform: `translateY(${row.start - margin}px)` }}
          >
            {item === undefined ? (
              <span className="waiting-line block" />
            ) : (
              <Link href={shelfPath(by, item.name)} className="name-link">
                <span className="truncate" dir="auto" title={item.name}>
                  {item.name}
                </span>
                <span className="soft">{formatCount(item.releases, "release")}</span>
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}
