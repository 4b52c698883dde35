/** A folder that Apache serves by WebDAV, as a source of a command line that runs in a process of its own; it is changed on the disk, as by its owner. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { password, startApache, user } from "../../../packages/core-sync/test/real-servers/apache.ts"
import { filesBelow, type Held, holdingsOf } from "./holdings.ts"
import { sampleLibrary } from "./world.ts"

export { password, user }

export interface ApacheSource {
  /** As `sources add` takes it. */
  readonly url: string
  /** Where its files lie. */
  readonly directory: string
  /** What it has, by path. */
  readonly paths: () => ReadonlyArray<string>
  readonly holdings: () => ReadonlyMap<string, Held>
  /** Comes or changes in one step. */
  readonly put: (path: string, content: Uint8Array) => void
  readonly remove: (path: string) => void
  readonly stop: () => Promise<void>
}

/** Starts it, with nothing in it. */
export const startApacheSource = async (): Promise<ApacheSource> => {
  const { url, directory, stop } = await startApache("Digest")
  let written = 0
  return {
    url: url.replace("http:", "webdav:"),
    directory,
    paths: () => filesBelow(directory),
    holdings: () => holdingsOf(directory),
    put: (path, content) => {
      const at = join(directory, path)
      const beside = `${directory}.new ${written++}`
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(beside, content)
      renameSync(beside, at)
    },
    remove: (path) => rmSync(join(directory, path)),
    stop
  }
}

/** The sample library's music and covers, without what it keeps for itself. */
export const samplePaths: ReadonlyArray<string> = filesBelow(sampleLibrary).filter(
  (path) => !path.startsWith("!") && !path.split("/").some((name) => name.startsWith("."))
)

export const readSample = (path: string): Uint8Array => readFileSync(join(sampleLibrary, path))

const byExtension = Map.groupBy(samplePaths, (path) => extname(path).toLowerCase())

/** For a file that lies at a path: the content of another file of its kind, in turn. */
export const otherSample = (path: string, turn: number): Uint8Array => {
  const kind = byExtension.get(extname(path).toLowerCase()) ?? [path]
  const own = Math.max(0, kind.indexOf(path))
  return readSample(kind[(own + turn) % kind.length] ?? path)
}

/** How many samples there are of a path's kind: with one alone nothing can change. */
export const hasOthers = (path: string): boolean => (byExtension.get(extname(path).toLowerCase())?.length ?? 0) > 1
