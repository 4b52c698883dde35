/** One collection's file: read whole with the stamp it had, and replaced only if it is still what was read. */
import { type FileError, Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Library } from "../model/model.ts"
import { absolutePath } from "../scan/paths.ts"
import { type CollectionKind, collectionPath } from "./kind.ts"
import { CollectionProblem, type ParsedCollection, parseCollection } from "./parse-collection.ts"
import type { CollectionFailure, FileStamp } from "./store-collection.ts"

// A collection of 200,000 entries has 25 MB.
const mostBytes = 64 * 1024 * 1024

/** A file as it was read. */
export interface ReadCollection {
  readonly stamp: FileStamp
  readonly text: string
  readonly parsed: ParsedCollection
}

/** Why it could not be read. `stamp`: of the file, when it was there. */
export interface UnreadCollection {
  readonly stamp: FileStamp | undefined
  readonly failure: CollectionFailure
}

export const isRead = (read: ReadCollection | UnreadCollection): read is ReadCollection => "parsed" in read

interface Bytes extends FileStamp {
  readonly bytes: Uint8Array | undefined
}

/** Reads and parses; never fails: what is wrong is part of the answer. */
export const readCollection = Effect.fnUntraced(function* (library: Library, kind: CollectionKind, name: string) {
  const files = yield* Files
  // Names come from outside, also over HTTP: one with a slash would lead out of the directory of lists, to somebody else's file.
  if (name.includes("/")) return gone
  const path = absolutePath(library.root, collectionPath(kind, name))
  const results = yield* files
    .readEach([path], (file): Bytes => {
      const { sizeBytes, modifiedAtUs } = file
      if (sizeBytes > mostBytes) return { sizeBytes, modifiedAtUs, bytes: undefined }
      const bytes = new Uint8Array(sizeBytes)
      let at = 0
      for (let count = 1; count > 0 && at < sizeBytes; at += count) count = file.read(bytes.subarray(at), at)
      return { sizeBytes, modifiedAtUs, bytes: bytes.subarray(0, at) }
    })
    .pipe(Effect.result)
  const result = Result.isFailure(results) ? Result.fail(results.failure) : results.success[0]!
  return Result.isFailure(result) ? unreadable(result.failure) : parsed(result.success, kind)
})

const parsed = ({ bytes, ...stamp }: Bytes, kind: CollectionKind): ReadCollection | UnreadCollection => {
  const corrupt = (message: string): UnreadCollection => ({
    stamp,
    failure: { reason: "corrupt", message, isRead: false, isLasting: true }
  })
  if (bytes === undefined) {
    const message = "It is larger than 64 MB, so it is not read."
    return { stamp, failure: { reason: "too-large", message, isRead: false, isLasting: true } }
  }
  const text = decode(bytes)
  if (text === undefined) return corrupt(`This ${kind.name} is not UTF-8 text: save it as UTF-8.`)
  const values = parseCollection(text, kind)
  if (values instanceof CollectionProblem)
    return corrupt(`This ${kind.name} ${values.text}. Mend it in a text editor; nothing of it is changed until then.`)
  return { stamp, text, parsed: values }
}

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    // The byte order mark is part of the layout.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const gone: UnreadCollection = {
  stamp: undefined,
  failure: {
    reason: "vanished",
    message: "It was there a moment ago and is gone now.",
    isRead: false,
    isLasting: false
  }
}

const unreadable = ({ reason }: FileError): UnreadCollection => {
  // No file can have a name that is too long for one.
  if (reason === "not-found" || reason === "name") return gone
  const message = `It cannot be opened (${reason}).`
  return { stamp: undefined, failure: { reason: "unreadable", message, isRead: false, isLasting: false } }
}

/** Replaces the file with `text`; fails with `changed` when it is not the one that was read. A null stamp: there must be none. */
export const writeCollection = Effect.fnUntraced(function* (
  library: Library,
  kind: CollectionKind,
  name: string,
  text: string,
  stamp: FileStamp | null
) {
  const files = yield* Files
  const path = absolutePath(library.root, collectionPath(kind, name))
  const expected = stamp === null ? null : { sizeBytes: stamp.sizeBytes, modifiedAtUs: stamp.modifiedAtUs }
  const { sizeBytes, modifiedAtUs } = yield* files.writeAtomic(path, new TextEncoder().encode(text), { expected })
  return { sizeBytes, modifiedAtUs } satisfies FileStamp
})

/** What a scan says when it could not keep a file in step. The marks are right in the cache all the same. */
export const unwritten = ({ reason }: FileError): CollectionFailure => {
  const why: Partial<Record<FileError["reason"], readonly [CollectionFailure["reason"], string]>> = {
    linked: ["linked", "it is a link, or has a second name"],
    "read-only": ["read-only", "it is read-only"],
    permission: ["read-only", "it may not be written"],
    full: ["read-only", "the disk is full"]
  }
  const [known, text] = why[reason] ?? ["unreadable", reason]
  return {
    reason: known,
    message: `It could not be brought in step with the library (${text}); Deadwax shows what is so all the same.`,
    isRead: true,
    isLasting: false
  }
}

/** A file whose layout is not one that can be edited without loss. */
export const unknownLayout: CollectionFailure = {
  reason: "read-only",
  message:
    "It could not be brought in step with the library, since its layout cannot be kept; write its entries as [[tables]], one after the other.",
  isRead: true,
  isLasting: true
}
