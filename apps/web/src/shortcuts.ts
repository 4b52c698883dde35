/** The keys that work everywhere. One list: what they do is run from it, and the help sheet is drawn from it. */

export type ShortcutAction =
  | "play"
  | "next"
  | "previous"
  | "back"
  | "forward"
  | "louder"
  | "quieter"
  | "mute"
  | "shuffle"
  | "search"
  | "queue"
  | "help"
  | "albums"
  | "tracks"
  | "library"
  | "playlists"
  | "collages"
  | "sync"

export interface Shortcut {
  readonly action: ShortcutAction
  /** As `KeyboardEvent.key` has them. */
  readonly keys: ReadonlyArray<string>
  /** As people read them. */
  readonly shown: ReadonlyArray<string>
  readonly does: string
}

export const shortcuts: ReadonlyArray<Shortcut> = [
  { action: "search", keys: ["/"], shown: ["/"], does: "Search" },
  { action: "play", keys: [" ", "k"], shown: ["Space"], does: "Play or pause" },
  { action: "next", keys: ["n"], shown: ["N"], does: "Next track" },
  { action: "previous", keys: ["p"], shown: ["P"], does: "Previous track, or the beginning of this one" },
  { action: "back", keys: ["j"], shown: ["J"], does: "10 seconds back" },
  { action: "forward", keys: ["l"], shown: ["L"], does: "10 seconds forward" },
  { action: "louder", keys: ["+", "="], shown: ["+"], does: "Louder" },
  { action: "quieter", keys: ["-"], shown: ["−"], does: "Quieter" },
  { action: "mute", keys: ["m"], shown: ["M"], does: "Mute" },
  { action: "shuffle", keys: ["s"], shown: ["S"], does: "Shuffle the queue" },
  { action: "queue", keys: ["u"], shown: ["U"], does: "Show or hide the queue" },
  { action: "albums", keys: ["1"], shown: ["1"], does: "Albums" },
  { action: "tracks", keys: ["2"], shown: ["2"], does: "Tracks" },
  { action: "library", keys: ["3"], shown: ["3"], does: "Library" },
  { action: "playlists", keys: ["4"], shown: ["4"], does: "Playlists" },
  { action: "collages", keys: ["5"], shown: ["5"], does: "Collages" },
  { action: "sync", keys: ["6"], shown: ["6"], does: "Sync" },
  { action: "help", keys: ["?"], shown: ["?"], does: "This list" }
]

export interface PressedKey {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** What has the focus, as far as keys care. */
export interface FocusedElement {
  /** It takes letters itself. */
  readonly isText: boolean
  /** It takes Space itself: a button, a link, a slider. */
  readonly isControl: boolean
}

/** The shortcut that a key stands for where this has the focus, or undefined. */
export const shortcutFor = (pressed: PressedKey, focused: FocusedElement): ShortcutAction | undefined => {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || focused.isText) return undefined
  if (pressed.key === " " && focused.isControl) return undefined
  return shortcuts.find((shortcut) => shortcut.keys.includes(pressed.key))?.action
}
