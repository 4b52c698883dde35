/** What a library holds on the disk, told by content: also where a scan has written ids into the files. */
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { audioIn } from "../../../packages/core-cache/test/world.ts"
import { decodedAll } from "../../../packages/core-tags/test/writing.ts"

/** Files below a directory, as paths relative to it, sorted. */
export const filesBelow = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort()

export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** A file of the library. */
export interface Held {
  readonly digest: string
  /** Of its sound, whatever the tags; of a file that is no music, of all. */
  readonly sound: string
  readonly modifiedAtMs: number
}

const isMp3 = (path: string): boolean => path.toLowerCase().endsWith(".mp3")
const isOtherMusic = (path: string): boolean => /\.(?:flac|m4a|ogg|opus)$/i.test(path)

const sounds = new Map<string, string>()

/** The sound of each, by digest; what was decoded before is known. */
const listen = (files: ReadonlyArray<{ readonly absolute: string; readonly digest: string }>): void => {
  const unheard = files.filter(({ absolute, digest }) => isOtherMusic(absolute) && !sounds.has(digest))
  const heard = unheard.length === 0 ? [] : decodedAll(unheard.map(({ absolute }) => absolute))
  for (const [at, { digest }] of unheard.entries()) sounds.set(digest, heard[at] ?? "")
}

/** Of an mp3: all behind the tag at its beginning, which is what decoders get. */
export const mp3SoundOf = (bytes: Uint8Array): string => digestOf(audioIn(bytes))

/** Every file below a directory that has a name of its own; what is hidden (datafiles, parts, the library's own) is left out. */
export const holdingsOf = (root: string): ReadonlyMap<string, Held> => {
  const paths = filesBelow(root).filter((path) => !path.split("/").some((name) => name.startsWith(".")))
  const files = paths.map((path) => {
    const absolute = join(root, path)
    const bytes = readFileSync(absolute)
    return { path, absolute, bytes, digest: digestOf(bytes), modifiedAtMs: statSync(absolute).mtimeMs }
  })
  listen(files)
  return new Map(
    files.map(({ path, bytes, digest, modifiedAtMs }) => {
      const sound = isMp3(path) ? mp3SoundOf(bytes) : isOtherMusic(path) ? (sounds.get(digest) ?? "") : digest
      return [path, { digest, sound, modifiedAtMs }] as const
    })
  )
}

/** Sounds of what lies in the library's trash, as far as it is mp3. */
export const trashedSounds = (root: string): ReadonlyArray<string> => {
  const trash = join(root, ".deadwax/trash")
  return existsSync(trash) ? filesBelow(trash).map((path) => mp3SoundOf(readFileSync(join(trash, path)))) : []
}
