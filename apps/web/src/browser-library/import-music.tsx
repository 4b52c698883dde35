/** The way for music into this browser: choose a folder, or drop one. */
import { FolderOpen } from "lucide-react"
import { useId, useState } from "react"
import { formatBytes } from "../import/format-bytes.ts"
import type { ImportProgress, ImportReport } from "../library/browser-library.ts"
import { ProgressBar } from "../parts/progress-bar.tsx"
import { formatCount } from "../parts/time.ts"
import { ScanProgressBar } from "../scan/scan-card.tsx"
import type { ImportState } from "./use-import.ts"

export const ImportMusic = ({ music }: { readonly music: ImportState }) => {
  const { progress, report, problem } = music
  return (
    <>
      {progress === undefined ? <Chooser music={music} /> : <Importing progress={progress} stop={music.stop} />}
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem.message} {problem.remedy}
        </p>
      )}
      {report !== undefined && <Report report={report} />}
    </>
  )
}

const Chooser = ({ music }: { readonly music: ImportState }) => {
  const [isOver, setIsOver] = useState(false)
  const id = useId()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the way for everybody
    <div
      className={isOver ? "drop is-over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setIsOver(false)
        music.drop(event.dataTransfer)
      }}
    >
      <FolderOpen size={32} aria-hidden="true" />
      <label htmlFor={id} className="button is-main">
        Choose a folder
        <input
          id={id}
          className="hidden-visually"
          type="file"
          multiple
          {...{ webkitdirectory: "" }}
          onChange={(event) => {
            const { files } = event.currentTarget
            if (files !== null && files.length > 0) music.choose(files)
          }}
        />
      </label>
      <p>or drop folders of music here</p>
    </div>
  )
}

const phases: Readonly<Record<ImportProgress["phase"], string>> = {
  look: "Looking at what you chose",
  copy: "Copying into this browser",
  scan: "Reading the music"
}

const Importing = ({ progress, stop }: { readonly progress: ImportProgress; readonly stop: () => void }) => (
  <div className="importing">
    {progress.phase === "scan" && progress.scan !== undefined ? (
      <ScanProgressBar progress={progress.scan} />
    ) : (
      <ProgressBar
        label={phases[progress.phase]}
        done={progress.done}
        total={progress.total}
        detail={
          progress.totalBytes > 0 ? `${formatBytes(progress.copiedBytes)} of ${formatBytes(progress.totalBytes)}` : undefined
        }
      />
    )}
    <p>
      Keep this tab open. If it is closed, what has been copied stays, and importing the same folder again goes on from there.
    </p>
    <button type="button" className="button" onClick={stop}>
      Stop
    </button>
  </div>
)

const Report = ({ report }: { readonly report: ImportReport }) => (
  <div className="progress" role="status">
    <p>{report.message}</p>
    {report.failedTotal > 0 && (
      <details open={report.failedTotal <= 5}>
        <summary>{formatCount(report.failedTotal, "file")} could not be copied</summary>
        <ul className="failures">
          {report.failed.map((failure) => (
            <li key={failure.path}>
              <div className="path">{failure.path}</div>
              <p>{failure.message}</p>
            </li>
          ))}
        </ul>
      </details>
    )}
  </div>
)
