/** A picture that is to be a cover: what is taken for one is looked at, since a name says nothing of what a file holds. */
import { CacheError } from "../cache-error.ts"
import type { ContentRules } from "../scan/entry-names.ts"

/** A picture for a cover: the file's bytes, its extension without the dot, and, where it came from a file, that file's path. */
export interface CoverPicture {
  readonly bytes: Uint8Array
  readonly extension: string
  /** Named when the picture is refused. */
  readonly path?: string
}

/** More is no cover, and would be carried through memory whole. */
export const largestCoverBytes = 64 * 1024 * 1024

/** Why this cannot be a cover (`usage`, naming the file); undefined: it can. */
export const refusePicture = (rules: ContentRules, { bytes, extension, path }: CoverPicture): CacheError | undefined => {
  const what = path ?? "the picture"
  const refused = (message: string, remedy: string): CacheError =>
    new CacheError({ reason: "usage", message, remedy, ...(path === undefined ? {} : { path }) })
  const name = extension.toLowerCase()
  if (!rules.validArtExts.includes(name)) {
    const kinds = rules.validArtExts.map((kind) => `.${kind}`).join(", ")
    const why = name === "" ? "its name has no extension" : `its name ends in .${extension}`
    return refused(`${what} is no cover: ${why}`, `Give a picture of one of these: ${kinds}.`)
  }
  if (bytes.length === 0) return refused(`${what} is empty`, "Give a picture.")
  if (bytes.length > largestCoverBytes) return refused(`${what} is larger than 64 MB`, "Give a smaller one.")
  if (knownExtensions.has(name) && !isPicture(bytes)) {
    return refused(`${what} holds no picture, whatever it is called`, "Give a JPEG or PNG picture.")
  }
  return undefined
}

// Files of other extensions, which the configuration may allow, are taken at their word.
const knownExtensions = new Set(["jpg", "jpeg", "png", "gif", "webp", "bmp"])

const isPicture = (bytes: Uint8Array): boolean => {
  const starts = (text: string, at = 0) => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0))
  const heads = ["\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF87a", "GIF89a", "BM"]
  return heads.some((head) => starts(head)) || (starts("RIFF") && starts("WEBP", 8))
}
