/**
 * Fits a name to a disk: what no file system takes is replaced, what is too long is cut, and numbered forms are made where a name is
 * taken. Pure text; the rules are the library format's, so that both programs give one release one name.
 */

// Besides what Windows and its shares refuse: control characters, and halves of characters, which are no UTF-8.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const illegal = /[:?<>\\*|"/\u0000-\u001f\u007f\ufffd]+/g

// Windows and its shares open a device under these, whatever their extension.
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=$|\.)/i

/** The first characters of a name, or the name, that not every disk takes; undefined: all of it may stand on any. Of texts without halves of characters. */
export const unportable = (
  name: string
): { readonly kind: "characters" | "device" | "dot"; readonly text: string } | undefined => {
  const characters = name.match(illegal)?.[0]
  if (characters !== undefined) return { kind: "characters", text: characters }
  const device = name.match(deviceName)?.[0]
  if (device !== undefined) return { kind: "device", text: device }
  return name.endsWith(".") ? { kind: "dot", text: "." } : undefined
}

const longestExtensionBytes = 6

const encoder = new TextEncoder()

const isAscii = /^[\0-\x7f]*$/

/** Length in UTF-8. Of most names nothing has to be made for that. */
export const byteLength = (text: string): number => (isAscii.test(text) ? text.length : encoder.encode(text).length)

/** The longest beginning of at most `bytes`, never ending inside a character or in spaces. */
export const cutName = (text: string, bytes: number): string => {
  let length = 0
  let end = 0
  for (const character of text) {
    length += byteLength(character)
    if (length > bytes) break
    end += character.length
  }
  return text.slice(0, end).trimEnd()
}

// 240 is the class of U+0345, the highest there is: any other mark of a class is sorted before it, and what has none is not.
const isMark = (character: string): boolean => {
  const behind = `\u0345${character}`
  return character === "\u0345" || behind.normalize("NFD") !== behind
}

/** Letters without their diacritics: combining marks go; vowel signs of Indic scripts, which are letters, stay. */
const withoutDiacritics = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is the common case
  if (/^[\u0000-\u007f]*$/.test(text)) return text
  return [...text.normalize("NFD")]
    .filter((character) => !isMark(character))
    .join("")
    .normalize("NFC")
}

/**
 * A name as it may stand on any disk, at most `maxBytes` long; undefined when nothing of it is left. Never a path, never `.` or `..`.
 */
export const fitName = (name: string, maxBytes: number): string | undefined => {
  const plain = name.toWellFormed().replace(/\s+/g, " ").replace(illegal, "_").trim()
  const fitted = cutName(withoutDiacritics(cutName(plain, maxBytes)).trim(), maxBytes)
  if (fitted === "" || /^\.+$/.test(fitted)) return undefined
  return deviceName.test(fitted) ? fitted.replace(deviceName, "$&_") : fitted
}

/** A fitted name in two parts: `extension` with its dot, or empty. */
export interface NameParts {
  readonly stem: string
  readonly extension: string
}

/** A file's extension with its dot; a long one is part of the stem. */
export const extensionPart = (name: string): string => {
  const dot = name.lastIndexOf(".")
  const extension = dot <= 0 ? "" : name.slice(dot)
  return byteLength(extension) > longestExtensionBytes ? "" : extension
}

/** No disk takes longer ones. */
const mostBytes = 255

/**
 * The `number`-th name for this: itself, then with ` [2]`, ` [3]` …, for which the stem is cut so that the whole fits in `maxBytes`.
 */
export const candidateName = ({ stem, extension }: NameParts, number: number, maxBytes: number): string => {
  if (number === 1) return cutName(stem, mostBytes - byteLength(extension)) + extension
  const suffix = ` [${number}]${extension}`
  return cutName(stem, Math.max(1, maxBytes - byteLength(suffix))) + suffix
}

/** Equal for names that one disk or another takes for the same: those that differ in case or in Unicode form alone. */
export const foldName = (name: string): string =>
  // Most names are composed as they stand, and each step makes a text of its own.
  isAscii.test(name) ? name.toLowerCase() : name.normalize("NFC").toLowerCase().normalize("NFC")
