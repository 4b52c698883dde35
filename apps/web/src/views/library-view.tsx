/** The library itself: what it is, what is in it, how it is kept, and how the app looks. */
import { useQuery } from "@tanstack/react-query"
import { LogOut, Monitor, Moon, RefreshCw, Server, Smartphone, Sun, Trash2 } from "lucide-react"
import { type ReactNode, useState } from "react"
import { Link } from "wouter"
import { BrowserStorage } from "../browser-library/browser-storage.tsx"
import { explain, useSession, useStatus } from "../data/library.ts"
import { paths } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Choices } from "../parts/choices.tsx"
import { Problem } from "../parts/problem.tsx"
import { useTheme } from "../parts/theme.ts"
import { formatSince } from "../parts/time.ts"
import { FailuresCard } from "../scan/failures-card.tsx"
import { ScanCard } from "../scan/scan-card.tsx"

export const LibraryView = ({ showShortcuts }: { readonly showShortcuts: () => void }) => {
  const session = useSession()
  const status = useStatus()
  useScrollMemory(status.data !== undefined)
  return (
    <div className="view">
      <div className="view-head">
        <ViewTitle title="Library" />
      </div>
      <div className="cards">
        {status.error !== null && status.data === undefined ? (
          <Problem error={status.error} retry={() => void status.refetch()} />
        ) : (
          <>
            <Facts />
            <ScanCard isOffline={status.data?.storage === "offline"} />
            <FailuresCard />
            {session.client.place === "server" && <SyncCard />}
            <TrashCard />
          </>
        )}
        {session.library !== undefined && <BrowserStorage library={session.library} />}
        <Preferences showShortcuts={showShortcuts} />
      </div>
    </div>
  )
}

const Fact = ({
  name,
  children,
  isNumber = false
}: {
  readonly name: string
  readonly children: ReactNode
  readonly isNumber?: boolean
}) => (
  <div>
    <dt>{name}</dt>
    <dd className={isNumber ? "number" : undefined}>{children}</dd>
  </div>
)

const identities = {
  fingerprint: "by fingerprint; files are never written",
  tags: "in the files’ tags"
} as const

const Facts = () => {
  const { data: status } = useStatus()
  if (status === undefined) return <section className="card" aria-busy="true" />
  const isOffline = status.storage === "offline"
  return (
    <section className="card" aria-labelledby="facts-title">
      <div className="card-head">
        <h2 id="facts-title" dir="auto">
          {status.library.name}
        </h2>
        <span className={isOffline ? "badge is-warning" : "badge"}>
          {isOffline ? "Storage not connected" : "Storage connected"}
        </span>
      </div>
      <dl className="facts">
        <Fact name="Releases" isNumber>
          {status.releases.toLocaleString("en")}
        </Fact>
        <Fact name="Tracks" isNumber>
          {status.tracks.toLocaleString("en")}
        </Fact>
        <Fact name="Files that failed" isNumber>
          {status.failedTotal.toLocaleString("en")}
        </Fact>
        <Fact name="Last scan">{status.lastScanAt === null ? "never" : formatSince(status.lastScanAt, Date.now())}</Fact>
        <Fact name="Ids are kept">{identities[status.library.identity]}</Fact>
        <div className="wide">
          <dt>Folder</dt>
          <dd dir="ltr">{status.library.root}</dd>
        </div>
      </dl>
    </section>
  )
}

const SyncCard = () => (
  <section className="card" aria-labelledby="sync-title">
    <div className="card-head">
      <h2 id="sync-title">Sync</h2>
      <Link href={paths.sync} className="button">
        <RefreshCw size={17} /> Open
      </Link>
    </div>
    <p>Where music comes from besides this library’s folder, and what is still to be fetched from there.</p>
  </section>
)

const TrashCard = () => (
  <section className="card" aria-labelledby="trash-title">
    <div className="card-head">
      <h2 id="trash-title">Trash</h2>
      <Link href={paths.trash} className="button">
        <Trash2 size={17} /> Open
      </Link>
    </div>
    <p>What you delete waits there, and can be put back until you empty it.</p>
  </section>
)

/** For whoever used a browser that is not theirs. */
const SignOut = () => {
  const session = useSession()
  const [problem, setProblem] = useState<string>()
  const { data: isSignedIn } = useQuery({ queryKey: ["session"], queryFn: ({ signal }) => session.isSignedIn(signal) })
  const leave = (): void => {
    session.signOut().catch((error: unknown) => setProblem(explain(error).message))
  }
  if (isSignedIn !== true) return null
  return (
    <>
      <div className="actions">
        <button type="button" className="button" onClick={leave}>
          <LogOut size={17} /> Sign out
        </button>
      </div>
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </>
  )
}

const Preferences = ({ showShortcuts }: { readonly showShortcuts: () => void }) => {
  const session = useSession()
  const [theme, setTheme] = useTheme()
  return (
    <section className="card" aria-labelledby="preferences-title">
      <div className="card-head">
        <h2 id="preferences-title">This app</h2>
        <button type="button" className="button" onClick={showShortcuts}>
          Keyboard shortcuts
        </button>
      </div>
      <Choices
        label="Appearance"
        value={theme}
        choose={setTheme}
        choices={[
          { value: "system", name: "System", icon: <Monitor size={16} /> },
          { value: "light", name: "Light", icon: <Sun size={16} /> },
          { value: "dark", name: "Dark", icon: <Moon size={16} /> }
        ]}
      />
      {session.places.length > 1 && (
        <>
          <Choices
            label="Library"
            value={session.client.place}
            choose={session.choosePlace}
            choices={[
              { value: "server", name: "On the server", icon: <Server size={16} /> },
              { value: "browser", name: "In this browser", icon: <Smartphone size={16} /> }
            ]}
          />
          <p>A library in this browser holds copies of the music that you give it. Nothing of it leaves this machine.</p>
        </>
      )}
      {session.client.place === "server" && <SignOut />}
    </section>
  )
}
