/** The commands of collages and playlists as plain data: both have the same, and playlists some more. */
import type { CommandOutline, OptionOutline } from "./outline.ts"

interface Words {
  readonly group: "collages" | "playlists"
  readonly one: string
  readonly members: string
  readonly member: string
  readonly completes: "directory" | "file"
}

const at = (summary: string): OptionOutline => ({ name: "at", value: "N", summary })

const common = (
  { group, one, member, members, completes }: Words,
  pages: ReadonlyArray<OptionOutline>
): ReadonlyArray<CommandOutline> => {
  const none = { completes: "none", options: [] } as const
  const repeated = at(`only the one at this position, where the ${one} has the ${member} more than once`)
  return [
    { path: `${group} list`, operands: "", completes: "none", summary: `list the ${group} by name`, options: pages },
    { path: `${group} show`, operands: "NAME", summary: `show a ${one} with its ${members} in order`, ...none },
    { path: `${group} create`, operands: "NAME", summary: `make an empty ${one}`, ...none },
    { path: `${group} rename`, operands: "NAME NEW-NAME", summary: `give a ${one} another name`, ...none },
    { path: `${group} delete`, operands: "NAME", summary: `move a ${one} to the trash`, ...none },
    {
      path: `${group} add`,
      operands: "NAME ID|PATH...",
      completes,
      summary: `add ${members} to a ${one}, at its end`,
      options: [at("so that the first one has this position, from 1")]
    },
    {
      path: `${group} remove`,
      operands: "NAME ID|PATH",
      completes,
      summary: `take a ${member} out of a ${one}`,
      options: [repeated]
    },
    {
      path: `${group} move`,
      operands: "NAME ID|PATH POSITION",
      completes,
      summary: `move a ${member} of a ${one} to a position, from 1`,
      options: [repeated]
    }
  ]
}

const collages: Words = {
  group: "collages",
  one: "collage",
  member: "release",
  members: "releases",
  completes: "directory"
}
const playlists: Words = { group: "playlists", one: "playlist", member: "track", members: "tracks", completes: "file" }

/** `pages(what)`: the options of a list. */
export const collectionOutlines = (pages: (what: string) => ReadonlyArray<OptionOutline>): ReadonlyArray<CommandOutline> => [
  ...common(collages, pages("collages")),
  ...common(playlists, pages("playlists")),
  {
    path: "playlists cover",
    operands: "NAME FILE|--remove",
    completes: "file",
    summary: "give a playlist a cover, or take it away; the old one goes to the trash",
    options: [{ name: "remove", summary: "take the cover away" }]
  },
  {
    path: "playlists export",
    operands: "NAME FILE.m3u8",
    completes: "file",
    summary: "write a playlist for other players, with paths from the library's root",
    options: []
  },
  {
    path: "playlists import",
    operands: "FILE.m3u8",
    completes: "file",
    summary: "make a playlist of an M3U8 file; lines that match no track are named",
    options: []
  }
]
