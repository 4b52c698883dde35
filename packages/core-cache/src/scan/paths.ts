/** Paths as the scan uses them: relative to the root, "/"-separated, compared bytewise in UTF-8. */

/** Orders by UTF-8 bytes, which differs from JavaScript's order only where surrogates meet U+E000–U+FFFF. `from`: so far they are equal. */
export const compareBytewise = (a: string, b: string, from = 0): number => {
  const length = Math.min(a.length, b.length)
  for (let i = from; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codePointOrder(x) - codePointOrder(y)
  }
  return a.length - b.length
}

// Surrogates stand for code points above U+FFFF, so they sort after every other unit.
const codePointOrder = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** The directory part, "" for the root. */
export const directoryOf = (path: string): string => {
  const slash = path.lastIndexOf("/")
  return slash < 0 ? "" : path.slice(0, slash)
}

/**
 * Is this path of a row in cache.db none on the disk? A row whose path another file has taken waits under such a one until the end of the
 * scan, for its file to turn up elsewhere; one that was cut off leaves it so. No path relative to the root begins with "/".
 */
export const isParked = (path: string): boolean => path.startsWith("/")

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

/** The path without its extension: a file whose container changed keeps it. */
export const stemOf = (path: string): string => {
  const dot = path.lastIndexOf(".")
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path
}

/** Is `path` below `directory` ("" is the root, above everything; "/" the same of absolute paths)? */
export const isBelow = (path: string, directory: string): boolean =>
  directory === "" ||
  (path.length > directory.length && path.startsWith(directory) && (path[directory.length] === "/" || directory === "/"))

/** An absolute path as it is stored: relative to the root, without slashes at its end; undefined: it does not lie below the root. */
export const relativePath = (root: string, path: string): string | undefined =>
  isBelow(path, root) ? path.slice(root === "/" ? 1 : root.length + 1).replace(/\/+$/, "") : undefined

/** Joins a root and a relative path. */
export const absolutePath = (root: string, relative: string): string =>
  relative === "" ? root : root.endsWith("/") ? root + relative : `${root}/${relative}`
