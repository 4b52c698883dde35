/** Why `init` refuses a directory, and what its owner can do. */
import type { FileError } from "@deadwax/core-async"
import { CacheError } from "./cache-error.ts"
import type { Identity, Library } from "./model/model.ts"
import { markerPath } from "./scan/online.ts"

export const cannotBeRead = (error: FileError): string => `cannot be read (${error.reason})`

export const clash = (message: string, path: string): CacheError =>
  new CacheError({ reason: "usage", message, remedy: "Choose another directory, or another name with --name.", path })

export const registeredHere = ({ name, root }: Library): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${root} is a library already (${name})`,
    remedy: "Scan it with deadwax scan; its layout and its name can be changed in the configuration.",
    path: root
  })

export const unusable = (path: string, what: string): CacheError =>
  new CacheError({ reason: "usage", message: `${path} ${what}`, remedy: "Name the directory that holds your music.", path })

/** Only its owner knows whether it was copied. */
export const copied = (library: Library, root: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${root} bears the id of the library "${library.name}", which is at ${library.root}`,
    remedy: `If this is a copy, remove ${root}/${markerPath} and run init again; if the library moved, take away what is left at ${library.root}.`,
    path: root
  })

export const sameDirectory = (library: Library, root: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${root} is the directory of the library "${library.name}", which is at ${library.root} too`,
    remedy: `Use it there; if the library is to move, first unmount ${library.root}.`,
    path: root
  })

export const foreign = (library: Library, marker: string, registered: ReadonlyArray<Library>): CacheError => {
  const owner = registered.find(({ id }) => id === marker)
  const whose = owner === undefined ? `a library that is not registered (${marker})` : `"${owner.name}" (${owner.root})`
  return new CacheError({
    reason: "usage",
    message: `${library.root} is registered as "${library.name}", but what is there bears the marker of ${whose}`,
    remedy: `Connect the disk of "${library.name}", or name the directory to which it moved.`,
    path: library.root
  })
}

export const unmounted = (root: string): CacheError =>
  new CacheError({
    reason: "offline",
    message: `storage offline: ${root} is empty and has lost its marker, as a disk that is not mounted`,
    remedy: "Connect or mount it and try again; nothing was changed. If it moved, name the new directory.",
    path: root
  })

export const emptyAndReadOnly = (root: string): CacheError =>
  new CacheError({
    reason: "offline",
    message: `storage offline: ${root} is empty and cannot be written, as a disk that is not mounted`,
    remedy: "Connect or mount it and try again; nothing was changed.",
    path: root
  })

export const notWritable = (root: string, error: FileError, identity: Identity): CacheError => {
  const todo = error.reason === "full" ? "Free some space" : "Make the directory writable for the moment of init"
  const instead =
    error.reason === "read-only" && identity === "tags" ? " Identity fingerprint needs none where a root is read-only." : ""
  return new CacheError({
    reason: "storage",
    message: `the marker ${root}/${markerPath} cannot be written (${error.reason === "full" ? "the disk is full" : error.reason})`,
    remedy: `${todo}: the marker is how Deadwax tells your library from an unmounted disk.${instead}`,
    path: root,
    cause: error
  })
}
