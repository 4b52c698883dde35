/** What is the matter with the library or the player, above every view until it is over or was seen. */
import { HardDrive, X } from "lucide-react"
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react"
import type { Client } from "./client/client.ts"
import { ClientError } from "./client/client-error.ts"
import { useSession, useStatus } from "./data/library.ts"
import type { BrowserLibrary } from "./library/browser-library.ts"
import { usePlayerState } from "./player/use-player.ts"

export const Notices = () => {
  const session = useSession()
  const { problem } = usePlayerState()
  const [dismissed, setDismissed] = useState<string>()
  return (
    <div className="notices">
      {session.library !== undefined && <LibraryNotices library={session.library} />}
      {problem !== undefined && problem !== dismissed && (
        <Notice text={problem} dismiss={() => setDismissed(problem)} key={problem} />
      )}
      <Unreachable />
      <StorageOffline />
    </div>
  )
}

interface NoticeProps {
  readonly text: string
  readonly icon?: ReactNode
  readonly dismiss?: () => void
  readonly children?: ReactNode
}

const Notice = ({ text, icon, dismiss, children }: NoticeProps) => (
  <div className="notice" role="alert">
    {icon}
    <p>{text}</p>
    {children}
    {dismiss !== undefined && (
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismiss}>
        <X size={16} />
      </button>
    )}
  </div>
)

const LibraryNotices = ({ library }: { readonly library: BrowserLibrary }) => {
  const state = useSyncExternalStore(library.subscribe, library.state)
  const [seen, setSeen] = useState<ReadonlyArray<string>>([])
  if (state.kind !== "open") return null
  return (
    <>
      {state.notices
        .filter((text) => !seen.includes(text))
        .map((text) => (
          <Notice key={text} text={text} dismiss={() => setSeen([...seen, text])} />
        ))}
      {state.unfinishedImport !== undefined && (
        <Notice
          text="An import was not finished. What was copied is here; choose the same folder again under Library to go on."
          dismiss={library.dismissUnfinishedImport}
        />
      )}
    </>
  )
}

/** A stream of events may end for other reasons than that nobody answers: a server that wants its token refuses it, too. */
const isUnreachable = (client: Client): Promise<boolean> =>
  client.status().then(
    () => false,
    (error: unknown) => error instanceof ClientError && error.reason === "unreachable"
  )

/** A server that went away: said once, above what is still shown. */
const Unreachable = () => {
  const { client } = useSession()
  const [isGone, setIsGone] = useState(false)
  useEffect(
    () =>
      client.events((event) => {
        if (event.kind === "disconnected") void isUnreachable(client).then(setIsGone)
        if (event.kind === "reconnected") setIsGone(false)
      }),
    [client]
  )
  return isGone ? <Notice text="The server does not answer. What has been loaded stays; the rest comes when it is back." /> : null
}

/** The disk that holds the music is away: what is known about it stays, and what needs it says so at once instead of failing. */
const StorageOffline = () => {
  const { data: status, isFetching, refetch } = useStatus()
  if (status?.storage !== "offline") return null
  return (
    <Notice
      icon={<HardDrive size={18} />}
      text="The library’s storage is not connected. Lists and search go on; playing and changes wait until it is back."
    >
      <button type="button" className="button is-small" disabled={isFetching} onClick={() => void refetch()}>
        Look again
      </button>
    </Notice>
  )
}
