import { FileError, type OpenFile } from "@deadwax/core-async"
import { type AudioTags, type ReadOutcome, readTags } from "../src/index.ts"

/** A file in memory that counts what is asked of it. */
export interface CountedFile extends OpenFile {
  readonly counts: { reads: number; bytes: number }
}

export const opened = (path: string, content: Uint8Array): CountedFile => {
  const counts = { reads: 0, bytes: 0 }
  return {
    path,
    sizeBytes: content.length,
    modifiedAtUs: 0,
    linked: false,
    counts,
    read: (target, position) => {
      const part = content.subarray(position, position + target.length)
      target.set(part)
      counts.reads += 1
      counts.bytes += part.length
      return part.length
    }
  }
}

/** A file whose every read fails as the system would. */
export const failing = (path: string, reason: FileError["reason"]): OpenFile => ({
  path,
  sizeBytes: 1000,
  modifiedAtUs: 0,
  linked: false,
  read: () => {
    throw new FileError({ reason, operation: "read", path })
  }
})

/** The tags of a file that must be readable. */
export const tagsIn = (path: string, content: Uint8Array): PromiseLike<AudioTags> => readTags(opened(path, content)).then(tagsOf)

const tagsOf = (outcome: ReadOutcome): AudioTags => {
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.message}`)
  return outcome.tags
}
