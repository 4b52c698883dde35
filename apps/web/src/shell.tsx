/** The frame around the views: navigation, search, the one part that scrolls, the player. */
import { Disc3, Library, ListMusic, Search, X } from "lucide-react"
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react"
import { Link, Route, Switch, useLocation } from "wouter"
import type { Client } from "./client/client.ts"
import { ClientError } from "./client/client-error.ts"
import { useSession } from "./data/library.ts"
import type { BrowserLibrary } from "./library/browser-library.ts"
import { useAnnounce } from "./navigation/announcer.tsx"
import { paths, shelfName } from "./navigation/paths.ts"
import { ScrollerContext } from "./navigation/scroller.ts"
import { DiscMark } from "./parts/brand.tsx"
import { Message } from "./parts/message.tsx"
import { PlayerBar } from "./player/player-bar.tsx"
import { currentEntry } from "./player/queue.ts"
import { QueuePanel } from "./player/queue-panel.tsx"
import { usePlayerState } from "./player/use-player.ts"
import { SearchField } from "./search/search-field.tsx"
import { ShortcutSheet, useShortcuts } from "./shortcut-keys.tsx"
import { AlbumsView } from "./views/albums-view.tsx"
import { LibraryView } from "./views/library-view.tsx"
import { PlayingView } from "./views/playing-view.tsx"
import { ReleaseView } from "./views/release-view.tsx"
import { SearchView } from "./views/search-view.tsx"
import { ShelfView } from "./views/shelf-view.tsx"
import { TracksView } from "./views/tracks-view.tsx"

export const Shell = () => {
  const [location, navigate] = useLocation()
  const [main, setMain] = useState<HTMLElement | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const help = useRef<HTMLDialogElement>(null)
  const [isQueueOpen, setIsQueueOpen] = useState(false)
  const isSearching = location === paths.search
  const toggleQueue = (): void => setIsQueueOpen((before) => !before)
  const focusSearch = (): void => {
    if (!isSearching) navigate(paths.search)
    // On a phone the field appears together with the view.
    requestAnimationFrame(() => field.current?.focus())
  }
  const showHelp = (): void => help.current?.showModal()
  useShortcuts({ focusSearch, toggleQueue, showHelp })
  usePlayingAnnounced()
  return (
    <div
      className={["shell", isSearching && "is-searching", location === paths.playing && "is-playing-page"]
        .filter(Boolean)
        .join(" ")}
    >
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Navigation focusSearch={focusSearch} />
      <header className="top">
        <SearchField field={field} />
      </header>
      <main id="main" ref={setMain} className="main" tabIndex={-1}>
        <ScrollerContext value={main}>
          <Notices />
          <Views showShortcuts={showHelp} />
        </ScrollerContext>
      </main>
      {isQueueOpen && <QueuePanel close={() => setIsQueueOpen(false)} />}
      <PlayerBar isQueueOpen={isQueueOpen} toggleQueue={toggleQueue} />
      <ShortcutSheet sheet={help} />
    </div>
  )
}

const shelves = ["artist", "genre", "label", "descriptor"] as const

const Views = ({ showShortcuts }: { readonly showShortcuts: () => void }) => (
  <Switch>
    <Route path={paths.albums} component={AlbumsView} />
    <Route path="/releases/:id">{({ id }: { readonly id: string }) => <ReleaseView key={id} id={id} />}</Route>
    {shelves.map((by) => (
      <Route key={by} path={`/${by}s/:name`}>
        {() => {
          const name = shelfName(window.location.pathname)
          return <ShelfView key={name} by={by} name={name} />
        }}
      </Route>
    ))}
    <Route path={paths.tracks} component={TracksView} />
    <Route path={paths.search} component={SearchView} />
    <Route path={paths.playing} component={PlayingView} />
    <Route path={paths.library}>
      <LibraryView showShortcuts={showShortcuts} />
    </Route>
    <Route>
      <Message
        title="There is no such page"
        actions={
          <Link href={paths.albums} className="button is-main">
            To the albums
          </Link>
        }
      >
        <p>The address leads nowhere in this app.</p>
      </Message>
    </Route>
  </Switch>
)

interface NavLinkProps {
  readonly href: string
  readonly icon: ReactNode
  readonly children: ReactNode
  readonly onClick?: () => void
  /** Among the tabs of a phone only. */
  readonly isForTabs?: boolean
}

const NavLink = ({ href, icon, children, onClick, isForTabs = false }: NavLinkProps) => {
  const [location] = useLocation()
  const isCurrent = location === href || (href === paths.albums && location.startsWith("/releases/"))
  return (
    <li className={isForTabs ? "tab-only" : undefined}>
      <Link
        href={href}
        className="nav-link"
        aria-current={isCurrent ? "page" : undefined}
        {...(onClick === undefined ? {} : { onClick })}
      >
        {icon}
        {children}
      </Link>
    </li>
  )
}

const Navigation = ({ focusSearch }: { readonly focusSearch: () => void }) => (
  <nav className="nav" aria-label="Main">
    <Link href={paths.albums} className="brand">
      <DiscMark />
      Deadwax
    </Link>
    <ul>
      <NavLink href={paths.albums} icon={<Disc3 size={20} />}>
        Albums
      </NavLink>
      <NavLink href={paths.tracks} icon={<ListMusic size={20} />}>
        Tracks
      </NavLink>
      <NavLink href={paths.search} icon={<Search size={20} />} onClick={focusSearch} isForTabs>
        Search
      </NavLink>
      <NavLink href={paths.library} icon={<Library size={20} />}>
        Library
      </NavLink>
    </ul>
    <PlaceNote />
  </nav>
)

const PlaceNote = () => {
  const { client } = useSession()
  return <p className="nav-foot etched">{client.place === "server" ? "On the server" : "In this browser"}</p>
}

/** The track that begins to play is said as well as shown. */
const usePlayingAnnounced = (): void => {
  const { queue, status } = usePlayerState()
  const announce = useAnnounce()
  const track = status === "playing" ? currentEntry(queue)?.track : undefined
  useEffect(() => {
    if (track !== undefined) announce(`Playing ${track.title} by ${track.artists}`)
  }, [track, announce])
}

const Notices = () => {
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
    </div>
  )
}

const Notice = ({ text, dismiss }: { readonly text: string; readonly dismiss?: () => void }) => (
  <div className="notice" role="alert">
    <p>{text}</p>
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
