/** The frame around the views: navigation, search, the one part that scrolls, the player. */
import { useEffect, useRef, useState } from "react"
import { flushSync } from "react-dom"
import { Link, Route, Switch, useLocation } from "wouter"
import { useAnnounce } from "./navigation/announcer.tsx"
import { Navigation } from "./navigation/navigation.tsx"
import { paths, shelfName } from "./navigation/paths.ts"
import { ScrollerContext } from "./navigation/scroller.ts"
import { Notices } from "./notices.tsx"
import { Message } from "./parts/message.tsx"
import { PlayerBar } from "./player/player-bar.tsx"
import { currentEntry } from "./player/queue.ts"
import { QueuePanel } from "./player/queue-panel.tsx"
import { usePlayerState } from "./player/use-player.ts"
import { SearchField } from "./search/search-field.tsx"
import { ShortcutSheet, useShortcuts } from "./shortcut-keys.tsx"
import { SyncPage } from "./sync/sync-page.tsx"
import { AlbumsView } from "./views/albums-view.tsx"
import { CollectionView } from "./views/collection-view.tsx"
import { CollectionsView } from "./views/collections-view.tsx"
import { LibraryView } from "./views/library-view.tsx"
import { NamesView } from "./views/names-view.tsx"
import { PlayingView } from "./views/playing-view.tsx"
import { ReleaseView } from "./views/release-view.tsx"
import { SearchView } from "./views/search-view.tsx"
import { ShelfView } from "./views/shelf-view.tsx"
import { SmartView } from "./views/smart-view.tsx"
import { TrackListView } from "./views/track-list-view.tsx"
import { TracksView } from "./views/tracks-view.tsx"
import { TrashView } from "./views/trash-view.tsx"

export const Shell = () => {
  const [location, navigate] = useLocation()
  const [main, setMain] = useState<HTMLElement | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const help = useRef<HTMLDialogElement>(null)
  const [isQueueOpen, setIsQueueOpen] = useState(false)
  const isSearching = location === paths.search
  const toggleQueue = (): void => setIsQueueOpen((before) => !before)
  const focusSearch = (): void => {
    // At once, for the next key may come before the next frame; on a phone the field appears only together with the view.
    if (!isSearching) flushSync(() => navigate(paths.search))
    field.current?.focus()
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

const trackLists = [
  [paths.favorites, "favorites"],
  [paths.played, "recently-played"],
  [paths.mostPlayed, "most-played"],
  [paths.added, "recently-added"]
] as const

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
    {(["artists", "genres", "labels"] as const).map((kind) => (
      <Route key={kind} path={paths[kind]}>
        <NamesView key={kind} kind={kind} />
      </Route>
    ))}
    {(["collages", "playlists"] as const).flatMap((kind) => [
      <Route key={kind} path={paths[kind]}>
        <CollectionsView key={kind} kind={kind} />
      </Route>,
      <Route key={`one of ${kind}`} path={`/${kind}/:name`}>
        {() => {
          const name = shelfName(window.location.pathname)
          return <CollectionView key={name} kind={kind} name={name} />
        }}
      </Route>
    ])}
    <Route path="/smart-playlists/:name">
      {() => {
        const name = shelfName(window.location.pathname)
        return <SmartView key={name} name={name} />
      }}
    </Route>
    <Route path={paths.tracks} component={TracksView} />
    {trackLists.map(([path, kind]) => (
      <Route key={kind} path={path}>
        <TrackListView key={kind} kind={kind} />
      </Route>
    ))}
    <Route path={paths.trash} component={TrashView} />
    <Route path={paths.sync} component={SyncPage} />
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

/** The track that begins to play is said as well as shown. */
const usePlayingAnnounced = (): void => {
  const { queue, status } = usePlayerState()
  const announce = useAnnounce()
  const track = status === "playing" ? currentEntry(queue)?.track : undefined
  useEffect(() => {
    if (track !== undefined) announce(`Playing ${track.title} by ${track.artists}`)
  }, [track, announce])
}
