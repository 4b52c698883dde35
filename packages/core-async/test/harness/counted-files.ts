/** Files as they are, with a count of what is asked of them: what a scan costs, whatever the machine does meanwhile. */
import * as Effect from "effect/Effect"
import { Files, type OpenFile } from "../../src/index.ts"

/** How often each was asked for, and how many bytes were read of files opened by `readEach`. */
export interface FilesAsked {
  walks: number
  /** Small files that were read whole. */
  wholeFiles: number
  opens: number
  reads: number
  bytes: number
  stats: number
  /** Whatever changes the disk. */
  changes: number
}

const nothing = (): FilesAsked => ({ walks: 0, wholeFiles: 0, opens: 0, reads: 0, bytes: 0, stats: 0, changes: 0 })

/** A count that can be begun anew. */
export class FilesCount {
  asked = nothing()

  reset(): void {
    this.asked = nothing()
  }

  /** The same files, counted. */
  counted(files: Files["Service"]): Files["Service"] {
    const counting =
      (what: keyof FilesAsked) =>
      <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
        Effect.suspend(() => {
          this.asked[what]++
          return effect
        })
    const [walk, whole, stat, change] = [counting("walks"), counting("wholeFiles"), counting("stats"), counting("changes")]
    return Files.of({
      ...files,
      walk: (root, options) => walk(files.walk(root, options)),
      readEach: (paths, use) => files.readEach(paths, (file, index) => use(this.#opened(file), index)),
      readFile: (path) => whole(files.readFile(path)),
      stat: (path) => stat(files.stat(path)),
      writeAtomic: (path, content, options) => change(files.writeAtomic(path, content, options)),
      makeDirectory: (path) => change(files.makeDirectory(path)),
      remove: (path) => change(files.remove(path)),
      rename: (from, to, options) => change(files.rename(from, to, options))
    })
  }

  #opened(file: OpenFile): OpenFile {
    this.asked.opens++
    const read = (target: Uint8Array, position: number): number => {
      const length = file.read(target, position)
      this.asked.reads++
      this.asked.bytes += length
      return length
    }
    return { ...file, read }
  }
}
