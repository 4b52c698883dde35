/**
 * The identity key (C15): what two files of one recording have in common, however their tags write it. It is compared, never shown.
 *
 * Text is folded as the search folds it (D10): compatibility forms, case, Latin diacritics; letters of every script stay different letters.
 * Guests are told apart from the title and the artist wherever they are named, so "A feat. B – Song" and "A – Song [ft. B]" are one. What a
 * bracket says besides ("Live", "Remix") stays: it is another recording. Durations are compared as they are: rounded ones would have edges.
 */
import { foldText } from "@deadwax/core-cache"

/** What tells a recording. */
export interface Recording {
  readonly title: string | null
  readonly artist: string | null
  readonly durationMs: number | null
}

/** Between a bracket's ends, for a name of guests. */
const bracketedGuests = /[([{<]\s*(?:featuring|feat|ft|with)\b\.?\s*([^)\]}>]*)[)\]}>]/gu
/** Without brackets "with" is a word like any other in a title. */
const trailingGuests = /\s(?:featuring|feat|ft)\b\.?\s+(.*)$/u
const trailingGuestsOfArtist = /\s(?:featuring|feat|ft|with)\b\.?\s+(.*)$/u
const betweenGuests = /\s*(?:,|;|&|\+|\/|\band\b|\bx\b)\s*/u

/** Apostrophes and dots join what they stand in: "don't" is "dont", "R.E.M." is "REM". */
const joining = /['’‘`´.]/gu
const notWord = /[^\p{L}\p{N}\p{M}]+/gu

/** Words of a folded text with single spaces between; of one that has none, its signs. */
const words = (folded: string): string => {
  const text = folded.replace(joining, "").replace(notWord, " ").trim()
  return text === "" ? folded.replace(/\s+/gu, "") : text
}

/** A folded text without the guests that it names, and those. */
const splitGuests = (folded: string, trailing: RegExp): { readonly rest: string; readonly guests: ReadonlyArray<string> } => {
  const named: Array<string> = []
  const take = (_: string, guests: string): string => {
    named.push(...guests.split(betweenGuests))
    return " "
  }
  const rest = folded.replace(bracketedGuests, take).replace(trailing, take)
  return { rest, guests: named.map(words).filter((name) => name !== "") }
}

/** The key of a recording; null where the tags lack a title or an artist, so that nothing can be said. */
export const identityKey = ({ title, artist }: Pick<Recording, "title" | "artist">): string | null => {
  if (title === null || artist === null) return null
  const ofTitle = splitGuests(foldText(title), trailingGuests)
  const ofArtist = splitGuests(foldText(artist), trailingGuestsOfArtist)
  const guests = [...new Set([...ofTitle.guests, ...ofArtist.guests])].sort()
  const parts = [words(ofArtist.rest), words(ofTitle.rest)]
  return parts.includes("") ? null : [...parts, ...guests].join("\n")
}

/** How far the durations of two files of one recording may lie apart, milliseconds. */
export const durationToleranceMs = 2000

/** Are these one recording? Not when either cannot be told; a duration that is not known is no objection. */
export const isSameRecording = (a: Recording, b: Recording): boolean => {
  const key = identityKey(a)
  if (key === null || key !== identityKey(b)) return false
  return a.durationMs === null || b.durationMs === null || Math.abs(a.durationMs - b.durationMs) <= durationToleranceMs
}
