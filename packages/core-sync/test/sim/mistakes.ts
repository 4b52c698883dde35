/** How a program can be wrong, on purpose, to see that the simulation finds it: three rules, each broken from outside by what is put around a port. */
import { Parts } from "@deadwax/core-async"
import type { SimulatedDisk } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { SimulatedRemote } from "../../src/simulated.ts"
import type { Source } from "../../src/sources/source.ts"
import type { InLibraryDb } from "../../src/sync-run.ts"
import { directoryAt } from "./contents.ts"

/** Which rules are broken. */
export interface Mistakes {
  /** Saves the cursor for the next feed before what this one tells is taken in (Y7). */
  readonly savesCursorEarly?: boolean
  /** Takes the end of a listing for its completion, and what it did not hold for gone (Y15). */
  readonly believesShortListings?: boolean
  /** Gives a file its name before all has come and was read back (C10). */
  readonly namesBeforeVerifying?: boolean
}

export const mistakenSource = (source: Source, mistakes: Mistakes, remote: SimulatedRemote, inDb: InLibraryDb): Source => ({
  ...source,
  list: (options) =>
    mistakes.believesShortListings === true
      ? Stream.map(source.list(options), (page) => ({ ...page, complete: true }))
      : source.list(options),
  changes: (cursor) => {
    if (mistakes.savesCursorEarly !== true) return source.changes(cursor)
    const saving = inDb((database) =>
      database.prepare("update cursors set cursor = ? where cursor = ?").run(remote.cursor(), cursor)
    )
    return Stream.unwrap(Effect.as(Effect.orDie(saving), source.changes(cursor)))
  }
})

const partSuffix = ".deadwax-part"

/** What has come of a file so far is the file. */
const nameNow = (disk: SimulatedDisk["Service"], partPath: string): void => {
  const slash = partPath.lastIndexOf("/")
  const entries = directoryAt(disk, partPath.slice(0, slash))?.entries
  const part = entries?.get(partPath.slice(slash + 1))
  const name = partPath.slice(slash + 2, -partSuffix.length)
  if (part?.kind !== "file" || entries === undefined || entries.has(name)) return
  entries.set(name, part)
  part.names++
}

export const mistakenParts =
  (disk: SimulatedDisk["Service"], { namesBeforeVerifying }: Mistakes) =>
  (parts: Parts["Service"]): Parts["Service"] =>
    namesBeforeVerifying !== true
      ? parts
      : Parts.of({
          ...parts,
          open: (path, keepBytes) =>
            Effect.map(parts.open(path, keepBytes), (part) => ({
              ...part,
              append: (bytes) => Effect.tap(part.append(bytes), () => Effect.sync(() => nameNow(disk, path)))
            }))
        })
