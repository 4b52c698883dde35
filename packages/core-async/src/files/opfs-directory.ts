/** Changes of names on OPFS. Files move in one step; a directory only entry by entry (`capabilities.renamesDirectories`). */
import { FileError } from "./files.ts"
import {
  findEntry,
  forgetDirectories,
  forgetDirectory,
  isAbsence,
  isMismatch,
  isOpfsFile,
  openDirectory,
  type Place,
  partsOf,
  placeOf,
  toFileError
} from "./opfs-handle.ts"
import { isWithin } from "./path.ts"

const makeLast = async (path: string, parts: ReadonlyArray<string>): Promise<void> => {
  const parent = await openDirectory("makeDirectory", `/${parts.slice(0, -1).join("/")}`, true)
  try {
    await parent.getDirectoryHandle(parts.at(-1) ?? "", { create: true })
  } catch (cause) {
    if (isMismatch(cause)) throw new FileError({ reason: "exists", operation: "makeDirectory", path, cause })
    throw cause
  }
}

export const makeDirectory = async (path: string): Promise<void> => {
  const parts = partsOf("makeDirectory", path)
  if (parts.length === 0) return
  try {
    await makeLast(path, parts)
  } catch (cause) {
    if (!isAbsence(cause)) throw cause
    // A directory on the way was found lately, and is gone.
    forgetDirectories()
    await makeLast(path, parts)
  }
}

export const remove = async (path: string): Promise<void> => {
  try {
    const { directory, name } = await placeOf("remove", path)
    await directory.removeEntry(name)
    forgetDirectory("remove", path)
  } catch (cause) {
    const error = toFileError("remove", path, cause)
    if (error.reason !== "not-found" && error.reason !== "not-a-directory") throw error
  }
}

/** Moves what is in `source` to `target`, then removes `source`. What a crash leaves is in one of the two. */
const moveDirectory = async (from: Place, source: FileSystemDirectoryHandle, to: Place): Promise<void> => {
  const target = await to.directory.getDirectoryHandle(to.name, { create: true })
  const entries: Array<FileSystemHandle> = []
  // Listed first: moving while listing may show an entry twice or not at all.
  for await (const entry of source.values()) entries.push(entry)
  for (const entry of entries) {
    const place: Place = { directory: target, name: entry.name }
    if (isOpfsFile(entry)) await entry.move(target, entry.name)
    else await moveDirectory({ directory: source, name: entry.name }, await source.getDirectoryHandle(entry.name), place)
  }
  await from.directory.removeEntry(from.name)
}

/** The look before the move is enough inside one origin, whose library has one owner. */
export const rename = async (from: string, to: string): Promise<void> => {
  const source = await placeOf("rename", from)
  const entry = await findEntry(source)
  if (entry === undefined) throw new FileError({ reason: "not-found", operation: "rename", path: from })
  const inside = `/${partsOf("rename", to).join("/")}`
  const own = `/${partsOf("rename", from).join("/")}`
  const target = await placeOf("rename", to)
  if ((await findEntry(target)) !== undefined) throw new FileError({ reason: "exists", operation: "rename", path: to })
  if (entry.kind === "file") return entry.move(target.directory, target.name)
  if (isWithin(own, inside)) throw new FileError({ reason: "name", operation: "rename", path: to })
  await moveDirectory(source, entry, target)
  forgetDirectory("rename", from)
}
