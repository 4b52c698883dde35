/** Bringing the library in step with its files. */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"
import { RefreshCw, Square } from "lucide-react"
import { ProgressBar } from "../parts/progress-bar.tsx"
import { formatCount, formatLength } from "../parts/time.ts"
import { MassChange } from "./mass-change.tsx"
import { useScan } from "./scan-state.tsx"

const phases: Readonly<Record<ScanProgress["phase"], string>> = {
  find: "Looking for what has changed",
  read: "Reading files",
  finish: "Storing"
}

export const ScanCard = ({ isOffline }: { readonly isOffline: boolean }) => {
  const { progress, report, problem, isOwn, start, stop } = useScan()
  return (
    <section className="card" aria-labelledby="scan-title">
      <div className="card-head">
        <h2 id="scan-title">Scan</h2>
        {isOwn ? (
          <button type="button" className="button" onClick={stop}>
            <Square size={15} fill="currentColor" /> Stop
          </button>
        ) : (
          <button type="button" className="button is-main" disabled={progress !== undefined || isOffline} onClick={() => start()}>
            <RefreshCw size={17} /> Scan now
          </button>
        )}
      </div>
      <p>
        {isOffline
          ? "The library’s storage is not connected; what is known about it is kept."
          : "Finds what was added, changed and removed. A scan reads only what has changed, and never removes a file."}
      </p>
      {progress !== undefined && <ScanProgressBar progress={progress} />}
      {problem?.isMassChange === true && progress === undefined && <MassChange loss={problem.loss} />}
      {problem?.isMassChange === false && (
        <p role="alert" className="problem">
          {problem.message} {problem.remedy}
        </p>
      )}
      {progress === undefined && report !== undefined && <Report report={report} />}
    </section>
  )
}

/** What is not in the bar: how fast it goes and how long that will take, ids written, files that could not be taken in. */
const detailsOf = ({ failed, leftMs, perSecond, written }: ScanProgress): string | undefined => {
  const details = [
    ...(written > 0 ? [`${written.toLocaleString("en")} written`] : []),
    ...(perSecond === null ? [] : [`${Math.round(perSecond).toLocaleString("en")} a second`]),
    ...(leftMs === null ? [] : [`${formatLength(Math.ceil(leftMs / 1000))} left`]),
    ...(failed > 0 ? [`${failed.toLocaleString("en")} failed`] : [])
  ]
  return details.length === 0 ? undefined : details.join(" · ")
}

export const ScanProgressBar = ({ progress }: { readonly progress: ScanProgress }) => (
  <ProgressBar label={phases[progress.phase]} done={progress.done} total={progress.total} detail={detailsOf(progress)} />
)

const changeText = ({ added, updated, removed }: ScanReport["tracks"]): string => {
  const parts = [
    [added, "added"],
    [updated, "updated"],
    [removed, "removed"]
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString("en")} ${what}`)
  return said.length === 0 ? "nothing has changed" : said.join(", ")
}

const Report = ({ report }: { readonly report: ScanReport }) => (
  <p>
    Done in {formatLength(report.durationMs / 1000)}. Tracks: {changeText(report.tracks)}. Releases: {changeText(report.releases)}
    .{report.failedTotal > 0 && ` ${formatCount(report.failedTotal, "file")} could not be taken in.`}
  </p>
)
