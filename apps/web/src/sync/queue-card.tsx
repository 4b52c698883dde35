/** The files that the sources have, a page at a time: what is to be fetched, what failed and why, and what a person decides about it. */
import type { SourceInfo } from "@deadwax/core-sync"
import { useQuery } from "@tanstack/react-query"
import { useRef } from "react"
import { explain } from "../data/library.ts"
import { formatCount } from "../parts/time.ts"
import { QueueRow } from "./queue-row.tsx"
import type { QueueChoice } from "./sync-client.ts"
import { useQueuePlace } from "./use-queue-place.ts"
import { useSyncClient } from "./use-sync.ts"
import { emptyWord, queueChoices } from "./words.ts"

const pageSize = 50

export const QueueCard = ({ sources }: { readonly sources: ReadonlyArray<SourceInfo> }) => {
  const client = useSyncClient()
  const title = useRef<HTMLHeadingElement>(null)
  const { show, source, page, choose } = useQueuePlace()
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["sync-items", show, source, page],
    queryFn: ({ signal }) => client.items({ show, source, limit: pageSize, offset: page * pageSize, signal }),
    placeholderData: (before) => before
  })
  return (
    <section className="card" aria-labelledby="sync-queue">
      <div className="card-head">
        <h2 id="sync-queue" ref={title} tabIndex={-1}>
          Files
        </h2>
        <div className="view-tools">
          <select
            className="pill is-chosen"
            aria-label="Which files"
            value={show}
            onChange={(event) => choose({ show: event.currentTarget.value as QueueChoice, source, page: 0 })}
          >
            {queueChoices.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
          {sources.length > 1 && (
            <select
              className={source === undefined ? "pill" : "pill is-chosen"}
              aria-label="Of which source"
              value={source ?? ""}
              onChange={({ currentTarget: { value } }) => choose({ show, source: value === "" ? undefined : value, page: 0 })}
            >
              <option value="">All sources</option>
              {sources.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </div>
      </div>
      {error !== null && data === undefined && <NotRead error={error} retry={() => void refetch()} />}
      {data?.total === 0 && <p>{emptyWord(show)}</p>}
      {data !== undefined && data.total > 0 && (
        <>
          <ul className="failures" aria-label="Files" aria-busy={isPlaceholderData}>
            {data.items.map((entry) => (
              <QueueRow key={entry.id} entry={entry} decided={() => title.current?.focus()} />
            ))}
          </ul>
          <Pages total={data.total} page={page} turn={(next) => choose({ show, source, page: next })} />
        </>
      )}
    </section>
  )
}

const NotRead = ({ error, retry }: { readonly error: unknown; readonly retry: () => void }) => {
  const { message, remedy } = explain(error)
  return (
    <>
      <p className="problem" role="alert">
        {message} {remedy}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </div>
    </>
  )
}

interface PagesProps {
  readonly total: number
  readonly page: number
  readonly turn: (page: number) => void
}

const Pages = ({ total, page, turn }: PagesProps) => {
  const last = Math.max(0, Math.ceil(total / pageSize) - 1)
  if (last === 0 && page === 0) return <p className="soft">{formatCount(total, "file")}</p>
  const [from, to] = [page * pageSize + 1, Math.min(total, (page + 1) * pageSize)]
  return (
    <nav className="sync-pages" aria-label="Pages of files">
      <button type="button" className="button is-small" disabled={page === 0} onClick={() => turn(Math.min(last, page - 1))}>
        Previous page
      </button>
      <span className="soft">
        {from <= total ? `${from.toLocaleString("en")}–${to.toLocaleString("en")} of ` : "none of "}
        {formatCount(total, "file")}
      </span>
      <button type="button" className="button is-small" disabled={page >= last} onClick={() => turn(page + 1)}>
        Next page
      </button>
    </nav>
  )
}
