/** What a sync could not take from a source, in words: what it is, what became of it, and what a person can do. */
import type { EntryProblem } from "../sources/source.ts"

const words: Readonly<Record<EntryProblem["reason"], string>> = {
  name: "Its name is none that can be taken over, and it was left out: give it another one there.",
  "outside-root":
    "It leads out of the source's folder and was left out: add the place where it leads as a source of its own, if you want it.",
  unreadable:
    "It cannot be read there, and nothing below it was looked at; what came of it before stays. Let the account that Deadwax uses read it, and sync again.",
  "linked-folder":
    "It is a link to a folder, and was left out: add the folder as a source of its own, or put it in the link's place, if you want it."
}

/** Sentences to stand behind the path of what was left out. */
export const problemText = ({ reason }: EntryProblem): string => words[reason]
