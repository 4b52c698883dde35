/** A world in a directory of a real disk, for sources over one: the directory source, and servers that serve it. */
import * as fs from "node:fs"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Snapshots } from "../../src/sources/compared-feed.ts"
import type { Source } from "../../src/sources/source.ts"
import type { SourceError } from "../../src/sources/source-error.ts"
import { bytes, SourceWorld, type WorldLimits } from "./source-case.ts"

/** How a source is opened over a folder of the world ("" is all of it), and what it keeps. */
export interface DiskWorldOptions {
  readonly directory: string
  readonly openAt: (folder: string) => Effect.Effect<Source, SourceError, Scope.Scope>
  readonly snapshots: Snapshots
  readonly limits: WorldLimits
  readonly secrets: ReadonlyArray<string>
  /** Makes whoever serves the directory see what changed. */
  readonly tell: Effect.Effect<void>
}

/** Files get times of their own, a second apart, since writing again within a clock's step could not be told from not writing. */
let lastTimeS = 1_700_000_000

export const makeDiskWorld = ({
  directory,
  openAt,
  snapshots,
  limits,
  secrets,
  tell
}: DiskWorldOptions): SourceWorld["Service"] => {
  const at = (path: string): string => join(directory, ...path.split("/").filter((name) => name !== ""))
  const put = (path: string, content: Uint8Array): void => {
    const place = `${directory}/${path}`
    fs.mkdirSync(dirname(place), { recursive: true })
    fs.writeFileSync(place, content)
    lastTimeS++
    fs.utimesSync(place, lastTimeS, lastTimeS + 0.123_456)
  }
  const change = (work: () => void): Effect.Effect<void> => Effect.andThen(Effect.sync(work), tell)
  return SourceWorld.of({
    open: openAt(""),
    openBelow: openAt,
    put: (path, content) => change(() => put(path, content)),
    putAll: (paths) =>
      change(() => {
        for (const path of paths) put(path, bytes(path))
      }),
    makeFolder: (path) => change(() => void fs.mkdirSync(at(path), { recursive: true })),
    remove: (path) => change(() => fs.unlinkSync(`${directory}/${path}`)),
    removeFolder: (path) => change(() => fs.rmSync(at(path), { recursive: true })),
    move: (from, to) =>
      change(() => {
        fs.mkdirSync(dirname(`${directory}/${to}`), { recursive: true })
        fs.renameSync(`${directory}/${from}`, `${directory}/${to}`)
      }),
    modifiedAtUs: (path) => Effect.sync(() => Number(fs.statSync(`${directory}/${path}`, { bigint: true }).mtimeNs / 1000n)),
    takeAway: change(() => fs.renameSync(directory, `${directory}.away`)),
    bringBack: change(() => fs.renameSync(`${directory}.away`, directory)),
    expireCursors: Effect.orDie(
      Effect.scoped(Effect.flatMap(openAt(""), ({ fingerprint }) => snapshots.keepOnly(fingerprint, [])))
    ),
    limits,
    secrets
  })
}
