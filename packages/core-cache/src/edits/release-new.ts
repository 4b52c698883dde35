/**
 * Whether a release is new: in its datafile where scans may write, else in library.db. A datafile that another program changes in the same
 * moment is read again; what else it says, its comments and its layout stay.
 */
import { FileError, Files } from "@deadwax/core-async"
import { parse, patch } from "@decimalturn/toml-patch"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { attempt } from "../cache-error.ts"
import { localTimestamp, parseDatafile } from "../identity/datafile.ts"
import { chooseIsNew } from "../identity/issued-ids.ts"
import type { Lock } from "../locks/lock.ts"
import { absolutePath } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { makeStore } from "../store/store.ts"
import { type Edited, editFailed, runEdit } from "./edit-library.ts"
import { type KnownRelease, knownRelease } from "./known-release.ts"

/** Sets it for one release; answers false when there is no release of this id. */
export const setReleaseNew = (target: ScanTarget, id: string, isNew: boolean) =>
  runEdit(
    target,
    "an edit of a release",
    Effect.fnUntraced(function* (lock: Lock) {
      const release = yield* attempt(() => knownRelease(target.cache, id))
      if (release === undefined) return { value: false, directories: undefined } satisfies Edited<boolean>
      const { datafilePath } = release
      if (target.library.identity === "tags" && datafilePath !== null) {
        const path = absolutePath(target.library.root, datafilePath)
        yield* Effect.mapError(writeIsNew(path, isNew), editFailed("write the release's datafile"))
        return { value: true, directories: [absolutePath(target.library.root, release.path)] } satisfies Edited<boolean>
      }
      const nowMs = yield* Clock.currentTimeMillis
      yield* attempt(() => keepIsNew(target, lock, release, isNew, nowMs))
      return { value: true, directories: undefined } satisfies Edited<boolean>
    })
  )

/** library.db first: the cache mentions only what it knows. */
const keepIsNew = (target: ScanTarget, lock: Lock, release: KnownRelease, isNew: boolean, nowMs: number): void => {
  chooseIsNew(target.userDb, release.id, isNew, localTimestamp(nowMs))
  makeStore(target.cache, lock.owns, target.generation).write(({ cache, touch }) => {
    touch("release", release.id, "update")
    cache.prepare("update releases set is_new = ? where no = ?").run(isNew, release.no)
  })
}

const mostTries = 3

const writeIsNew = (path: string, isNew: boolean) =>
  Effect.retry(
    Effect.gen(function* () {
      const files = yield* Files
      const info = yield* files.stat(path)
      if (info === undefined) return yield* new FileError({ reason: "not-found", operation: "read", path })
      const text = decode(yield* files.readFile(path))
      const state = text === undefined ? undefined : parseDatafile(text)
      // What cannot be read whole would be changed by writing it again.
      if (text === undefined || state === undefined)
        return yield* new FileError({ reason: "refused", operation: "read", path, cause: "not valid TOML" })
      if (state.isNew === isNew && "new" in parse(text)) return
      const changed = patch(text, { ...parse(text), new: isNew })
      yield* files.writeAtomic(path, new TextEncoder().encode(changed), { expected: info })
    }),
    { while: (error: FileError) => error.reason === "changed", schedule: Schedule.recurs(mostTries - 1) }
  )

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
