/** The commands of sources and of the queue as plain data. */
import type { ItemChoice } from "@deadwax/core-sync"
import type { CommandOutline, OptionOutline } from "./outline.ts"

/** What `--policy` takes before its `=`. */
export const policyKeys: ReadonlyArray<string> = [
  ...[
    "what",
    "below",
    "placement",
    "include",
    "exclude",
    "removed",
    "deleted-here",
    "conflicts",
    "duplicates",
    "budget",
    "priority"
  ]
]

/** What `queue list --status` takes. */
export const itemChoices = [
  "missing",
  "downloading",
  "downloaded",
  "failed",
  "ignored"
] as const satisfies ReadonlyArray<ItemChoice>

const none = { completes: "none", options: [] } as const

const pace: ReadonlyArray<OptionOutline> = [
  { name: "concurrency", value: "N", summary: "files that are fetched at a time, 4 unless told" },
  { name: "limit-rate", value: "RATE", summary: "how much may come in a second, as 500K or 2M; none: as much as can" }
]

const reaching: ReadonlyArray<OptionOutline> = [
  { name: "user", value: "USER", summary: "the user name to be let in with" },
  { name: "password-file", value: "FILE", completes: "file", summary: "a file that holds the password, or app password" },
  { name: "password-env", value: "VARIABLE", summary: "the environment variable that holds it instead" },
  { name: "allow-plain-http", summary: "let the password cross the network readable, where the server has no https" },
  ...pace,
  {
    name: "policy",
    value: "KEY=VALUE",
    completes: policyKeys.map((key) => `${key}=`),
    summary: "what is fetched and who gives way, as removed=mirror; may be given several times"
  }
]

/** `pages(what)`: the options of a list. */
export const sourceOutlines = (pages: (what: string) => ReadonlyArray<OptionOutline>): ReadonlyArray<CommandOutline> => [
  {
    path: "sources add",
    operands: "NAME URL",
    completes: "directory",
    summary: "name a place that music comes from: dir:PATH, webdavs://HOST/PATH or webdav://HOST/PATH",
    options: reaching
  },
  {
    path: "sources set",
    operands: "NAME",
    completes: "none",
    summary: "change what is wanted of a source, and how it is reached; no file is touched",
    options: [...reaching, { name: "new-disk", summary: "take whatever disk is mounted at its directory for this source" }]
  },
  { path: "sources list", operands: "", completes: "none", summary: "list the sources by name", options: pages("sources") },
  { path: "sources remove", operands: "NAME", summary: "forget a source; files that came from it stay", ...none },
  { path: "sources test", operands: "NAME", summary: "ask a source whether it is there and lets Deadwax in", ...none },
  {
    path: "sync",
    operands: "[NAME...]",
    completes: "none",
    summary: "bring the library in step with its sources, or with these",
    options: [
      { name: "full", summary: "look at everything, not only at what changed" },
      { name: "no-download", summary: "look at the source alone, and fetch nothing" },
      { name: "allow-removal", summary: "let a large part of a source's files be gone" },
      ...pace
    ]
  },
  { path: "sync cancel", operands: "[NAME...]", summary: "end the syncs that are running, also in other programs", ...none },
  {
    path: "sync history",
    operands: "",
    completes: "none",
    summary: "list the last syncs, the newest first",
    options: pages("syncs")
  },
  {
    path: "queue list",
    operands: "",
    completes: "none",
    summary: "list what is to be fetched, the most urgent first",
    options: [
      { name: "source", value: "NAME", summary: "of this source alone" },
      {
        name: "status",
        value: "STATUS",
        completes: itemChoices,
        summary: `instead what sources have that is ${itemChoices.slice(0, -1).join(", ")} or ${itemChoices.at(-1)}`
      },
      ...pages("files")
    ]
  },
  { path: "queue retry", operands: "ID", summary: "try a file again as soon as may be", ...none },
  { path: "queue ignore", operands: "ID", summary: "leave a file alone from now on", ...none },
  { path: "queue unignore", operands: "ID", summary: "want a file, whatever the source's policy says", ...none },
  {
    path: "duplicates list",
    operands: "",
    completes: "none",
    summary: "list tracks that are there more than once, as the last syncs found them",
    options: pages("recordings")
  }
]
