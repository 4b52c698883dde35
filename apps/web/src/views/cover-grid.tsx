/** The covers themselves. Only the visible rows exist; their height is known beforehand, so that nothing moves when covers come. */
import type { Page } from "@deadwax/core-cache"
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual"
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react"
import type { PageOptions } from "../client/client.ts"
import { useListItems } from "../data/use-paged-list.ts"
import { type GridShape, gridShape, gridStep } from "../data/windows.ts"
import { useScroller } from "../navigation/scroller.ts"

interface CoverGridProps<T> {
  readonly label: string
  /** The list's name in the cache of answers. */
  readonly name: string
  readonly read: (options: PageOptions) => Promise<Page<T>>
  readonly total: number
  /** `item`: undefined while it is on its way. */
  readonly card: (item: T | undefined, coverPx: number, isTabbable: boolean) => ReactNode
}

/** An element, its width whenever that changes, and where it begins inside what scrolls. */
const useMeasured = () => {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const [width, setWidth] = useState(0)
  const measure = useCallback((found: HTMLElement | null) => {
    setElement(found)
    setWidth(found?.clientWidth ?? 0)
  }, [])
  useEffect(() => {
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [element])
  return { measure, element, width, margin: element?.offsetTop ?? 0 }
}

export const CoverGrid = <T,>({ label, name, read, total, card }: CoverGridProps<T>) => {
  const scroller = useScroller()
  const { measure, element, width, margin } = useMeasured()
  const shape = gridShape(width)
  const rows = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(total / shape.columns),
    getScrollElement: () => scroller,
    estimateSize: () => shape.rowPx,
    scrollMargin: margin,
    overscan: 3,
    useFlushSync: false
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' height follows from the width
  useEffect(() => rows.measure(), [shape.rowPx])
  const visible = rows.getVirtualItems()
  const first = (visible[0]?.index ?? 0) * shape.columns
  const last = Math.min(total, ((visible[visible.length - 1]?.index ?? -1) + 1) * shape.columns) - 1
  const itemAt = useListItems<T>(name, read, { first, last }, total)
  const { active, setActive, onKeyDown } = useArrowKeys(rows, shape, total, element)
  const tabbable = active >= first && active <= last ? active : first
  return (
    <ul
      ref={measure}
      aria-label={label}
      className="album-grid"
      style={{ height: rows.getTotalSize(), "--caption": `${shape.captionPx}px` } as React.CSSProperties}
      onKeyDown={onKeyDown}
      onFocus={(event) => setActive(indexOf(event.target) ?? active)}
    >
      {Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
        const index = first + at
        const row = visible[Math.floor(at / shape.columns)]
        const left = (index % shape.columns) * (shape.coverPx + shape.gapPx)
        return (
          <li
            key={index}
            className="album-slot"
            data-index={index}
            aria-setsize={total}
            aria-posinset={index + 1}
            style={{
              width: shape.coverPx,
              height: shape.rowPx - shape.gapPx,
              transform: `translate(${left}px, ${(row?.start ?? 0) - margin}px)`
            }}
          >
            {card(itemAt(index), shape.coverPx, index === tabbable)}
          </li>
        )
      })}
    </ul>
  )
}

const indexOf = (target: Element): number | undefined => {
  const index = target.closest<HTMLElement>("[data-index]")?.dataset["index"]
  return index === undefined ? undefined : Number(index)
}

/** Tab leads to one card of the grid, arrow keys from there to all others. */
const useArrowKeys = (rows: Virtualizer<HTMLElement, Element>, shape: GridShape, total: number, element: HTMLElement | null) => {
  const [active, setActive] = useState(0)
  const wanted = useRef<number>(undefined)
  // The card may have to be drawn first: its row was out of sight.
  useEffect(() => {
    const link = wanted.current === undefined ? null : element?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] a`)
    if (link === null || link === undefined) return
    wanted.current = undefined
    link.focus({ preventScroll: true })
  })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const rowsPerPage = Math.max(1, Math.floor((rows.scrollElement?.clientHeight ?? 0) / shape.rowPx))
    const next = gridStep(event.key, active, total, shape.columns, rowsPerPage)
    if (next === undefined) return
    event.preventDefault()
    wanted.current = next
    setActive(next)
    rows.scrollToIndex(Math.floor(next / shape.columns), { align: "auto" })
  }
  return { active, setActive, onKeyDown }
}
