/**
 * The configuration file. Read whole and checked at each start; written only by `init`, which adds one library or changes the root of
 * one, and leaves every other character as it was: comments, order, unknown keys.
 */

import { dirname, resolve } from "node:path"
import { type FileError, Files } from "@deadwax/core-async"
import type { GenreParents, Library, ReadingRules } from "@deadwax/core-cache"
import { parse, patch, stringify } from "@decimalturn/toml-patch"
import * as Effect from "effect/Effect"
import { Failure, fromFileError } from "../errors/failure.ts"
import { namingVariable, readEnvironment } from "./environment.ts"
import { linesOfKeys } from "./import-rose.ts"
import { InvalidKey, isTable, mistakesOf, type Table } from "./invalid-key.ts"
import { checkGenreTree } from "./reading.ts"
import { findMistakes, type Validated, validateConfig } from "./validate.ts"

/** The configuration with what is needed to write it back safely. */
export interface ConfigFile extends Validated {
  readonly path: string
  /** Empty when there is no file yet. */
  readonly text: string
  /** The state of the file that was read; null: there was none. */
  readonly state: { readonly sizeBytes: number; readonly modifiedAtUs: number } | null
}

const invalid = (path: string, message: string, remedy: string, cause?: unknown): Failure =>
  new Failure({ code: "config", message, remedy, path, cause })

/** toml-patch shows the place and what was expected over several lines; the last one is the sentence. */
const syntaxFailure = (path: string, cause: unknown): Failure => {
  const { line, column, message } = cause as { line?: number; column?: number; message: string }
  const place = line === undefined ? path : `${path}:${line}:${(column ?? 0) + 1}`
  const what = message.split("\n").at(-1) ?? message
  return invalid(path, `${place} is not valid TOML: ${what}`, "Mend that line.", cause)
}

const readDocument = (path: string, text: string): Effect.Effect<Validated, Failure> =>
  Effect.suspend(() => {
    const set = readEnvironment(process.env)
    try {
      return Effect.succeed(validateConfig({ ...parse(text), ...set }))
    } catch (cause) {
      return Effect.fail(joined(cause, (mistake) => invalidKey(path, mistake, set)) ?? syntaxFailure(path, cause))
    }
  })

/** One failure of all mistakes that an error stands for; undefined: it is something else. */
const joined = (cause: unknown, failureOf: (mistake: InvalidKey) => Failure): Failure | undefined => {
  const [first, ...others] = mistakesOf(cause) ?? []
  return first && withOthers(failureOf(first), others.map(failureOf))
}

/** A failure with more that were found in the same look. */
const withOthers = (failure: Failure, more: ReadonlyArray<Failure>): Failure => {
  const { code, message, remedy, path, cause, others = [] } = failure
  return more.length === 0 ? failure : new Failure({ code, message, remedy, path, cause, others: [...others, ...more] })
}

const invalidKey = (path: string, cause: InvalidKey, set: Table): Failure => {
  const { name, isVariable } = namingVariable(cause, set)
  return isVariable
    ? invalid(path, `the environment variable ${name} must be ${cause.expected}`, "Mend or unset that variable.", cause)
    : invalid(path, `${name} in ${path} must be ${cause.expected}`, "Mend that key.", cause)
}

/**
 * What else is wrong beside what makes the file unusable, for who wants to hear all at once: the mistakes of a genre tree in a file of its
 * own, and the keys that nothing reads.
 */
export const lookFurther = Effect.fnUntraced(function* (failure: Failure): Effect.fn.Return<FurtherLook, never, Files> {
  const { path, cause } = failure
  if (path === undefined || !(cause instanceof InvalidKey)) return { failure, unknownKeys: [] }
  const { unknownKeys, document } = yield* parseFile(path).pipe(
    Effect.orElseSucceed(() => ({})),
    Effect.map((table): Table => ({ ...table, ...readEnvironment(process.env) })),
    Effect.map((document) => ({ ...findMistakes(document), document }))
  )
  const tree = document.genre_tree
  if (typeof tree !== "string" || tree === "") return { failure, unknownKeys }
  const more = yield* readTreeFile(resolve(dirname(path), tree)).pipe(
    Effect.match({ onFailure: (first) => [first, ...(first.others ?? [])], onSuccess: () => [] })
  )
  return { failure: withOthers(failure, more), unknownKeys }
})

/** A failure with all that was found, and what is odd besides. */
export interface FurtherLook extends Pick<Validated, "unknownKeys"> {
  readonly failure: Failure
}

const decodeText = (path: string, bytes: Uint8Array): Effect.Effect<string, Failure> =>
  Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: (cause) => invalid(path, `${path} is not UTF-8 text`, "Save it as UTF-8.", cause)
  })

/** Reads the file; when there is none, `mustExist` decides between a failure and an empty configuration. */
export const readConfig = Effect.fnUntraced(function* (
  path: string,
  mustExist: boolean
): Effect.fn.Return<ConfigFile, Failure, Files> {
  const files = yield* Files
  const cannotRead = (error: FileError) =>
    invalid(path, `the configuration ${path} cannot be read (${error.reason})`, "Check the file and its permissions.", error)
  const info = yield* Effect.mapError(files.stat(path), cannotRead)
  if (info === undefined) {
    if (mustExist)
      return yield* invalid(
        path,
        `there is no configuration file ${path}`,
        "Check --config and DEADWAX_CONFIG; deadwax init makes one."
      )
    return { ...(yield* readDocument(path, "")), path, text: "", state: null }
  }
  const bytes = yield* Effect.mapError(files.readFile(path), cannotRead)
  const text = yield* decodeText(path, bytes)
  const validated = yield* readDocument(path, text)
  return { ...validated, path, text, state: { sizeBytes: info.sizeBytes, modifiedAtUs: info.modifiedAtUs } }
})

/** What is applied on reading, with a genre tree that lies in a file of its own; a relative path starts where the configuration lies. */
export const readingRules = Effect.fnUntraced(function* (file: ConfigFile): Effect.fn.Return<ReadingRules, Failure, Files> {
  const { artistAliases, genreTree } = file.config.reading
  if (genreTree === undefined) return { artistAliases }
  const genreParents = typeof genreTree === "string" ? yield* readTreeFile(resolve(dirname(file.path), genreTree)) : genreTree
  return { artistAliases, genreParents }
})

const readTreeFile = Effect.fnUntraced(function* (path: string): Effect.fn.Return<GenreParents, Failure, Files> {
  const files = yield* Files
  const bytes = yield* Effect.mapError(files.readFile(path), (error) =>
    invalid(path, `the genre tree ${path} cannot be read (${error.reason})`, "Check genre_tree in the configuration.", error)
  )
  const text = yield* decodeText(path, bytes)
  return yield* Effect.try({
    try: () => {
      const table: unknown = parse(text)
      return checkGenreTree(isTable(table) ? table : {}, "")
    },
    catch: (cause) => joined(cause, (mistake) => invalidKey(path, mistake, {})) ?? syntaxFailure(path, cause)
  })
})

/** The TOML document at a path, or the one in `text`, without looking at what its keys mean. */
export const parseFile = Effect.fnUntraced(function* (path: string, text?: string): Effect.fn.Return<Table, Failure, Files> {
  const files = yield* Files
  const cannotRead = (error: FileError) =>
    invalid(path, `${path} cannot be read (${error.reason})`, "Name the file, and check its permissions.", error)
  const read = text ?? (yield* decodeText(path, yield* Effect.mapError(files.readFile(path), cannotRead)))
  return yield* Effect.try({ try: () => parse(read) as Table, catch: (cause) => syntaxFailure(path, cause) })
})

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * The text with one more library. A `[[libraries]]` block at the end is the plainest change; where the list is written inline, which
 * a block cannot continue, the patcher extends it in place. Undefined when neither gives exactly the document wanted.
 */
export const withLibrary = (text: string, library: Library): string | undefined => {
  const { id, name, root, identity, layout } = library
  const entry = { id, name, root, identity, layout }
  const before = parse(text) as { libraries?: ReadonlyArray<unknown> }
  const wanted = { ...before, libraries: [...(before.libraries ?? []), entry] }
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  const block = stringify({ libraries: [entry] }).replaceAll(/\r?\n/g, newline)
  const lead = text === "" ? "" : `${text}${text.endsWith("\n") ? "" : newline}${newline}`
  for (const candidate of [() => lead + block, () => patch(text, wanted)]) {
    try {
      const made = candidate()
      if (sameValue(parse(made), wanted)) return made
    } catch {
      // Not valid TOML in this document: the other form is tried.
    }
  }
  return undefined
}

/** The text with another root for one library; undefined when the patcher cannot change just that. */
export const withRoot = (text: string, { id, root }: Library): string | undefined => {
  const before = parse(text) as { libraries: ReadonlyArray<{ readonly id: string }> }
  const wanted = { ...before, libraries: before.libraries.map((library) => (library.id === id ? { ...library, root } : library)) }
  try {
    const made = patch(text, wanted)
    return sameValue(parse(made), wanted) ? made : undefined
  } catch {
    return undefined
  }
}

/** Temporary file, flush, rename (the port's atomic write); refused when the file changed since it was read. */
const writeConfig = Effect.fnUntraced(function* (file: ConfigFile, text: string): Effect.fn.Return<void, Failure, Files> {
  const files = yield* Files
  yield* files.makeDirectory(dirname(file.path)).pipe(Effect.mapError(fromFileError("make the directory of")))
  yield* files
    .writeAtomic(file.path, new TextEncoder().encode(text), { expected: file.state })
    .pipe(
      Effect.mapError((error) =>
        error.reason === "changed" || error.reason === "exists"
          ? invalid(file.path, `${file.path} was changed by someone else meanwhile`, "Run the command again.", error)
          : fromFileError("write the configuration")(error)
      )
    )
})

export const addLibrary = Effect.fnUntraced(function* (file: ConfigFile, library: Library) {
  const text = withLibrary(file.text, library)
  if (text === undefined) {
    const remedy = `Add a [[libraries]] table by hand with id = "${library.id}" and its name, root, identity and layout.`
    return yield* invalid(file.path, `a library cannot be added to ${file.path} without changing the rest of it`, remedy)
  }
  yield* writeConfig(file, text)
})

/** Adds keys that are not there yet; every other character stays as it was. */
export const addKeys = Effect.fnUntraced(function* (file: ConfigFile, keys: Table) {
  const text = `${linesOfKeys(keys)}${file.text === "" ? "" : `\n${file.text}`}`
  const isRight = yield* Effect.try({
    try: () => sameValue(parse(text), { ...keys, ...parse(file.text) }),
    catch: (cause) => cause
  }).pipe(Effect.orElseSucceed(() => false))
  if (!isRight) {
    const remedy = `Add ${Object.keys(keys).join(", ")} by hand.`
    return yield* invalid(file.path, `keys cannot be added to ${file.path} without changing the rest of it`, remedy)
  }
  yield* writeConfig(file, text)
})

/** Registers a library, known by its id, at its new root. */
export const moveLibrary = Effect.fnUntraced(function* (file: ConfigFile, library: Library) {
  const text = withRoot(file.text, library)
  if (text === undefined) {
    const remedy = `Write root = ${JSON.stringify(library.root)} by hand in the [[libraries]] table with id = "${library.id}".`
    return yield* invalid(file.path, `the root of a library cannot be changed in ${file.path} without the rest of it`, remedy)
  }
  yield* writeConfig(file, text)
})
