/** `deadwax config preview-templates`: what the templates make of samples, and of this library; nothing is renamed. */
import { LibraryCache, type NamesPreview, type SampleNames, sampleNames } from "@deadwax/core-cache"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { NamingOptions } from "../config/naming.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { findConfig, loadConfig } from "./global-options.ts"
import { toggleOption } from "./page-options.ts"

const shownUnlessAll = 10

const sampleLines = (samples: ReadonlyArray<SampleNames>): ReadonlyArray<string> =>
  samples.flatMap(({ release, tracks }) => [`  ${release}/`, ...tracks.map((track) => `    ${track}`)])

/** What the templates would make of a library; of one that holds no track yet that is not known. */
interface Previewed extends NamesPreview {
  readonly isEmpty: boolean
}

const libraryLines = (preview: Previewed): ReadonlyArray<string> => {
  if (preview.isEmpty) return ["  nothing yet: no track of it is known; scan it first (deadwax scan)"]
  if (preview.releases.length === 0) return ["  nothing: every release has its name already"]
  const lines = preview.releases.flatMap(({ from, to, files }) => [
    `  ${visible(from)}`,
    ...(from === to ? [] : [`    > ${visible(to)}`]),
    ...files.map((file) => `      ${visible(file.from.slice(from.length + 1))} > ${visible(file.to.slice(to.length + 1))}`)
  ])
  return preview.more ? [...lines, "  and more; --all shows every one"] : lines
}

const printed = Effect.fnUntraced(function* (naming: NamingOptions, preview: Previewed | null) {
  const { manner } = yield* Screen
  const { renameSourceFiles, maxFilenameBytes, templates } = naming
  const samples = sampleNames(naming)
  if (manner.json) {
    const library = preview === null ? null : { releases: preview.releases, more: preview.more }
    return yield* printJson({ renameSourceFiles, maxFilenameBytes, templates, samples, library })
  }
  yield* printLines([
    `Release: ${visible(templates.release)}`,
    `Track:   ${visible(templates.track)}`,
    "",
    "Samples:",
    ...sampleLines(samples),
    ...(preview === null
      ? []
      : ["", `This library (${renameSourceFiles ? "renamed by the next scan" : "renamed if rename_source_files were true"}):`]),
    ...(preview === null ? [] : libraryLines(preview))
  ])
})

export const previewTemplates = Command.make(
  "preview-templates",
  { all: toggleOption("config preview-templates", "all") },
  Effect.fnUntraced(function* ({ all }) {
    const { libraries, naming } = (yield* findConfig()).file.config
    if (libraries.length === 0) return yield* Effect.andThen(loadConfig(), printed(naming, null))
    yield* withFilledLibrary(
      Effect.gen(function* () {
        const cache = yield* LibraryCache
        const preview = yield* cache.previewNames(naming, all ? Number.MAX_SAFE_INTEGER : shownUnlessAll)
        const isEmpty = (yield* cache.listTracks({ limit: 1 })).total === 0
        yield* printed(naming, { ...preview, isEmpty })
        return 1
      })
    )
  })
).pipe(Command.withDescription(outlineOf("config preview-templates").summary))
