/** `deadwax releases new|cover|delete`: the files first, then the cache. */
import { LibraryCache, type Release } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failure } from "../errors/failure.ts"
import { findByIdOrPath } from "../library/find-by-id-or-path.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { readPicture } from "../library/read-picture.ts"
import { saveCover } from "../library/save-cover.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { toggleOption } from "./page-options.ts"
import { pathOperand } from "./path-operand.ts"

const which = Argument.String("ID|PATH").pipe(Argument.withDescription("the release's id, or its directory"))

/** Finds the release, changes it, prints what it is then. It may be gone by the time of the change. */
const edit = Effect.fnUntraced(function* <E, R>(
  idOrPath: string,
  change: (release: Release) => Effect.Effect<Release | undefined, E, R>,
  sentence: (release: Release) => string
) {
  const cache = yield* LibraryCache
  const release = yield* findByIdOrPath("release", idOrPath, cache.getRelease)
  const changed = yield* change(release)
  if (changed === undefined) return yield* vanished(release)
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(changed)
  else if (!manner.quiet) yield* printLines([visible(sentence(changed))])
  return 1
})

const vanished = ({ sourcePath }: Release): Failure =>
  new Failure({
    code: "not-found",
    message: `${sourcePath} is no release any more`,
    remedy: "Run deadwax scan and look it up again.",
    path: sourcePath
  })

export const releasesNew = Command.make(
  "new",
  { which, state: Argument.Literals("on|off", ["on", "off"]).pipe(Argument.withDescription("on: it is new")) },
  ({ which, state }) =>
    withFilledLibrary(
      Effect.flatMap(LibraryCache, (cache) =>
        edit(
          which,
          ({ id }) => cache.setReleaseNew(id, state === "on"),
          ({ isNew, sourcePath }) => `${isNew ? "New" : "Not new"}: ${sourcePath}`
        )
      )
    )
).pipe(Command.withDescription(outlineOf("releases new").summary))

const savesOnly = new Failure({
  code: "usage",
  message: "--save writes the cover that is there, so it goes neither with a FILE nor with --remove",
  remedy: "Leave out one of them."
})

const saveCoverOf = Effect.fnUntraced(function* (idOrPath: string, target: string) {
  const cache = yield* LibraryCache
  const saved = yield* saveCover(yield* findByIdOrPath("release", idOrPath, cache.getRelease), target)
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(saved)
  else if (!manner.quiet) yield* printLines([`Saved: ${visible(saved.path)}`])
  return 1
})

export const releasesCover = Command.make(
  "cover",
  {
    which,
    file: pathOperand("FILE", "the picture").pipe(Argument.optional),
    remove: toggleOption("releases cover", "remove"),
    save: Flag.String("save").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(optionSummary("releases cover", "save")),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ which, file, remove, save }) {
    if (Option.isSome(save)) {
      if (Option.isSome(file) || remove) return yield* savesOnly
      return yield* withFilledLibrary(saveCoverOf(which, save.value))
    }
    const picture = yield* readPicture(Option.getOrUndefined(file), remove)
    yield* withFilledLibrary(
      Effect.flatMap(LibraryCache, (cache) =>
        edit(
          which,
          ({ id }) => cache.setReleaseCover(id, picture),
          ({ coverPath, sourcePath }) => (coverPath === null ? `No cover file: ${sourcePath}` : `Cover: ${coverPath}`)
        )
      )
    )
  })
).pipe(Command.withDescription(outlineOf("releases cover").summary))

export const releasesDelete = Command.make("delete", { which }, ({ which }) =>
  withFilledLibrary(
    Effect.flatMap(LibraryCache, (cache) =>
      edit(
        which,
        (release) => Effect.map(cache.deleteRelease(release.id), (isDone) => (isDone ? release : undefined)),
        ({ sourcePath }) => `Moved to the trash: ${sourcePath}`
      )
    )
  )
).pipe(Command.withDescription(outlineOf("releases delete").summary))
