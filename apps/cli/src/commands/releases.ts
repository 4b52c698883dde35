/** `deadwax releases list|show`, and what edits them. */
import { LibraryCache, type PageRequest, type Release, type ReleaseListRequest, type Sort } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { findByIdOrPath } from "../library/find-by-id-or-path.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { copyFields, releaseColumns, releaseFields } from "../print/release.ts"
import { printFooter, printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { trackColumns } from "../print/track.ts"
import { releasesCover, releasesDelete, releasesNew } from "./edit-releases.ts"
import { type ListChoice, listChoice, listOptions, releaseSorts } from "./list-options.ts"
import { pageOptions, pageRequest, toggleOption } from "./page-options.ts"
import { printList } from "./whole-list.ts"

/** Each release as in the plain list, its tracks below it. */
const printWithTracks = Effect.fnUntraced(function* (releases: ReadonlyArray<Release>) {
  for (const release of releases) {
    yield* printRows(releaseColumns, [release])
    yield* printRows(trackColumns, release.tracks ?? [], "    ")
  }
})

const printReleases = (tracks: boolean) => (releases: ReadonlyArray<Release>) =>
  tracks ? printWithTracks(releases) : printRows(releaseColumns, releases)

const printPage = Effect.fnUntraced(function* (request: ReleaseListRequest, tracks: boolean) {
  const cache = yield* LibraryCache
  const page = yield* cache.listReleases(request)
  const { manner } = yield* Screen
  if (manner.json) yield* printJsonPage(page)
  else {
    yield* printReleases(tracks)(page.items)
    yield* printFooter(page, "release", "releases")
  }
  return page.total
})

const listReleases = Effect.fnUntraced(function* (asked: PageRequest & ListChoice<Sort>, tracks: boolean) {
  const cache = yield* LibraryCache
  const request = { ...asked, tracks }
  const chunks = () => cache.streamReleases(request)
  return yield* printList(request, { chunks, print: printReleases(tracks) }, printPage(request, tracks))
})

const showRelease = Effect.fnUntraced(function* (idOrPath: string) {
  const cache = yield* LibraryCache
  const release = yield* findByIdOrPath("release", idOrPath, cache.getRelease)
  const { manner, out } = yield* Screen
  if (manner.json) yield* printJson(release)
  else {
    yield* printFields([...releaseFields(release), ...copyFields(yield* cache.getOriginal("release", release.id))])
    yield* out("\n")
    yield* printRows(trackColumns, release.tracks ?? [])
  }
  return 1
})

const list = Command.make(
  "list",
  {
    tracks: toggleOption("releases list", "tracks"),
    ...listOptions("releases list", releaseSorts),
    ...pageOptions("releases list")
  },
  Effect.fnUntraced(function* ({ tracks, ...options }) {
    const request = { ...(yield* pageRequest(options)), ...(yield* listChoice(releaseSorts, options)) }
    yield* withFilledLibrary(listReleases(request, tracks))
  })
).pipe(Command.withDescription(outlineOf("releases list").summary))

const show = Command.make(
  "show",
  { idOrPath: Argument.String("ID|PATH").pipe(Argument.withDescription("the release's id, or its directory")) },
  ({ idOrPath }) => withFilledLibrary(showRelease(idOrPath))
).pipe(Command.withDescription(outlineOf("releases show").summary))

export const releasesCommand = Command.make("releases").pipe(
  Command.withDescription(groups.releases ?? ""),
  Command.withSubcommands([list, show, releasesNew, releasesCover, releasesDelete])
)
