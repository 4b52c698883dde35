/** What a person chose or dropped, as files with their paths. */
import type { ImportFile } from "../library/browser-library.ts"

/** The files of an `<input type="file" webkitdirectory>`, or of one without. */
export const filesOfInput = (list: FileList): ReadonlyArray<ImportFile> =>
  Array.from(list, (file) => ({ path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file }))

const readEntries = (reader: FileSystemDirectoryReader): Promise<ReadonlyArray<FileSystemEntry>> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject))

/** Directories answer a part at a time, and an empty part at the end. */
const childrenOf = async (directory: FileSystemDirectoryEntry): Promise<ReadonlyArray<FileSystemEntry>> => {
  const reader = directory.createReader()
  const all: Array<FileSystemEntry> = []
  for (let part = await readEntries(reader); part.length > 0; part = await readEntries(reader)) all.push(...part)
  return all
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject))

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** What was dropped: its files, and the paths of what the browser would not open. */
export interface DroppedFiles {
  readonly files: ReadonlyArray<ImportFile>
  readonly unreadable: ReadonlyArray<string>
}

const pathOf = (entry: FileSystemEntry): string => entry.fullPath.replace(/^\//, "")

/** Takes one entry in: a file, or a directory's children into `pending`. Throws what the browser says. */
const takeEntry = async (entry: FileSystemEntry, pending: Array<FileSystemEntry>, files: Array<ImportFile>): Promise<void> => {
  if (isDirectory(entry)) for (const child of await childrenOf(entry)) pending.push(child)
  else if (isFile(entry)) files.push({ path: pathOf(entry), file: await fileOf(entry) })
}

/**
 * The files of what was dropped, folders with all below them. To be called inside the drop event itself: the browser forgets what was
 * dropped as soon as the event is over.
 */
export const filesOfDrop = async (dropped: DataTransfer): Promise<DroppedFiles> => {
  const pending = Array.from(dropped.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const files: Array<ImportFile> = []
  const unreadable: Array<string> = []
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    try {
      await takeEntry(entry, pending, files)
    } catch {
      unreadable.push(pathOf(entry))
    }
  }
  return { files, unreadable }
}
