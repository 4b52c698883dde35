/**
 * Where this browser keeps a library, in the origin private file system:
 * - `/deadwax/music`: the library's root, with the files that were imported and the library's marker
 * - `/deadwax/databases`: the pool of SQLite's files
 * - `/deadwax/incoming`: files that are being copied, and a note of the import that does it; what a closed tab left is removed
 * - `/deadwax/edits`: which edits of other tabs were begun and which are done
 */

const homeName = "deadwax"
export const rootPath = `/${homeName}/music`
export const databasesPath = `/${homeName}/databases`
export const coversPath = `/${homeName}/covers`
const incomingName = "incoming"
const noteName = "import.json"

/** The note of an import that is under way, or was when its tab ended. */
export interface ImportNote {
  readonly startedAt: string
  readonly filesTotal: number
}

const isAbsence = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "NotFoundError"

/** Absence is an answer here, every other failure is thrown. */
export const orAbsent = async <A>(asked: Promise<A>): Promise<A | undefined> => {
  try {
    return await asked
  } catch (cause) {
    if (isAbsence(cause)) return undefined
    throw cause
  }
}

export const openHome = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(homeName, { create: true })

export const openRoot = async (): Promise<FileSystemDirectoryHandle> =>
  (await openHome()).getDirectoryHandle("music", { create: true })

export const openIncoming = async (): Promise<FileSystemDirectoryHandle> =>
  (await openHome()).getDirectoryHandle(incomingName, { create: true })

/** Is there a library in this browser? Its root bears its marker before the first file is copied. */
export const hasLibrary = async (): Promise<boolean> => {
  const origin = await navigator.storage.getDirectory()
  const home = await orAbsent(origin.getDirectoryHandle(homeName))
  const root = home && (await orAbsent(home.getDirectoryHandle("music")))
  const own = root && (await orAbsent(root.getDirectoryHandle(".deadwax")))
  return own !== undefined && (await orAbsent(own.getFileHandle("library.toml"))) !== undefined
}

/** Removes the library with all that belongs to it. Idempotent. */
export const removeHome = async (): Promise<void> => {
  const origin = await navigator.storage.getDirectory()
  await orAbsent(origin.removeEntry(homeName, { recursive: true }))
}

export const writeNote = async (incoming: FileSystemDirectoryHandle, note: ImportNote): Promise<void> => {
  const handle = await incoming.getFileHandle(noteName, { create: true })
  const writable = await handle.createWritable()
  await writable.write(JSON.stringify(note))
  await writable.close()
}

/** What the last import left, if it did not come to its end. A note that was cut off still says that there was one. */
export const readNote = async (incoming: FileSystemDirectoryHandle): Promise<ImportNote | undefined> => {
  const handle = await orAbsent(incoming.getFileHandle(noteName))
  if (handle === undefined) return undefined
  const file = await handle.getFile()
  try {
    const { startedAt, filesTotal } = JSON.parse(await file.text()) as ImportNote
    return { startedAt, filesTotal }
  } catch {
    return { startedAt: new Date(file.lastModified).toISOString(), filesTotal: 0 }
  }
}

export const removeNote = async (incoming: FileSystemDirectoryHandle): Promise<void> => {
  await orAbsent(incoming.removeEntry(noteName))
}

/** Removes half-copied files of an import that was cut off. */
export const clearIncoming = async (incoming: FileSystemDirectoryHandle): Promise<void> => {
  const names: Array<string> = []
  for await (const name of incoming.keys()) if (name !== noteName) names.push(name)
  for (const name of names) await orAbsent(incoming.removeEntry(name, { recursive: true }))
}

/** Does the private file system tell "a" from "A"? Most browsers keep names as they are, some leave them to the disk. */
export const tellsCase = async (incoming: FileSystemDirectoryHandle): Promise<boolean> => {
  await incoming.getFileHandle("case", { create: true })
  const other = await orAbsent(incoming.getFileHandle("CASE"))
  await incoming.removeEntry("case")
  return other === undefined
}

const reserveName = "reserve"

/** Takes up room that is needed later; false when there is not so much. */
export const holdReserve = async (incoming: FileSystemDirectoryHandle, bytes: number): Promise<boolean> => {
  try {
    const handle = await incoming.getFileHandle(reserveName, { create: true })
    const writable = await handle.createWritable()
    await writable.truncate(bytes)
    await writable.close()
    return true
  } catch (cause) {
    if (cause instanceof Error && cause.name === "QuotaExceededError") return false
    throw cause
  }
}

export const dropReserve = async (incoming: FileSystemDirectoryHandle): Promise<void> => {
  await orAbsent(incoming.removeEntry(reserveName))
}
