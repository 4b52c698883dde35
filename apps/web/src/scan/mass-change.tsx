/** A scan that stopped before it removed much: what would go, and the way on for whoever means it. */
import type { Loss } from "@deadwax/core-cache"
import { formatCount } from "../parts/time.ts"
import { useScan } from "./scan-state.tsx"

const percentOf = ({ tracks, total }: Loss): string => `${Math.round((tracks / Math.max(1, total)) * 100)} %`

export const MassChange = ({ loss }: { readonly loss: Loss | undefined }) => {
  const { start, dismiss } = useScan()
  return (
    <div className="mass-change" role="alert">
      <h3>The scan stopped: much would go</h3>
      {loss !== undefined && (
        <>
          <p>
            {formatCount(loss.tracks, "track")} of {loss.total.toLocaleString("en")} ({percentOf(loss)}) have no file any more:
          </p>
          <ul>
            {loss.directories.map(({ name, tracks }) => (
              <li key={name}>
                <bdi>{name === "" ? "the library’s folder itself" : name}</bdi>{" "}
                <span className="soft">{formatCount(tracks, "track")}</span>
              </li>
            ))}
            {loss.otherDirectories > 0 && <li>and {loss.otherDirectories.toLocaleString("en")} more</li>}
          </ul>
        </>
      )}
      <p>
        Nothing was removed. If their disk is only away, connect it and scan again. If they are meant to go, let them: ids, and
        the places in collages and playlists, are kept for when they come back.
      </p>
      <div className="actions">
        <button type="button" className="button is-main" onClick={dismiss}>
          Keep them
        </button>
        <button type="button" className="button" onClick={() => start({ allowRemoval: true })}>
          Let them go
        </button>
      </div>
    </div>
  )
}
