/**
 * The command line as plain data: what `--help` and the shell completions say, answered before anything heavy is loaded.
 * The commands themselves take their descriptions from here, and a test compares this outline with the real command tree.
 */

import { collectionOutlines } from "./outline-collections.ts"
import { smartOutlines } from "./outline-smart.ts"
import { sourceOutlines } from "./outline-sources.ts"

/** What a shell can offer after an option or for a command's operands. */
export type Completion = "none" | "file" | "directory" | ReadonlyArray<string>

export interface OptionOutline {
  readonly name: string
  readonly short?: string
  /** How the value is called in help; absent: the option takes none. */
  readonly value?: string
  readonly completes?: Completion
  readonly summary: string
}

export interface CommandOutline {
  /** One or two words: "scan", "releases list". */
  readonly path: string
  /** The operands as usage shows them. */
  readonly operands: string
  readonly completes: Completion
  readonly summary: string
  readonly options: ReadonlyArray<OptionOutline>
}

export const globalOptions: ReadonlyArray<OptionOutline> = [
  { name: "config", value: "FILE", completes: "file", summary: "use this configuration file" },
  { name: "library", value: "NAME|DIR", completes: "directory", summary: "the library meant, by name or directory" },
  { name: "json", summary: "print JSON; errors too, on standard error" },
  { name: "quiet", summary: "no progress, notices or summaries" },
  { name: "verbose", short: "v", summary: "log what happens, and stack traces of failures" },
  { name: "help", short: "h", summary: "show help for a command" },
  { name: "version", summary: "print the version" }
]

const pageOptions = (what: string): ReadonlyArray<OptionOutline> => [
  { name: "limit", value: "N", summary: `at most so many ${what}: 50 unless told, never more than 1,000` },
  { name: "offset", value: "N", summary: "leave out so many at the start" },
  { name: "all", summary: `every one of the ${what}` }
]

const releaseTypes = [
  ...["album", "single", "ep", "compilation", "anthology", "soundtrack", "live", "remix", "djmix", "mixtape", "other"],
  ...["bootleg", "loosetrack", "demo", "unknown"]
]

const sorts = ["path", "title", "artist", "date", "added"]
const trackSorts = [...sorts, "plays", "played", "rating", "favorited"]

const listOptions = (what: string, keys: ReadonlyArray<string>): ReadonlyArray<OptionOutline> => [
  { name: "artist", value: "NAME", summary: `${what} with this artist in any credit, or with an alias of it` },
  { name: "release-artist", value: "NAME", summary: `${what} with this artist in the credits of the release` },
  { name: "genre", value: "NAME", summary: `${what} of this genre, or of one below it` },
  { name: "descriptor", value: "NAME", summary: `${what} with this descriptor` },
  { name: "label", value: "NAME", summary: `${what} on this label` },
  { name: "type", value: "TYPE", completes: releaseTypes, summary: `${what} of this type of release` },
  { name: "new", summary: `${what} that are marked as new` },
  { name: "not-new", summary: `${what} that are not` },
  { name: "no-loose", summary: `${what} that belong to a release of their own directory` },
  {
    name: "sort",
    value: "KEY",
    completes: [...keys, ...keys.map((key) => `-${key}`)],
    summary: `order by ${keys.join(", ")}; with - before it downwards`
  }
]

/** The two commands of what releases share. */
const valueCommands = (many: string, one: string, what: string): ReadonlyArray<CommandOutline> => [
  { path: `${many} list`, operands: "", completes: "none", summary: `list the ${many}${what}`, options: pageOptions(many) },
  { path: `${many} show`, operands: "NAME", completes: "none", summary: `show one ${one}`, options: [] }
]

const trackLists = [
  { path: "tracks recent", operands: "", summary: "list tracks, the release added last first" },
  { path: "tracks played", operands: "", summary: "list tracks that were played, the last played first" },
  { path: "tracks favorites", operands: "", summary: "list the favourites, the newest first" },
  { path: "tracks most-played", operands: "", summary: "list tracks that were played, the most played first" }
].map((list): CommandOutline => ({ ...list, completes: "none", options: pageOptions("tracks") }))

export const commands: ReadonlyArray<CommandOutline> = [
  {
    path: "init",
    operands: "DIR",
    completes: "directory",
    summary: "register a directory of music as a library",
    options: [
      {
        name: "identity",
        value: "tags|fingerprint",
        completes: ["tags", "fingerprint"],
        summary: "keep ids in the files' tags, or only in Deadwax's database"
      },
      {
        name: "layout",
        value: "nested|flat",
        completes: ["nested", "flat"],
        summary: "releases at any depth, or every child directory is one (default: detected)"
      },
      { name: "name", value: "NAME", summary: "what to call the library (default: the directory's name)" }
    ]
  },
  {
    path: "scan",
    operands: "[DIR...]",
    completes: "directory",
    summary: "bring the cache in step with the files",
    options: [
      { name: "force", summary: "read every file again, also unchanged ones" },
      { name: "allow-removal", summary: "let a large part of the library's tracks go when their files are gone" },
      { name: "workers", value: "N", summary: "how many workers read files, 64 at most; 0 reads in this process" }
    ]
  },
  { path: "status", operands: "", completes: "none", summary: "show counters, the last scan and the storage", options: [] },
  {
    path: "releases list",
    operands: "[FILTER...]",
    completes: "none",
    summary: "list the releases, ordered by path",
    options: [
      { name: "tracks", summary: "with the tracks of each release" },
      ...listOptions("releases", sorts),
      ...pageOptions("releases")
    ]
  },
  { path: "releases show", operands: "ID|PATH", completes: "directory", summary: "show one release and its tracks", options: [] },
  {
    path: "releases new",
    operands: "ID|PATH on|off",
    completes: "directory",
    summary: "mark a release as new, or not",
    options: []
  },
  {
    path: "releases cover",
    operands: "ID|PATH [FILE]",
    completes: "file",
    summary: "set a release's cover; the old one goes to the trash",
    options: [
      { name: "remove", summary: "take the cover file away instead" },
      { name: "save", value: "FILE", completes: "file", summary: "write its cover to FILE instead, also one in the tags" }
    ]
  },
  {
    path: "releases delete",
    operands: "ID|PATH",
    completes: "directory",
    summary: "move a release to the library's trash",
    options: []
  },
  {
    path: "tracks list",
    operands: "[FILTER...]",
    completes: "none",
    summary: "list the tracks, ordered by path",
    options: [...listOptions("tracks", trackSorts), ...pageOptions("tracks")]
  },
  { path: "tracks show", operands: "ID|PATH", completes: "file", summary: "show one track", options: [] },
  { path: "tracks lyrics", operands: "ID|PATH", completes: "file", summary: "show the words of a track", options: [] },
  {
    path: "tracks delete",
    operands: "ID|PATH",
    completes: "file",
    summary: "move a track's file to the library's trash",
    options: []
  },
  {
    path: "tracks add",
    operands: "FILE...",
    completes: "file",
    summary: "copy audio files into the library",
    options: [
      { name: "to", value: "DIR", completes: "directory", summary: "into this directory of it (default: by the templates)" }
    ]
  },
  {
    path: "tracks favorite",
    operands: "ID|PATH on|off",
    completes: "file",
    summary: "make a track a favourite, or none",
    options: []
  },
  {
    path: "tracks rate",
    operands: "ID|PATH 0..5",
    completes: "file",
    summary: "rate a track from 1 to 5; 0: no rating",
    options: []
  },
  {
    path: "tracks play",
    operands: "ID|PATH",
    completes: "file",
    summary: "count that a track was played",
    options: [
      { name: "at", value: "TIME", summary: "when, as 2026-11-28T17:19:41Z (default: now)" },
      { name: "key", value: "KEY", summary: "a name for this play: told again with it, it counts once" }
    ]
  },
  ...trackLists,
  {
    path: "tracks lost",
    operands: "",
    completes: "none",
    summary: "list tracks that are gone, but in playlists, favourites, rated or played",
    options: pageOptions("lost tracks")
  },
  {
    path: "tracks relink",
    operands: "ID PATH",
    completes: "file",
    summary: "say which file a lost track is now",
    options: []
  },
  ...collectionOutlines(pageOptions),
  ...smartOutlines(pageOptions, trackSorts),
  ...sourceOutlines(pageOptions),
  {
    path: "trash list",
    operands: "",
    completes: "none",
    summary: "list what was deleted and can be restored, oldest first",
    options: pageOptions("things")
  },
  { path: "trash restore", operands: "ID", completes: "none", summary: "put one thing back where it was", options: [] },
  { path: "trash empty", operands: "", completes: "none", summary: "remove all of it for good", options: [] },
  {
    path: "doctor",
    operands: "",
    completes: "none",
    summary: "examine the library and say what is amiss; changes nothing without --fix",
    options: [{ name: "fix", summary: "mend what needs no more than your consent" }]
  },
  ...valueCommands("artists", "artist", " whom the tags name"),
  ...valueCommands("genres", "genre", ", with those above them"),
  ...valueCommands("descriptors", "descriptor", ""),
  ...valueCommands("labels", "label", ""),
  {
    path: "search",
    operands: "TEXT...",
    completes: "none",
    summary: "find tracks, releases and artists by words and their beginnings",
    options: [
      {
        name: "kind",
        value: "track|release|artist",
        completes: ["track", "release", "artist"],
        summary: "find one kind alone, shown as its list shows it"
      },
      ...pageOptions("hits").filter(({ name }) => name !== "all")
    ]
  },
  {
    path: "inspect",
    operands: "FILE...",
    completes: "file",
    summary: "show what is read from audio files; needs no library",
    options: []
  },
  {
    path: "watch",
    operands: "",
    completes: "none",
    summary: "scan, then keep the cache in step with the files, until Ctrl-C",
    options: [{ name: "workers", value: "N", summary: "how many workers read files, 64 at most; 0 reads in this process" }]
  },
  {
    path: "serve",
    operands: "",
    completes: "none",
    summary: "serve the library over HTTP, with its web app, until Ctrl-C",
    options: [
      { name: "port", value: "N", summary: "the port to listen at (default: 4747; 0: any that is free)" },
      { name: "host", value: "HOST", summary: "the address to listen at (default: 127.0.0.1); another needs a token" },
      { name: "token-file", value: "FILE", completes: "file", summary: "a file with the token that clients bring" }
    ]
  },
  {
    path: "config check",
    operands: "",
    completes: "none",
    summary: "read the configuration, and say what is in it and what is wrong with it",
    options: []
  },
  {
    path: "config preview-templates",
    operands: "",
    completes: "none",
    summary: "show what the templates make of names; renames nothing",
    options: [{ name: "all", summary: "every release that would be renamed, not the first ten" }]
  },
  {
    path: "export state",
    operands: "FILE.jsonl",
    completes: "file",
    summary: "write favourites, ratings and plays to a file",
    options: []
  },
  {
    path: "import state",
    operands: "FILE.jsonl",
    completes: "file",
    summary: "take over favourites, ratings and plays from such a file",
    options: []
  },
  {
    path: "import rose",
    operands: "[CONFIG]",
    completes: "file",
    summary: "take over settings of the music manager rosé into the configuration",
    options: []
  },
  {
    path: "completions",
    operands: "bash|zsh|fish",
    completes: ["bash", "zsh", "fish"],
    summary: "print the completion script for a shell",
    options: []
  }
]

/** Groups of commands, in order, with what help says of them. */
export const groups: Readonly<Record<string, string>> = {
  releases: "list, show and edit releases",
  tracks: "list, show, rate and delete tracks; find lost ones again",
  collages: "ordered lists of releases: list, show, edit",
  playlists: "ordered lists of tracks: list, show, edit, export and import",
  smart: "smart playlists, which are filters under a name: list, show, edit, export",
  sources: "places that music comes from: add, list, test, remove",
  queue: "what is to be fetched from the sources: list, retry, ignore",
  duplicates: "tracks that are there more than once: list",
  artists: "list and show artists",
  genres: "list and show genres",
  descriptors: "list and show descriptors",
  labels: "list and show labels",
  trash: "what was deleted: list, restore, empty",
  export: "write what is yours to a file",
  import: "take over what other programs keep",
  config: "look at the configuration"
}

/** The outline of one command; a path that is not there is a bug. */
export const outlineOf = (path: string): CommandOutline => {
  const found = commands.find((command) => command.path === path)
  if (found === undefined) throw new Error(`no outline for the command ${path}`)
  return found
}

/** What help says of one option of a command; an option that is not there is a bug. */
export const optionSummary = (path: string, option: string): string => {
  const options = path === "" ? globalOptions : outlineOf(path).options
  const found = options.find(({ name }) => name === option)
  if (found === undefined) throw new Error(`no outline for the option --${option} of ${path}`)
  return found.summary
}
