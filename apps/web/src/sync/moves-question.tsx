/** A sync that stopped because much would move in playlists: in which, and the way on for whoever means it. */
import type { SourceInfo, SyncJob, SyncMovesInfo } from "@deadwax/core-sync"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { formatCount } from "../parts/time.ts"
import { useSyncActions } from "./use-sync.ts"

interface MovesQuestionProps {
  readonly source: SourceInfo
  readonly job: SyncJob
  readonly moves: SyncMovesInfo
}

export const MovesQuestion = ({ source: { name }, job, moves }: MovesQuestionProps) => {
  const { begin } = useSyncActions()
  const { confirm } = useDialogs()
  const entries = formatCount(moves.entries, "entry", "entries")
  const ask = (): void =>
    confirm({
      title: `Let ${entries} of playlists move?`,
      text: `They stand for other files of the same recordings then, in their places; no file is touched. If by then more than ${entries} would move, you are asked again.`,
      action: `Let ${entries} move`,
      act: () => begin({ sources: [name], full: job.requested === "full", allowMoves: moves.entries })
    })
  return (
    <div className="mass-change" role="alert">
      <h3>The sync stopped: much would move in playlists</h3>
      <p>
        {entries} of {moves.total.toLocaleString("en")} stand for files that are there once more, in:
      </p>
      <ul>
        {moves.playlists.map((playlist) => (
          <li key={playlist.name}>
            <bdi>{playlist.name}</bdi> <span className="soft">{formatCount(playlist.entries, "entry", "entries")}</span>
          </li>
        ))}
        {moves.otherPlaylists > 0 && <li>and {moves.otherPlaylists.toLocaleString("en")} more</li>}
      </ul>
      <p>None has moved. The files themselves were synced.</p>
      <div className="actions">
        <button type="button" className="button" onClick={ask}>
          Let {entries} move…
        </button>
      </div>
    </div>
  )
}
