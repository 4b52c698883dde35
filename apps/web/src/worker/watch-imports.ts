/**
 * What the owner knows of imports, which run in any tab: whoever imports holds a lock, and the owner waits in line behind it. When its turn
 * comes the import has ended, or its tab has; a note that is still there then says that it was not finished.
 */
import { clearIncoming, hasLibrary, type ImportNote, openIncoming, readNote, removeNote } from "../import/library-directories.ts"
import { importLock } from "../tabs/words.ts"

export interface ImportWatch {
  /** Looks what there is: an import under way, or what one has left. */
  readonly look: () => Promise<void>
  /** An import is under way, in whatever tab. */
  readonly begin: () => void
  readonly isRunning: () => boolean
  /** Settles when no import runs that has begun before. */
  readonly settled: () => Promise<void>
  /** An import that ended before its end. */
  readonly unfinished: () => ImportNote | undefined
  readonly dismiss: () => Promise<void>
}

interface Watching {
  readonly onChange: () => void
  /** Files were copied that nobody will have scanned. */
  readonly onUnfinished: () => void
}

export const watchImports = ({ onChange, onUnfinished }: Watching): ImportWatch => {
  let note: ImportNote | undefined
  let waiting: Promise<void> | undefined
  const clear = async (): Promise<void> => {
    // It may have been removed meanwhile, with all that was left.
    if (!(await hasLibrary())) return
    const incoming = await openIncoming()
    note = await readNote(incoming)
    await clearIncoming(incoming)
  }
  const waitForEnd = (): Promise<void> =>
    navigator.locks
      .request(importLock, clear)
      .catch(() => undefined)
      .then(() => {
        waiting = undefined
        onChange()
        if (note !== undefined) onUnfinished()
      })
  return {
    look: async () => {
      const isFree = await navigator.locks.request(importLock, { ifAvailable: true }, async (lock) => {
        if (lock !== null) await clear()
        return lock !== null
      })
      if (!isFree) waiting ??= waitForEnd()
    },
    begin: () => {
      note = undefined
      waiting ??= waitForEnd()
    },
    isRunning: () => waiting !== undefined,
    settled: () => waiting ?? Promise.resolve(),
    unfinished: () => note,
    dismiss: async () => {
      note = undefined
      if (waiting === undefined) await removeNote(await openIncoming())
      onChange()
    }
  }
}
