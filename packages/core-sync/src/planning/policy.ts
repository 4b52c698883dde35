/** What the user wants of a source. */
import { type IsIgnored, isIgnoredBy } from "@deadwax/core-cache"

/** What is taken from a source, where it goes, and who gives way. Patterns are those of `.deadwaxignore`, over paths at the source. */
export interface SyncPolicy {
  /** `on-demand`: only what was asked for by name is fetched; what lies here is kept in step all the same. */
  readonly what: "everything" | "on-demand"
  /** The directory of the library that holds it, relative to the root; "" is the root itself. */
  readonly below: string
  /** Where new files go in it: as they lie at the source, or by the library's templates for names. */
  readonly placement: "remote-path" | "template"
  /** What is followed; nothing here means everything. */
  readonly include: ReadonlyArray<string>
  /** What is not followed, whatever `include` says. */
  readonly exclude: ReadonlyArray<string>
  /** What becomes of a file here when it is gone there: it stays, or goes to the trash. */
  readonly removed: "keep" | "mirror"
  /** What becomes of a file there when it was deleted here: it is fetched again, or left. */
  readonly deletedHere: "fetch" | "leave"
  /** What lies here and what lies there both changed. The version that loses goes to the trash, or is not fetched. */
  readonly conflicts: "keep-both" | "prefer-remote" | "prefer-local"
  /**
   * What becomes of tracks that are one recording twice, where one of the two came from this source: it is told, or the entries of playlists
   * move to the one that would stay as well. No file is touched.
   */
  readonly duplicates: "tell" | "playlists"
  /** How much the files of this source may take here. Null: any. What lies here is kept in step beyond it. */
  readonly budgetBytes: number | null
  /** What is fetched first: what matches the first of these, then the second, then the rest. */
  readonly priority: ReadonlyArray<string>
}

/** Everything, into the root; nothing is ever taken away, and both versions are kept. What systems leave beside files is not followed. */
export const defaultSyncPolicy: SyncPolicy = {
  what: "everything",
  below: "",
  placement: "remote-path",
  include: [],
  exclude: [
    ".*",
    "@eaDir/",
    "\\#recycle/",
    "$RECYCLE.BIN/",
    "System Volume Information/",
    "lost+found/",
    "Thumbs.db",
    "desktop.ini"
  ],
  removed: "keep",
  deletedHere: "fetch",
  conflicts: "keep-both",
  duplicates: "tell",
  budgetBytes: null,
  priority: []
}

/** A policy's patterns, read. */
export interface PolicyRules {
  /** By path at the source. */
  readonly isFollowed: (path: string) => boolean
  /** 0 is fetched first. */
  readonly rankOf: (path: string) => number
}

/** Reads the patterns of a policy. */
export const readPolicyRules = ({ include, exclude, priority }: SyncPolicy): PolicyRules => {
  const included: IsIgnored = include.length === 0 ? () => true : isIgnoredBy(include)
  const excluded = isIgnoredBy(exclude)
  const ranks = priority.map((line) => isIgnoredBy([line]))
  return {
    isFollowed: (path) => included(path, false) && !excluded(path, false),
    rankOf: (path) => {
      const rank = ranks.findIndex((matches) => matches(path, false))
      return rank < 0 ? ranks.length : rank
    }
  }
}

/** Is what lies at a path of the source to be fetched, without having been asked for by name? */
export const isWantedBy = (policy: SyncPolicy): ((path: string) => boolean) => {
  const { isFollowed } = readPolicyRules(policy)
  return (path) => policy.what === "everything" && isFollowed(path)
}
