/** A sync that stopped because much is gone from its source: what that is, and the way on for whoever means it. */
import type { SourceInfo, SyncJob, SyncLossInfo } from "@deadwax/core-sync"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { formatCount } from "../parts/time.ts"
import { useSyncActions } from "./use-sync.ts"

interface RemovalQuestionProps {
  readonly source: SourceInfo
  readonly job: SyncJob
  readonly loss: SyncLossInfo
}

/** What letting them go does to the files that are here, by the source's policy. */
const consequences = {
  keep: "What of them lies here stays, and is your own from then on.",
  mirror: "What of them lies here, as it came, moves to the library’s trash; what you changed stays."
} as const

export const RemovalQuestion = ({ source: { name, policy }, job, loss }: RemovalQuestionProps) => {
  const { begin } = useSyncActions()
  const { confirm } = useDialogs()
  const files = formatCount(loss.files, "file")
  const wish = { sources: [name], full: job.requested === "full" }
  const ask = (): void =>
    confirm({
      title: `Let ${files} of ${name} go?`,
      text: `${consequences[policy.removed]} If by then more than ${files} are gone, you are asked again.`,
      action: `Let ${files} go`,
      act: () => begin({ ...wish, allowRemoval: loss.files })
    })
  return (
    <div className="mass-change" role="alert">
      <h3>The sync stopped: much is gone from the source</h3>
      <p>
        {files} of {loss.total.toLocaleString("en")} that it had are not there any more:
      </p>
      <ul>
        {loss.folders.map((folder) => (
          <li key={folder.name}>
            <bdi>{folder.name === "" ? "the source’s folder itself" : folder.name}</bdi>{" "}
            <span className="soft">{formatCount(folder.files, "file")}</span>
          </li>
        ))}
        {loss.otherFolders > 0 && <li>and {loss.otherFolders.toLocaleString("en")} more</li>}
      </ul>
      <details>
        <summary>{loss.paths.length === loss.files ? "All of them" : `The first ${loss.paths.length} of them`}</summary>
        <ul className="sync-paths">
          {loss.paths.map((path) => (
            <li key={path} dir="ltr">
              {path}
            </li>
          ))}
        </ul>
      </details>
      <p>Nothing was taken away. If the source’s disk is only away, connect it there and sync again.</p>
      <div className="actions">
        <button type="button" className="button is-main" onClick={() => begin(wish)}>
          Look again
        </button>
        <button type="button" className="button" onClick={ask}>
          Let {files} go…
        </button>
      </div>
    </div>
  )
}
