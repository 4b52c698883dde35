/**
 * Artists with their roles, read from one string or from role tags, and printed.
 *
 * `[composer performed by ][djmixer pres. ]main[ under. conductor][ feat. guest][ remixed by remixer][ produced by producer]`,
 * each part a list. Taken apart from the outside in: produced by, remixed by, feat., pres., performed by, under.
 */
import { dedupe, splitAll, splitValues, valueJoiner } from "./split-values.ts"

/** The roles in which an artist can be credited, in the order in which they are printed and stored. */
export const artistRoles = ["main", "guest", "remixer", "producer", "composer", "conductor", "djmixer"] as const
/** One of `artistRoles`. */
export type ArtistRole = (typeof artistRoles)[number]

/** Names by role, in the order of the tags, each once within a role. */
export type ArtistsByRole = { readonly [R in ArtistRole]: ReadonlyArray<string> }

/** A credit that names nobody. */
export const noArtists: ArtistsByRole = {
  main: [],
  guest: [],
  remixer: [],
  producer: [],
  composer: [],
  conductor: [],
  djmixer: []
}

/** What the tags of one kind (track or release) say: the artist field, the role fields, and Picard's list of exact names. */
export interface ArtistFields {
  /** Values of the artist field; each may hold the grammar. */
  readonly main: ReadonlyArray<string>
  /** Values of the role tags. */
  readonly roles?: Partial<Record<Exclude<ArtistRole, "main" | "guest">, ReadonlyArray<string>>>
  /** Values of ARTISTS or ALBUMARTISTS: one name each, never split. They win over the names split from `main`. */
  readonly exact?: ReadonlyArray<string>
}

/** One word of the grammar: the role it announces stands after it, or before it. */
interface Marker {
  readonly words: string
  readonly role: Exclude<ArtistRole, "main">
  readonly side: "before" | "after"
}

const markers: ReadonlyArray<Marker> = [
  { words: "produced by ", role: "producer", side: "after" },
  { words: "remixed by ", role: "remixer", side: "after" },
  { words: "feat. ", role: "guest", side: "after" },
  { words: "pres. ", role: "djmixer", side: "before" },
  { words: "performed by ", role: "composer", side: "before" },
  { words: "under. ", role: "conductor", side: "after" }
]

type Sections = { [R in ArtistRole]: string }

/** The text of each role, not yet split into names. */
const sectionsOf = (text: string): Sections => {
  const sections: Sections = { main: text, guest: "", remixer: "", producer: "", composer: "", conductor: "", djmixer: "" }
  for (const { words, role, side } of markers) {
    const at = indexOfMarker(sections.main, words)
    if (at < 0) continue
    const before = sections.main.slice(0, at)
    const after = sections.main.slice(at + words.length)
    sections[role] = side === "before" ? before : after
    sections.main = side === "before" ? after : before
  }
  return sections
}

/** A marker is a word of its own: "Defeat. Now" and "Thunder. Lizards" are names. */
const indexOfMarker = (text: string, words: string): number => {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (at === 0 || text[at - 1] === " ") return at
  }
  return -1
}

/** Reads one string of the artist grammar. */
export const parseArtists = (text: string): ArtistsByRole => artistsOf({ main: [text] })

/** All that the tags say: role tags first, then what the grammar finds, each name once within its role. */
export const artistsOf = (fields: ArtistFields): ArtistsByRole => {
  const sections = sectionsOf(fields.main.join(valueJoiner))
  const exact = dedupe(fields.exact ?? [])
  const parsed = exact.length > 0 ? placeExact(sections, exact) : splitSections(sections)
  const artists: { -readonly [R in ArtistRole]: ReadonlyArray<string> } = { ...parsed }
  for (const role of artistRoles) {
    const tagged = role === "main" || role === "guest" ? undefined : fields.roles?.[role]
    if (tagged !== undefined && tagged.length > 0) artists[role] = dedupe([...splitAll(tagged), ...parsed[role]])
  }
  return artists
}

const splitSections = (sections: Sections): ArtistsByRole => ({
  main: splitValues(sections.main),
  guest: splitValues(sections.guest),
  remixer: splitValues(sections.remixer),
  producer: splitValues(sections.producer),
  composer: splitValues(sections.composer),
  conductor: splitValues(sections.conductor),
  djmixer: splitValues(sections.djmixer)
})

/**
 * Exact names take the role of the part of the credit in which they stand, so that "A feat. B" with the names A and B keeps B a
 * guest. A name that the credit spells otherwise is a guest when the credit has guests and none was found, else a main artist.
 */
const placeExact = (sections: Sections, exact: ReadonlyArray<string>): ArtistsByRole => {
  const placed: { [R in ArtistRole]: Array<string> } = {
    main: [],
    guest: [],
    remixer: [],
    producer: [],
    composer: [],
    conductor: [],
    djmixer: []
  }
  const unplaced: Array<string> = []
  for (const name of exact) {
    const folded = name.toLowerCase()
    const role = artistRoles.find((candidate) => sections[candidate].toLowerCase().includes(folded))
    if (role === undefined) unplaced.push(name)
    else placed[role].push(name)
  }
  const asGuests = sections.guest !== "" && placed.guest.length === 0 && placed.main.length > 0
  placed[asGuests ? "guest" : "main"].push(...unplaced)
  for (const role of artistRoles) {
    const named = placed[role].length > 0 || role === "main" || (role === "guest" && unplaced.length > 0)
    if (!named) placed[role].push(...splitValues(sections[role]))
  }
  return placed
}

/** Names of one role: up to three are written out, of more only the first. */
export const formatNames = (names: ReadonlyArray<string>): string => {
  const [first] = names
  if (first === undefined) return ""
  if (names.length > 3) return `${first} et al.`
  return names.length === 1 ? first : `${names.slice(0, -1).join(", ")} & ${names[names.length - 1]}`
}

/** Artists as people read them: `DJ pres. A & B under C (feat. D) (prod. E)`; nobody is `Unknown Artists`. Remixers are not printed. */
export const formatArtists = (artists: ArtistsByRole): string => {
  let text = formatNames(artists.main)
  if (artists.djmixer.length > 0) text = `${formatNames(artists.djmixer)} pres. ${text}`
  else if (artists.composer.length > 0) text = `${formatNames(artists.composer)} performed by ${text}`
  if (artists.conductor.length > 0) text += ` under ${formatNames(artists.conductor)}`
  if (artists.guest.length > 0) text += ` (feat. ${formatNames(artists.guest)})`
  if (artists.producer.length > 0) text += ` (prod. ${formatNames(artists.producer)})`
  return text === "" ? "Unknown Artists" : text
}

/** Artists as one string of the grammar, which `parseArtists` reads back (for names that hold no separator and no marker). */
export const joinArtists = (artists: ArtistsByRole): string => {
  const list = (role: ArtistRole): string => artists[role].join(";")
  const after = (words: string, role: ArtistRole): string => (artists[role].length > 0 ? ` ${words} ${list(role)}` : "")
  const before = (role: ArtistRole, words: string): string => (artists[role].length > 0 ? `${list(role)} ${words} ` : "")
  const main = before("composer", "performed by") + before("djmixer", "pres.") + list("main")
  return (
    main +
    after("under.", "conductor") +
    after("feat.", "guest") +
    after("remixed by", "remixer") +
    after("produced by", "producer")
  )
}
