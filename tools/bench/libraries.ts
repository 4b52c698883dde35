/** The libraries of a benchmark: the same bytes each time, made once in a directory that is kept. */
import { existsSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { libraryNames } from "./aims.ts"
import { type MakeLibraryOptions, makeLibrary } from "./make-library.ts"
import type { Library } from "./scans.ts"

export const tracksPerRelease = 10

interface Kind {
  readonly name: string
  readonly directory: string
  readonly releases: (usual: number) => number
  readonly options: Partial<MakeLibraryOptions>
  readonly text: string
}

/** Which libraries there are. `usual`: about 220 KB a file, ids in the tags. */
const kinds = {
  usual: {
    name: "",
    directory: "usual",
    releases: (usual) => usual,
    options: { withIds: true },
    text: "files of about 220 KB, ids in their tags"
  },
  small: {
    name: libraryNames.small,
    directory: "small",
    releases: (usual) => usual,
    options: { withIds: true, small: true },
    text: "files of at most 8 KB, ids in their tags"
  },
  large: {
    name: libraryNames.large,
    directory: "large",
    releases: (usual) => usual * 10,
    options: { withIds: true, small: true },
    text: "files of at most 8 KB, ids in their tags"
  },
  ids: {
    name: libraryNames.ids,
    directory: "ids",
    releases: (usual) => Math.ceil(usual / 10),
    options: { withIds: false },
    text: "files of about 220 KB, without ids"
  }
} satisfies Record<string, Kind>

export type LibraryKind = keyof typeof kinds

/** One library, made unless it is there. */
export const prepareLibrary = (work: string, kind: LibraryKind, usualReleases: number): Library & { readonly text: string } => {
  const { name, directory, releases, options, text } = kinds[kind] as Kind
  const count = releases(usualReleases)
  const music = join(work, `${directory}-${count}`)
  // One that was being made when the program ended is not whole.
  const making = `${music}.part`
  const tracks = count * tracksPerRelease
  if (!existsSync(music)) {
    rmSync(making, { recursive: true, force: true })
    console.error(`making ${tracks} tracks in ${music}`)
    makeLibrary(making, { releases: count, tracksPerRelease, layout: "flat", ...options })
    renameSync(making, music)
  }
  return { music, tracks, name, text: `${tracks} tracks in ${count} releases, ${text}` }
}
