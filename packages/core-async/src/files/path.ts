/** Absolute paths as the `Files` port knows them: "/"-separated, no trailing "/". */
import { FileError } from "./files.ts"

/** Longest name that every supported disk takes, in UTF-8 bytes. */
export const maxNameBytes = 255

/** Longest path that a POSIX system takes in one call, in UTF-8 bytes. */
export const maxPathBytes = 4095

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The path without trailing separators; "/" stays. */
export const trimPath = (path: string): string => {
  let end = path.length
  while (end > 1 && path.charCodeAt(end - 1) === 47) end--
  return end === path.length ? path : path.slice(0, end)
}

/** The directory that holds `path`; "/" is its own. */
export const parentOf = (path: string): string => {
  const trimmed = trimPath(path)
  const slash = trimmed.lastIndexOf("/")
  return slash <= 0 ? "/" : trimmed.slice(0, slash)
}

/** The last part of `path`; empty for "/". */
export const nameOf = (path: string): string => {
  const trimmed = trimPath(path)
  return trimmed.slice(trimmed.lastIndexOf("/") + 1)
}

export const joinPath = (directory: string, name: string): string =>
  directory === "" ? name : directory.endsWith("/") ? directory + name : `${directory}/${name}`

/** True when `path` is `root` or lies below it, both resolved. */
export const isWithin = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`)

/**
 * Throws `name` for what no driver can take to a disk as it stands: a relative path, a NUL, or a lone surrogate, which would be
 * written as U+FFFD and so could name another file.
 */
export const checkPath = (operation: string, path: string): string => {
  if (!path.startsWith("/") || path.includes("\0") || !path.isWellFormed())
    throw new FileError({ reason: "name", operation, path })
  return trimPath(path)
}

/** `text` cut to at most `bytes` of UTF-8, never inside a character. */
export const cutToBytes = (text: string, bytes: number): string => {
  const encoded = encoder.encode(text)
  if (encoded.length <= bytes) return text
  let end = bytes
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--
  return decoder.decode(encoded.subarray(0, end))
}

/** 32-bit FNV-1a of the text's UTF-8, as 8 hexadecimal digits: tells apart names that are equal where they were cut. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, "0")
}

/** `name` with `ending`; where that is too long for a name, the end of `name` gives way to a fingerprint of the whole. */
export const shortenName = (name: string, ending: string): string => {
  const whole = `${name}${ending}`
  if (encoder.encode(whole).length <= maxNameBytes) return whole
  const shortened = `~${fingerprint(name)}${ending}`
  return `${cutToBytes(name, maxNameBytes - shortened.length)}${shortened}`
}

/** The temporary name beside `name`, which scanners ignore: `.NAME.deadwax-tmp`, shortened where that is too long for a name. */
export const temporaryNameOf = (name: string): string => shortenName(`.${name}`, ".deadwax-tmp")

/** A name's bytes as text for people: those that are no UTF-8 as `\xE9`. Undefined when all are. */
export const escapeUndecodable = (name: Uint8Array): string | undefined => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  const decodes = (start: number, end: number): string | undefined => {
    try {
      return strict.decode(name.subarray(start, end))
    } catch {
      return undefined
    }
  }
  if (decodes(0, name.length) !== undefined) return undefined
  let text = ""
  for (let at = 0; at < name.length; ) {
    const first = name[at] ?? 0
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    const character = at + length <= name.length ? decodes(at, at + length) : undefined
    text += character ?? `\\x${first.toString(16).toUpperCase().padStart(2, "0")}`
    at += character === undefined ? 1 : length
  }
  return text
}
