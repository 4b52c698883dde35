/** Runs the shortcuts, and shows the list of them. */
import { X } from "lucide-react"
import { type RefObject, useEffect, useEffectEvent } from "react"
import { useLocation } from "wouter"
import { paths } from "./navigation/paths.ts"
import { usePlayer } from "./player/use-player.ts"
import { type FocusedElement, type ShortcutAction, shortcutFor, shortcuts } from "./shortcuts.ts"

interface ShortcutTargets {
  readonly focusSearch: () => void
  readonly toggleQueue: () => void
  readonly showHelp: () => void
}

const focusedElement = (target: EventTarget | null): FocusedElement => {
  const element = target instanceof HTMLElement ? target : undefined
  const isText =
    element?.matches("input:not([type=range], [type=radio], [type=file]), textarea, select, [contenteditable]") ?? false
  return { isText, isControl: element?.matches("button, a, input, summary, label") ?? false }
}

export const useShortcuts = ({ focusSearch, toggleQueue, showHelp }: ShortcutTargets): void => {
  const player = usePlayer()
  const [, navigate] = useLocation()
  const actions: Readonly<Record<ShortcutAction, () => void>> = {
    play: () => player.toggle(),
    next: () => player.next(),
    previous: () => player.previous(),
    back: () => player.seekBy(-10),
    forward: () => player.seekBy(10),
    louder: () => player.setVolume(player.state().volume + 0.05),
    quieter: () => player.setVolume(player.state().volume - 0.05),
    mute: () => player.setMuted(!player.state().isMuted),
    shuffle: () => player.setShuffle(!player.state().queue.isShuffled),
    search: focusSearch,
    queue: toggleQueue,
    help: showHelp,
    albums: () => navigate(paths.albums),
    tracks: () => navigate(paths.tracks),
    library: () => navigate(paths.library),
    playlists: () => navigate(paths.playlists),
    collages: () => navigate(paths.collages),
    sync: () => navigate(paths.sync)
  }
  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return
    const action = shortcutFor(event, focusedElement(event.target))
    if (action === undefined) return
    event.preventDefault()
    actions[action]()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event)
    window.addEventListener("keydown", listener)
    return () => window.removeEventListener("keydown", listener)
  }, [])
}

export const ShortcutSheet = ({ sheet }: { readonly sheet: RefObject<HTMLDialogElement | null> }) => (
  <dialog ref={sheet} className="sheet" aria-labelledby="shortcuts-title">
    <div className="sheet-head">
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <button type="button" className="icon-button" aria-label="Close" onClick={() => sheet.current?.close()}>
        <X size={18} />
      </button>
    </div>
    <dl>
      {shortcuts.map((shortcut) => (
        <div key={shortcut.action} className="sheet-row">
          <dt>
            {shortcut.shown.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{shortcut.does}</dd>
        </div>
      ))}
    </dl>
  </dialog>
)
