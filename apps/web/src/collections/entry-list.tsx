/** The entries in order: open or play one, move it by drag, by button or with Alt and an arrow, take it out. Drawn only where visible. */
import type { CollectionItem } from "@deadwax/core-cache"
import { useVirtualizer } from "@tanstack/react-virtual"
import { type DragEvent, useEffect, useMemo, useRef, useState } from "react"
import type { CollectionKind } from "../client/edits.ts"
import { useAnnounce } from "../navigation/announcer.tsx"
import { useScroller } from "../navigation/scroller.ts"
import { keysOf } from "./entries.ts"
import { EntryRow } from "./entry-row.tsx"
import type { Entries } from "./use-entries.ts"
import { useMembers } from "./use-members.ts"
import { plainDescription } from "./words.ts"

const rowPx = 64
const dragType = "application/x-deadwax-collection-entry"

interface EntryListProps {
  readonly kind: CollectionKind
  readonly name: string
  readonly entries: Entries
  /** Plays from this entry on; a collage's entries lead to their releases instead. */
  readonly play: (index: number) => void
  /** Takes an entry out that nobody can put back. */
  readonly removeMissing: (index: number, title: string) => void
}

const classOf = (item: CollectionItem, index: number, over: number | undefined): string =>
  ["entry", item.missing && "is-missing", index === over && "is-over"].filter(Boolean).join(" ")

/** After a move by keyboard the focus goes with the entry: its row may be another element by then. */
const useFocusOn = (list: React.RefObject<HTMLElement | null>) => {
  const wanted = useRef<string>(undefined)
  useEffect(() => {
    if (wanted.current === undefined) return
    const found = list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.current)}"] .entry-main`)
    wanted.current = undefined
    found?.focus({ preventScroll: true })
  })
  return (key: string | undefined): void => {
    wanted.current = key
  }
}

export const EntryList = ({ kind, name, entries, play, removeMissing }: EntryListProps) => {
  const { items } = entries
  const scroller = useScroller()
  const list = useRef<HTMLOListElement>(null)
  const [margin, setMargin] = useState(0)
  const [over, setOver] = useState<number>()
  const keys = useMemo(() => keysOf(items), [items])
  const focusOn = useFocusOn(list)
  useEffect(() => setMargin(list.current?.offsetTop ?? 0), [])
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowPx,
    getItemKey: (index) => keys[index] ?? index,
    scrollMargin: margin,
    overscan: 8,
    useFlushSync: false
  })
  const visible = rows.getVirtualItems()
  const range = { first: visible[0]?.index ?? 0, last: visible[visible.length - 1]?.index ?? -1 }
  const members = useMembers(kind, name, items, range)
  const titleOf = (item: CollectionItem): string =>
    members.get(item.id)?.title ?? (plainDescription(item.description) || "An entry")

  const { move, remove } = useChanges({ entries, keys, titleOf, focusOn, removeMissing })
  const drop = (event: DragEvent, index: number): void => {
    const from = keys.indexOf(event.dataTransfer.getData(dragType))
    setOver(undefined)
    if (from !== -1) entries.move(from, index)
  }
  return (
    <ol ref={list} className="entries" aria-label="Entries" style={{ height: rows.getTotalSize() }}>
      {visible.map((row) => {
        const item = items[row.index]
        if (item === undefined) return null
        return (
          <li
            key={row.key}
            data-key={row.key}
            aria-setsize={items.length}
            aria-posinset={row.index + 1}
            className={classOf(item, row.index, over)}
            style={{ transform: `translateY(${row.start - margin}px)` }}
            draggable
            onDragStart={(event) => event.dataTransfer.setData(dragType, String(row.key))}
            onDragOver={(event) => {
              event.preventDefault()
              setOver(row.index)
            }}
            onDragLeave={() => setOver(undefined)}
            onDrop={(event) => drop(event, row.index)}
          >
            <EntryRow
              kind={kind}
              item={item}
              member={members.get(item.id)}
              isLast={row.index === items.length - 1}
              play={() => play(row.index)}
              move={(step) => move(row.index, row.index + step)}
              remove={() => remove(row.index)}
            />
          </li>
        )
      })}
    </ol>
  )
}

interface ChangesOptions extends Pick<EntryListProps, "entries" | "removeMissing"> {
  readonly keys: ReadonlyArray<string>
  readonly titleOf: (item: CollectionItem) => string
  readonly focusOn: (key: string | undefined) => void
}

/** Moving and taking out, with where the focus goes and what is said. */
const useChanges = ({ entries, keys, titleOf, focusOn, removeMissing }: ChangesOptions) => {
  const announce = useAnnounce()
  const { items } = entries
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= items.length) return
    focusOn(keys[from])
    entries.move(from, to)
    announce(`${titleOf(items[from]!)} is now ${to + 1} of ${items.length}`)
  }
  const remove = (index: number): void => {
    const item = items[index]!
    if (item.missing) removeMissing(index, titleOf(item))
    else {
      focusOn(keys[index + 1] ?? keys[index - 1])
      entries.remove(index, titleOf(item))
    }
  }
  return { move, remove }
}
