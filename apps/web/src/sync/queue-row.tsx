/** One file of a source: what it is, why it is not here, and the buttons that decide about it. */
import type { CatalogEntry, ItemDecision } from "@deadwax/core-sync"
import { useSay } from "../dialogs/said.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { formatCount } from "../parts/time.ts"
import { useSyncClient } from "./use-sync.ts"
import { classWord, entryName, retryWord, stateWord } from "./words.ts"

interface QueueRowProps {
  readonly entry: CatalogEntry
  /** The row may go with the decision: the focus must be somewhere. */
  readonly decided: () => void
}

const saidOf: Readonly<Record<ItemDecision, (name: string) => string>> = {
  retry: (name) => `“${name}” is tried again with the next sync`,
  ignore: (name) => `“${name}” is left alone from now on`,
  unignore: (name) => `“${name}” is wanted again`
}

const buttonsFor = ({ status, ignoredBy, attempts }: CatalogEntry): ReadonlyArray<readonly [ItemDecision, string]> => {
  if (ignoredBy !== null) return [["unignore", "Fetch after all"]]
  const retry = status === "failed" || attempts > 0 ? ([["retry", "Retry"]] as const) : []
  return [...retry, ["ignore", "Ignore"]]
}

export const QueueRow = ({ entry, decided }: QueueRowProps) => {
  const client = useSyncClient()
  const edit = useEdit()
  const say = useSay()
  const { name, place } = entryName(entry)
  const decide = async (decision: ItemDecision): Promise<void> => {
    const now = await edit(() => client.decide(decision, entry.id))
    if (now === undefined) return
    say({ text: saidOf[decision](name) })
    decided()
  }
  return (
    <li className="sync-row">
      <div className="track-words">
        <p className="sync-name" dir="auto">
          {name}
        </p>
        <p className="path" dir="ltr">
          {entry.source}: {place}
        </p>
        <p>
          <span className={entry.status === "failed" && entry.ignoredBy === null ? "tag is-warning" : "tag sync-state"}>
            {stateWord(entry)}
          </span>
        </p>
        <Failure entry={entry} />
      </div>
      <div className="actions">
        {buttonsFor(entry).map(([decision, label]) => (
          <button
            key={decision}
            type="button"
            className="button is-small"
            aria-label={`${label}: ${name}`}
            onClick={() => void decide(decision)}
          >
            {label}
          </button>
        ))}
      </div>
    </li>
  )
}

const Failure = ({ entry: { lastError, errorClass, attempts, retryAt, ignoredBy } }: { readonly entry: CatalogEntry }) => {
  if (lastError === null && errorClass === null) return null
  return (
    <p>
      {errorClass !== null && <strong>{classWord(errorClass)}. </strong>}
      {lastError !== null && `${lastError.replace(/([^.!?])$/, "$1.")} `}
      <span className="soft">
        {formatCount(attempts, "attempt")}
        {ignoredBy === null && `; ${retryWord(retryAt, Date.now())}`}.
      </span>
    </p>
  )
}
