/** The library's directories during an import: each is looked up once, and made when the first file goes into it. */
import { orAbsent } from "./library-directories.ts"

type Directory = FileSystemDirectoryHandle

export interface LibraryTree {
  /** The size of what is at this path; undefined when no file is. */
  readonly sizeAt: (parts: ReadonlyArray<string>) => Promise<number | undefined>
  /** The directory for a file of this path. */
  readonly directoryFor: (parts: ReadonlyArray<string>) => Promise<Directory>
}

/** A directory where a file is wanted, or the other way round, is for the copy to report. */
const orMismatch = async <A>(asked: Promise<A | undefined>): Promise<A | undefined> => {
  try {
    return await asked
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "TypeMismatchError") return undefined
    throw cause
  }
}

const find = (
  known: Map<string, Promise<Directory | undefined>>,
  root: Directory,
  parts: ReadonlyArray<string>
): Promise<Directory | undefined> => {
  if (parts.length === 0) return Promise.resolve(root)
  const key = parts.join("/")
  const asked =
    known.get(key) ??
    find(known, root, parts.slice(0, -1)).then((parent) =>
      parent === undefined ? undefined : orMismatch(orAbsent(parent.getDirectoryHandle(parts.at(-1) ?? "")))
    )
  known.set(key, asked)
  return asked
}

const make = (known: Map<string, Promise<Directory>>, root: Directory, parts: ReadonlyArray<string>): Promise<Directory> => {
  if (parts.length === 0) return Promise.resolve(root)
  const key = parts.join("/")
  const asked =
    known.get(key) ??
    make(known, root, parts.slice(0, -1)).then((parent) => parent.getDirectoryHandle(parts.at(-1) ?? "", { create: true }))
  known.set(key, asked)
  return asked
}

export const openTree = (root: Directory): LibraryTree => {
  const found = new Map<string, Promise<Directory | undefined>>()
  const made = new Map<string, Promise<Directory>>()
  return {
    sizeAt: async (parts) => {
      const directory = await find(found, root, parts.slice(0, -1))
      const handle = await orMismatch(orAbsent(directory?.getFileHandle(parts.at(-1) ?? "") ?? Promise.resolve(undefined)))
      return handle === undefined ? undefined : (await handle.getFile()).size
    },
    directoryFor: (parts) => make(made, root, parts.slice(0, -1))
  }
}
