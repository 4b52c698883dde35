/**
 * Which edits of other tabs were begun, and which are done, on the disk: the next owner has to know what this one did not live to tell.
 *
 * One file an owner, flushed after each event before anything goes on. The first lines of a file repeat what those before it still had to say;
 * only when they are on the disk are those removed, so a crash leaves everything at least once.
 */
import { openHome } from "../import/library-directories.ts"
import { type EditLog, openKnownEdits } from "./known-edits.ts"

export interface KeptEditLog extends EditLog {
  readonly close: () => void
}

const directoryName = "edits"

interface SyncHandle {
  readonly write: (bytes: Uint8Array, options: { readonly at: number }) => number
  readonly flush: () => void
  readonly close: () => void
}

interface SyncFile extends FileSystemFileHandle {
  readonly createSyncAccessHandle: () => Promise<SyncHandle>
}

/** TypeScript's library for pages does not know it: dedicated workers alone have it. */
const openSync = (file: FileSystemFileHandle): Promise<SyncHandle> => {
  if (!("createSyncAccessHandle" in file)) throw new Error("edits are kept in a dedicated worker alone")
  return (file as SyncFile).createSyncAccessHandle()
}

/** The numbers of the files that are there, lowest first. */
const numbersIn = async (directory: FileSystemDirectoryHandle): Promise<ReadonlyArray<number>> => {
  const numbers: Array<number> = []
  for await (const name of directory.keys()) if (/^\d+$/.test(name)) numbers.push(Number(name))
  return numbers.sort((a, b) => a - b)
}

const readText = async (directory: FileSystemDirectoryHandle, number: number): Promise<string> =>
  (await (await directory.getFileHandle(String(number))).getFile()).text()

/** For the owner alone, after the one before has gone. */
export const openEditLog = async (): Promise<KeptEditLog> => {
  const directory = await (await openHome()).getDirectoryHandle(directoryName, { create: true })
  const earlier = await numbersIn(directory)
  const texts = await Promise.all(earlier.map((number) => readText(directory, number)))
  const file = await openSync(await directory.getFileHandle(String((earlier.at(-1) ?? 0) + 1), { create: true }))
  const encoder = new TextEncoder()
  let at = 0
  const log = openKnownEdits(texts, (text) => {
    const bytes = encoder.encode(text)
    file.write(bytes, { at })
    file.flush()
    at += bytes.length
  })
  // One that is still held by an owner that is going is removed by the next.
  for (const number of earlier) await directory.removeEntry(String(number)).catch(() => undefined)
  return { ...log, close: () => file.close() }
}
