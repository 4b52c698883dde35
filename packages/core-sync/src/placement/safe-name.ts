/**
 * One name from a remote source as it may stand on any disk.
 *
 * What makes it hard: the name may be hostile (`..`, `CON`, 300 bytes, half a character), and the same name must always become the same
 * one, without asking what else there is. So nothing is dropped: what no disk takes is replaced by the character that looks most like it,
 * and where a name must be cut, a digest of the whole stands at its end. A name that every disk takes stays as it is, letter for letter.
 */
import { byteLength, cutName, extensionPart, foldName } from "@deadwax/core-cache"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"

/** What Windows, its shares and its disks refuse, as the full-width form of the same sign. */
const lookAlikes: Readonly<Record<string, string>> = {
  ":": "：",
  "?": "？",
  "*": "＊",
  '"': "＂",
  "<": "＜",
  ">": "＞",
  "|": "｜",
  "\\": "＼",
  "/": "／",
  "\u007f": "\u2421"
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const illegal = /[:?*"<>|\\/\u0000-\u001f\u007f]/g

// The pictures of the 32 control characters lie at U+2400 in their order.
const replace = (character: string): string => lookAlikes[character] ?? String.fromCharCode(0x2400 + character.charCodeAt(0))

const fullWidthDot = "．"
const pictureOfSpace = "\u2420"

/** Windows opens a device under these, whatever follows a dot, and with spaces before it. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/i

/** Names of the library's own: directories of collections, and what scans take for copies in progress or for deleted files. */
const ownDirectory = /^!(?=(?:collages|playlists)$)/
const ownEnding = /\.(?=(?:trashed|deadwax-tmp|deadwax-part)$)/

const fitted = (name: string): string => {
  const plain = name
    .toWellFormed()
    .replace(illegal, replace)
    .replace(/^\./, fullWidthDot)
    .replace(/[. ]+$/, (end) => end.replaceAll(".", fullWidthDot).replaceAll(" ", pictureOfSpace))
    .replace(deviceName, "$&_")
  const folded = foldName(plain)
  if (ownDirectory.test(folded)) return `！${plain.slice(1)}`
  const ending = ownEnding.exec(folded)
  // Folding can change a text's length, and an ending's never: it is ASCII.
  if (ending === null) return plain === "" ? "_" : plain
  const at = plain.length - (folded.length - ending.index)
  return `${plain.slice(0, at)}${fullWidthDot}${plain.slice(at + 1)}`
}

/** No disk takes longer names, in UTF-8 bytes. */
const mostBytes = 255

/** As UTF-16, since two broken characters must not become one. */
const digestOf = (name: string): string => {
  const units = Uint8Array.from({ length: name.length * 2 }, (_, i) => (name.charCodeAt(i >> 1) >> (8 * (i & 1))) & 0xff)
  return bytesToHex(sha256(units)).slice(0, 10)
}

/**
 * The second form of a name, for where another name has taken the first, and for names that are too long: with a digest of the whole name
 * before the extension, as `Title ~0a1b2c3d4e.flac`.
 */
export const markedName = (name: string): string => {
  const whole = fitted(name)
  const extension = extensionPart(whole)
  const stem = whole.slice(0, whole.length - extension.length)
  const mark = `~${digestOf(name)}${extension}`
  const cut = cutName(stem, mostBytes - byteLength(mark) - 1)
  return cut === "" ? mark : `${cut} ${mark}`
}

/** The first form of a name: the name itself where every disk takes it. Any text has one, also the empty one and `..`. */
export const safeName = (name: string): string => {
  const whole = fitted(name)
  return byteLength(whole) <= mostBytes ? whole : markedName(name)
}

/** Is a path (relative, "/"-separated) made of names that are safe as they stand? Never true of one that leads out of a directory. */
export const isSafePath = (path: string): boolean => path.split("/").every((name) => safeName(name) === name)
