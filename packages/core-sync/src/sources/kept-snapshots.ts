/**
 * Snapshots in a directory, one file for each. Whatever goes wrong with one costs a full listing and nothing else; so it is logged and left at
 * that.
 */
import { type FileError, Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { isCursorOf, type Snapshots } from "./compared-feed.ts"

const ending = ".snapshot.json"

const lost = (doing: string) => (error: FileError) =>
  Effect.logWarning(`What a source told last cannot be ${doing}: ${error.message}. Its next sync lists everything.`)

/** Keeps snapshots in a directory (absolute) of their own, which is made when it is needed and can be deleted at any time. */
export const snapshotsIn = (directory: string): Effect.Effect<Snapshots, never, Files> =>
  Effect.map(Files, (files): Snapshots => {
    const pathOf = (key: string): string => `${directory}/${key}${ending}`
    return {
      load: (key) =>
        Effect.catch(files.readFile(pathOf(key)), (error) =>
          Effect.as(error.reason === "not-found" ? Effect.void : lost("read")(error), undefined)
        ),
      save: (key, content) =>
        Effect.catch(
          Effect.andThen(files.makeDirectory(directory), Effect.asVoid(files.writeAtomic(pathOf(key), content))),
          lost("kept")
        ),
      keepOnly: (fingerprint, cursors) =>
        files.walk(directory).pipe(
          Effect.map(({ paths }) => paths.filter((path) => path.endsWith(ending)).map((path) => path.slice(0, -ending.length))),
          Effect.map((keys) => keys.filter((key) => isCursorOf(fingerprint, key) && !cursors.includes(key))),
          Effect.flatMap((keys) => Effect.forEach(keys, (key) => files.remove(pathOf(key)), { discard: true })),
          Effect.catch((error) => (error.reason === "not-found" ? Effect.void : lost("tidied")(error)))
        )
    }
  })
