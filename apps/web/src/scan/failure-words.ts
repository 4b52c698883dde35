/** Why a file failed, in two words, and what a person can do about it. */
import type { ItemFailure } from "@deadwax/core-cache"

export const failureWords: Readonly<Record<ItemFailure["reason"], readonly [what: string, remedy: string]>> = {
  "not-audio": ["No audio", "Remove it from the library’s folder, or replace it by the real file."],
  corrupt: ["Damaged", "Copy it again from where it came from, or mend it."],
  unreadable: ["Not readable", "Give the user that Deadwax runs as the permission to read it."],
  vanished: ["Gone", "It was there a moment ago: scan again when nothing else works on the folder."],
  "name-not-utf8": ["Odd name", "Rename it: its name is no text that every system can read."],
  linked: ["A link", "Put the file itself there: links that lead out of the library are not followed."],
  "read-only": ["Not writable", "Make it and its folder writable, and scan again; it plays all the same."],
  refused: ["Not written", "Its tags are damaged or odd: write them anew with a tagger. It plays all the same."],
  "too-large": ["Too large", "Split it, or convert it to a format that may be that large."]
}
