/** What stands between a person and the library of this browser: every state of it has its page, and none of them looks like an empty library. */
import { type ReactNode, useState, useSyncExternalStore } from "react"
import { explain, useSession } from "../data/library.ts"
import type { BrowserLibrary, ImportReport, LastSeen, LibraryState } from "../library/browser-library.ts"
import { DiscMark } from "../parts/brand.tsx"
import { Message } from "../parts/message.tsx"
import { formatCount } from "../parts/time.ts"
import { RemoveLibrary } from "./browser-storage.tsx"
import { ImportMusic } from "./import-music.tsx"
import { useImport } from "./use-import.ts"

interface LibraryGateProps {
  readonly library: BrowserLibrary
  /** The app, once there is something to show. */
  readonly children: ReactNode
}

export const LibraryGate = ({ library, children }: LibraryGateProps) => {
  const state = useSyncExternalStore(library.subscribe, library.state)
  // Held here, above the states: a first import opens the library in its midst, and goes on.
  const music = useImport(library)
  const isBusy = music.progress !== undefined
  const [seen, setSeen] = useState<ImportReport>()
  // What an import could not do is read before the music is.
  const isRead =
    music.report === undefined || music.report === seen || (music.report.outcome === "done" && music.report.failedTotal === 0)
  if (state.kind === "open" && !isBusy && isRead) return children
  return (
    <main className="gate">
      {isBusy || state.kind === "open" ? (
        <Welcome music={music}>
          {state.kind === "open" && !isBusy && (
            <button type="button" className="button is-main" onClick={() => setSeen(music.report)}>
              Go on to the music
            </button>
          )}
        </Welcome>
      ) : (
        <StatePage state={state} library={library} music={music} />
      )}
    </main>
  )
}

interface StatePageProps {
  readonly state: Exclude<LibraryState, { readonly kind: "open" }>
  readonly library: BrowserLibrary
  readonly music: ReturnType<typeof useImport>
}

const StatePage = ({ state, library, music }: StatePageProps) => {
  switch (state.kind) {
    case "opening":
      return <Message title="Opening your library" isBusy />
    case "absent":
      return <Welcome music={music} />
    case "filling":
      return (
        <Message title="Music is on its way" isBusy>
          <p>Another tab is importing your first music. It shows here, too, as soon as it has been read.</p>
        </Message>
      )
    case "elsewhere":
      return <Elsewhere library={library} />
    case "unavailable":
      return (
        <Message
          title="Your library cannot be opened here"
          actions={
            <>
              <button type="button" className="button is-main" onClick={library.retry}>
                Try again
              </button>
              {state.reason === "full" && <RemoveLibrary library={library} />}
              <OtherPlace />
            </>
          }
        >
          <p>{state.message}</p>
          <p>{state.remedy}</p>
        </Message>
      )
    case "damaged":
      return <Damaged library={library} message={state.message} remedy={state.remedy} />
    case "evicted":
      return <Evicted music={music} lastSeen={library.lastSeen()} />
  }
}

const OtherPlace = () => {
  const session = useSession()
  return session.places.includes("server") ? (
    <button type="button" className="button" onClick={() => session.choosePlace("server")}>
      Use the server’s library
    </button>
  ) : null
}

interface WelcomeProps {
  readonly music: ReturnType<typeof useImport>
  readonly title?: string
  readonly children?: ReactNode
}

const Welcome = ({ music, title = "Your music, in this browser", children }: WelcomeProps) => (
  <div className="welcome">
    <DiscMark className="disc-mark" />
    <h1>{title}</h1>
    {children ?? (
      <p>
        Choose a folder of music. Deadwax copies it into this browser’s own storage and plays it from there, also without a
        network. Nothing leaves this machine, and your files are only read.
      </p>
    )}
    <ImportMusic music={music} />
    {music.progress === undefined && <OtherPlace />}
  </div>
)

interface EvictedProps {
  readonly music: ReturnType<typeof useImport>
  readonly lastSeen: LastSeen | undefined
}

const Evicted = ({ music, lastSeen }: EvictedProps) => (
  <Welcome music={music} title="The browser has cleared your library">
    <p>
      {lastSeen !== undefined && lastSeen.tracks > 0 ? `There were ${formatCount(lastSeen.tracks, "track")} here. ` : ""}
      When a disk runs low, browsers clear what sites have stored; your own files are untouched. Choose the same folder again to
      have it back.
    </p>
  </Welcome>
)

/** A button whose work takes a while and may fail. */
const useTask = (task: () => Promise<unknown>) => {
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<{ readonly message: string; readonly remedy: string | undefined }>()
  const run = async (): Promise<void> => {
    setIsRunning(true)
    setProblem(undefined)
    try {
      await task()
    } catch (error) {
      setProblem(explain(error))
    } finally {
      setIsRunning(false)
    }
  }
  return { isRunning, problem, run: () => void run() }
}

const Elsewhere = ({ library }: { readonly library: BrowserLibrary }) => {
  const { isRunning, problem, run } = useTask(library.takeOver)
  return (
    <Message
      title="Another tab does not answer"
      actions={
        <button type="button" className="button is-main" disabled={isRunning} onClick={run}>
          Use it in this tab
        </button>
      }
    >
      <p>
        All tabs share your library through one of them, which seems to sleep, or to be of another version of Deadwax. Bring it to
        the front, load it again or close it, and this one goes on by itself.
      </p>
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem.message} {problem.remedy}
        </p>
      )}
    </Message>
  )
}

interface DamagedProps {
  readonly library: BrowserLibrary
  readonly message: string
  readonly remedy: string
}

const Damaged = ({ library, message, remedy }: DamagedProps) => (
  <Message
    title="The library’s database is damaged"
    actions={
      <button type="button" className="button is-main" onClick={library.rebuild}>
        Rebuild it from the music
      </button>
    }
  >
    <p>{message}</p>
    <p>{remedy}</p>
  </Message>
)
