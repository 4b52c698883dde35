/** One source: where it is, how its last sync went, and the one that is under way. */
import type { SourceInfo, SyncJob } from "@deadwax/core-sync"
import type { SyncProgress } from "@deadwax/server"
import { RefreshCw, Square } from "lucide-react"
import { useId } from "react"
import type { ClientError } from "../client/client-error.ts"
import { ProgressBar } from "../parts/progress-bar.tsx"
import { MovesQuestion } from "./moves-question.tsx"
import { RemovalQuestion } from "./removal-question.tsx"
import { useRunningSyncs } from "./running-syncs.tsx"
import { useSyncActions } from "./use-sync.ts"
import { jobLine, kindWords, phaseWords, progressDetail, standing, statsLine } from "./words.ts"

interface SourceCardProps {
  readonly source: SourceInfo
  readonly isFull: boolean
  readonly isOffline: boolean
}

export const SourceCard = ({ source, isFull, isOffline }: SourceCardProps) => {
  const id = useId()
  const { progress, refused } = useRunningSyncs()
  const { begin, cancel } = useSyncActions()
  const { name, lastSync } = source
  const own = progress.get(name)
  // Marked as running, and not by this server: another program is at it, or died while it was.
  const isElsewhere = own === undefined && lastSync?.status === "running"
  const { word, isWarning } = standing(source, own !== undefined || isElsewhere)
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id} dir="auto">
          {name}
        </h2>
        <span className={isWarning ? "badge is-warning" : "badge"}>{word}</span>
        <div className="actions sync-actions">
          {(own !== undefined || isElsewhere) && (
            <button type="button" className="button" aria-label={`Cancel the sync of ${name}`} onClick={() => cancel(name)}>
              <Square size={15} fill="currentColor" /> Cancel
            </button>
          )}
          {own === undefined && (
            <button
              type="button"
              className="button"
              disabled={isOffline}
              aria-label={`Sync ${name}`}
              onClick={() => begin({ sources: [name], full: isFull })}
            >
              <RefreshCw size={17} /> Sync
            </button>
          )}
        </div>
      </div>
      <Place source={source} />
      {own !== undefined && <Progress progress={own} />}
      {isElsewhere && <p>Another program syncs it, or ended while it did. What it did so far: {statsLine(lastSync)}.</p>}
      {own === undefined && !isElsewhere && <LastSync source={source} job={lastSync} />}
      <Refused error={refused.get(name)} />
    </section>
  )
}

const Place = ({ source: { kind, url, user } }: { readonly source: SourceInfo }) => (
  <dl className="facts">
    <div>
      <dt>Kind</dt>
      <dd>{kindWords(kind)}</dd>
    </div>
    {user !== null && (
      <div>
        <dt>User</dt>
        <dd dir="auto">{user}</dd>
      </div>
    )}
    <div className="sync-address">
      <dt>Address</dt>
      <dd dir="ltr">{url}</dd>
    </div>
  </dl>
)

const Progress = ({ progress }: { readonly progress: SyncProgress }) => {
  const { phase, done, total, problems } = progress
  return (
    <>
      <ProgressBar label={phaseWords[phase]} done={done} total={total} detail={progressDetail(progress)} />
      {problems.length > 0 && (
        <ul className="failures" aria-label="What failed so far">
          {problems.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <div className="path" dir="ltr">
                {path}
              </div>
              <p>{message}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const LastSync = ({ source, job }: { readonly source: SourceInfo; readonly job: SyncJob | null }) => {
  if (job === null) return <p>It was not looked at yet: the first sync looks at everything.</p>
  const { error } = job
  return (
    <>
      <p>
        Last sync: {jobLine(job, Date.now())}
        {job.status === "completed" || job.stats.items > 0 ? `; ${statsLine(job)}` : ""}.
      </p>
      {error !== null && error.loss === null && error.moves === null && (
        <p className="problem" role="alert">
          {sentence(error.message)} {error.remedy}
        </p>
      )}
      {error !== null && error.loss !== null && <RemovalQuestion source={source} job={job} loss={error.loss} />}
      {error !== null && error.moves !== null && <MovesQuestion source={source} job={job} moves={error.moves} />}
    </>
  )
}

const sentence = (text: string): string => text.replace(/([^.!?])$/, "$1.")

const Refused = ({ error }: { readonly error: ClientError | undefined }) =>
  error === undefined ? null : (
    <p className="problem" role="alert">
      {error.message} {error.remedy}
    </p>
  )
