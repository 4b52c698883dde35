/** The scripts that the built page loads before it draws, and how large they are. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

/** Its own, and all that those import without being asked; each with its size, gzipped. */
export const firstScripts = (pages: string): ReadonlyArray<readonly [path: string, gzippedBytes: number]> => {
  const read = (path: string): Buffer => readFileSync(join(pages, path))
  const html = read("index.html").toString()
  const found = new Set([...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1] ?? ""))
  for (const path of found)
    for (const match of read(path)
      .toString()
      .matchAll(/\bimport\s*(?:[\w${},*\s]+from\s*)?["']\.\/([^"']+\.js)["']/g))
      found.add(`/assets/${match[1]}`)
  return [...found].map((path) => [path, gzipSync(read(path)).length] as const)
}
