/** The commands of smart playlists as plain data. */
import type { CommandOutline, OptionOutline } from "./outline.ts"

const sortOf = (keys: ReadonlyArray<string>, absent: string): OptionOutline => ({
  name: "sort",
  value: "KEY",
  completes: ["shuffle", ...keys, ...keys.map((key) => `-${key}`)],
  summary: `order by ${keys.join(", ")}, with - before it downwards, or shuffle, anew each day (default: ${absent})`
})
const take = (absent: string): OptionOutline => ({
  name: "take",
  value: "N|all",
  summary: `so many tracks from the start of that order (default: ${absent})`
})

/** `pages(what)`: the options of a list; `keys`: those by which tracks are ordered. */
export const smartOutlines = (
  pages: (what: string) => ReadonlyArray<OptionOutline>,
  keys: ReadonlyArray<string>
): ReadonlyArray<CommandOutline> => {
  const none = { completes: "none", options: [] } as const
  return [
    {
      path: "smart list",
      operands: "",
      completes: "none",
      summary: "list the smart playlists by name",
      options: pages("of them")
    },
    {
      path: "smart show",
      operands: "NAME",
      completes: "none",
      summary: "show a smart playlist with its tracks of now",
      options: pages("tracks")
    },
    {
      path: "smart create",
      operands: "NAME [FILTER...]",
      completes: "none",
      summary: "keep a filter of tracks under a name",
      options: [sortOf(keys, "path"), take("all")]
    },
    {
      path: "smart edit",
      operands: "NAME [FILTER...]",
      completes: "none",
      summary: "give a smart playlist another filter, order or number of tracks",
      options: [sortOf(keys, "as it is"), take("as it is")]
    },
    { path: "smart rename", operands: "NAME NEW-NAME", summary: "give a smart playlist another name", ...none },
    { path: "smart delete", operands: "NAME", summary: "delete a smart playlist, and none of its tracks", ...none },
    {
      path: "smart export",
      operands: "NAME FILE.m3u8",
      completes: "file",
      summary: "write its tracks of now for other players, with paths from the library's root",
      options: []
    }
  ]
}
