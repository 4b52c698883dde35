/** The folder of a path at a source or below the library's root: all up to its last "/"; empty for what lies in none. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")))
