/** The real files that the project is measured on, and what mutagen 1.46 reads from them. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { OpenFile } from "@deadwax/core-async"

/** One line of `reference.jsonl`. */
export interface Reference {
  readonly path: string
  readonly error?: string
  readonly title: ReadonlyArray<string>
  readonly artists: ReadonlyArray<string>
  readonly album: ReadonlyArray<string>
  readonly albumartist: ReadonlyArray<string>
  readonly date: ReadonlyArray<string>
  readonly genres: ReadonlyArray<string>
  readonly track: readonly [number | null, number | null]
  readonly disc: readonly [number | null, number | null]
  readonly ms: number
  readonly br: number | null
  readonly sr: number | null
  readonly ch: number | boolean | null
}

export const corpusFolder = process.env["DEADWAX_CORPUS"] ?? fileURLToPath(new URL("../../../../shared/corpus", import.meta.url))

export const readReference = (): ReadonlyArray<Reference> =>
  readFileSync(join(corpusFolder, "reference.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Reference)

/** Opens a file of the corpus for as long as `use` takes. */
export const withCorpusFile = <A>(path: string, use: (file: OpenFile) => PromiseLike<A>): PromiseLike<A> => {
  const descriptor = openSync(join(corpusFolder, path), "r")
  const { size } = fstatSync(descriptor)
  const file: OpenFile = {
    path,
    sizeBytes: size,
    modifiedAtUs: 0,
    linked: false,
    read: (target, position) => readSync(descriptor, target, 0, target.length, position)
  }
  const close = (): void => closeSync(descriptor)
  return use(file).then(
    (result) => {
      close()
      return result
    },
    (cause: unknown) => {
      close()
      throw cause
    }
  )
}
