/** Tells by which reader a file was read, where both answer the same: by how often it was asked. */
import type { Files, OpenFile } from "@deadwax/core-async"
import { type ReadTagsOptions, readTags } from "../src/index.ts"
import { opened } from "./opened.ts"
import { frame, id3v2, join, mpegFrames, textFrame } from "./sound-bytes.ts"

/** An mp3 whose tag of small frames is longer than what is read of a file's front: the full reader goes through it twice, the quick one once. */
export const longTagged = (): Uint8Array =>
  join(
    id3v2(4, [
      textFrame(4, "TIT2", "Long"),
      textFrame(4, "TPE1", "A"),
      Array.from({ length: 900 }, () => frame(4, "XXXX", new Uint8Array(100)))
    ]),
    mpegFrames(60)
  )

/** How often its content is asked for by `readTags`. */
export const readsOf = async (content: Uint8Array, options: ReadTagsOptions): Promise<number> => {
  const file = opened("/x/a.mp3", content)
  await readTags(file, options)
  return file.counts.reads
}

/** One file that `readEach` gave to its caller, and how often that one asked for its content so far. */
export interface CountedUse {
  readonly path: string
  reads: number
}

/** The port, which notes each file that `readEach` gives to its caller. */
export const countingReads = (files: Files["Service"], uses: Array<CountedUse>): Files["Service"] => ({
  ...files,
  readEach: (paths, use) =>
    files.readEach(paths, (file, index) => {
      const counted = { path: file.path, reads: 0 }
      uses.push(counted)
      const read: OpenFile["read"] = (target, position) => {
        counted.reads += 1
        return file.read(target, position)
      }
      return use({ ...file, read }, index)
    })
})

/** All of their reads. */
export const readsIn = (uses: ReadonlyArray<CountedUse>): number => uses.reduce((sum, { reads }) => sum + reads, 0)
