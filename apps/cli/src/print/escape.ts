/**
 * Names and tags are other people's text. What a terminal would act on instead of showing is written out, so that a file name can
 * neither move the cursor nor turn a line around, and so that one item stays one line.
 */

/** C0, DEL, C1, line and paragraph separators, the characters that change direction, and surrogates without a partner. */
const active =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }

const written = (character: string): string => {
  const code = character.charCodeAt(0)
  return named[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`)
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, "0")

/** The text as it can be shown on one line: `\x1B`, `\n`, `\u{202E}` for what a terminal would act on. */
export const visible = (text: string): string => text.replace(active, written)

/** Those of them that JSON leaves as they are; without the flag that surrogates need, a look at all of a text takes a third of the time. */
const leftByJson = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

/** One line of JSON. The same characters are escaped the JSON way, so the value stays what it was. */
export const jsonLine = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (!leftByJson.test(text)) return text
  return text.replace(active, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

/** A text as one word of a command line, for any POSIX shell; a plain one stands as it is. */
export const shellWord = (text: string): string =>
  /^[\p{L}\p{N}_./:@%+-]+$/u.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", "'\\''")}'`
