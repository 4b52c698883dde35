/** Keeping in step with the library's sources: what they have, what is under way, what failed and why. */
import type { LibraryStatus, SourceInfo } from "@deadwax/core-sync"
import { RefreshCw } from "lucide-react"
import { useState } from "react"
import { useClient, useSession, useStatus } from "../data/library.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { formatCount } from "../parts/time.ts"
import { CountersCard } from "./counters-card.tsx"
import { QueueCard } from "./queue-card.tsx"
import { SourceCard } from "./source-card.tsx"
import { useSyncActions } from "./use-sync.ts"
import "../styles/sync.css"

export const SyncView = () => (useClient().place === "browser" ? <NeedsServer /> : <ServerSync />)

const NeedsServer = () => {
  const session = useSession()
  return (
    <Message
      title="Sync needs a server"
      actions={
        session.places.includes("server") && (
          <button type="button" className="button is-main" onClick={() => session.choosePlace("server")}>
            Use the server’s library
          </button>
        )
      }
    >
      <p>
        A library in this browser cannot reach other places. Where <code>deadwax serve</code> runs, a library is kept in step with
        directories and WebDAV servers.
      </p>
    </Message>
  )
}

const ServerSync = () => {
  const status = useStatus()
  const [isFull, setIsFull] = useState(false)
  useScrollMemory(status.data !== undefined)
  if (status.error !== null && status.data === undefined)
    return <Problem error={status.error} retry={() => void status.refetch()} />
  const { data } = status
  const sources = data?.sources ?? []
  return (
    <div className="view" aria-busy={data === undefined}>
      <div className="view-head">
        <ViewTitle title="Sync" />
        {data !== undefined && sources.length > 0 && (
          <Tools count={sources.length} isOffline={data.storage === "offline"} isFull={isFull} setIsFull={setIsFull} />
        )}
      </div>
      {data !== undefined && (sources.length === 0 ? <NoSources /> : <Cards status={data} sources={sources} isFull={isFull} />)}
    </div>
  )
}

const NoSources = () => (
  <Message title="No sources yet" isPart>
    <p>
      A source is a place that music comes from: a directory on another disk, or a WebDAV server. Whoever sits at the server adds
      one:
    </p>
    <p>
      <code dir="ltr">deadwax sources add NAS dir:/mnt/nas/Music</code>
    </p>
  </Message>
)

interface ToolsProps {
  readonly count: number
  readonly isOffline: boolean
  readonly isFull: boolean
  readonly setIsFull: (isFull: boolean) => void
}

const Tools = ({ count, isOffline, isFull, setIsFull }: ToolsProps) => {
  const { begin } = useSyncActions()
  return (
    <div className="view-tools">
      <p className="soft">{formatCount(count, "source")}</p>
      <label className="pill sync-full">
        <input type="checkbox" checked={isFull} onChange={(event) => setIsFull(event.currentTarget.checked)} />
        Look at everything
      </label>
      <button type="button" className="button is-main" disabled={isOffline} onClick={() => begin({ full: isFull })}>
        <RefreshCw size={17} /> {count === 1 ? "Sync" : "Sync all"}
      </button>
    </div>
  )
}

interface CardsProps {
  readonly status: LibraryStatus
  readonly sources: ReadonlyArray<SourceInfo>
  readonly isFull: boolean
}

const Cards = ({ status, sources, isFull }: CardsProps) => {
  const isOffline = status.storage === "offline"
  return (
    <div className="cards">
      {isOffline && <p className="soft">Nothing can be synced until the library’s storage is connected again.</p>}
      {sources.map((source) => (
        <SourceCard key={source.name} source={source} isFull={isFull} isOffline={isOffline} />
      ))}
      <CountersCard status={status} />
      <QueueCard sources={sources} />
    </div>
  )
}
