/** Text conditions (R9) answered by looking at what a release or track shows, value by value and character by character. */
import type { Random } from "../../../tools/bench/random.ts"
import { type Artists, type Filter, type Release, type TextField, type Track, textFields, textMatches } from "../src/index.ts"
import { foldText } from "../src/search/fold.ts"

export type TextFilter = Extract<Filter, { readonly kind: "text" }>

const texts = [
  ...'one|ONE|öne|on|ne|n|東|京|東京|Abakus|bakus|BTS|bass|man|ss Man|O"Neil|;|x|Łuk|luk|who|%|_|%_|éclair|Éc|lair|clair 1|zug|!|1'.split(
    "|"
  ),
  ..."Techno|tech|dub|electronic|hip-hop|hip hop|HIP  HOP|reggae|noise|k'z|kz|warm|'; drop|moss|fern|fern & co|& co|album".split(
    "|"
  ),
  ..."199|1991|1991-03|-03|03-01|mp3|a/x|A/X|b b|.mp3|1.mp3|/|loose|feat|chasers|cinnamon chasers|moss 0|-002|ﬁ|fi 3|deluxe|edition|1824| ".split(
    "|"
  ),
  ..."dont|don't stop|dont s|ont|rock and roll|rock et roll|rock & r|rock or roll|fern and co|fern y c|fern und|'|’|n’t".split(
    "|"
  ),
  ""
]

export const randomText = (random: Random): TextFilter => ({
  kind: "text",
  field: random.pick(textFields),
  match: random.pick(textMatches),
  text: random.pick(texts)
})

const names = (artists: Artists, roles: ReadonlyArray<string> = Object.keys(artists)): ReadonlyArray<string> =>
  roles.flatMap((role) => artists[role as keyof Artists].map(({ name }) => name))

const present = (value: string | null): ReadonlyArray<string> => (value === null ? [] : [value])

/** Below the root, of which the fixtures' only mark is that everything lies in it. */
const relative = (sourcePath: string, root: string): string => sourcePath.slice(root.length + 1)

/** The values of a field as they are shown. */
const valuesOf = (
  field: Exclude<TextField, "any">,
  release: Release,
  track: Track | undefined,
  root: string
): ReadonlyArray<string> => {
  const tracks = track === undefined ? (release.tracks ?? []) : [track]
  switch (field) {
    case "title":
      return [(track ?? release).title]
    case "trackTitle":
      return tracks.map(({ title }) => title)
    case "releaseTitle":
      return [release.title]
    case "artist":
      return [...names(release.artists), ...tracks.flatMap(({ artists }) => names(artists))]
    case "releaseArtist":
      return names(release.artists)
    case "trackArtist":
      return tracks.flatMap(({ artists }) => names(artists))
    case "genre":
      return [...release.genres, ...release.parentGenres, ...release.secondaryGenres, ...release.parentSecondaryGenres]
    case "descriptor":
      return release.descriptors
    case "label":
      return release.labels
    case "path":
      return [relative((track ?? release).sourcePath, root)]
    case "format":
    case "trackNumber":
    case "discNumber":
      return tracks.map((one) => one[field])
    case "catalogNumber":
    case "edition":
    case "releaseDate":
    case "originalDate":
    case "compositionDate":
      return present(release[field])
    default:
      return [...names(release.artists, [field]), ...tracks.flatMap(({ artists }) => names(artists, [field]))]
  }
}

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character) && !/[\p{Script=Han}\p{Script=Hiragana}]/u.test(character)

/** Looked at character by character: it stands there, and a word begins there. */
const hasWords = (value: string, text: string): boolean => {
  const characters = [...value]
  const wanted = [...text]
  return Array.from({ length: characters.length + 1 }, (_, at) => at).some(
    (at) =>
      wanted.every((character, i) => characters[at + i] === character) &&
      !(isLetter(characters[at - 1]) && isLetter(characters[at]))
  )
}

const isBesideLetter = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test((text[at - 1] ?? "") + (text[at + 1] ?? ""))

const withoutApostrophes = (text: string): string =>
  [...text].filter((character, at) => !"'’".includes(character) || !isBesideLetter(text, at)).join("")

/** A value in all the ways in which it may be written. */
const written = (value: string): ReadonlyArray<string> =>
  [value, withoutApostrophes(value)].flatMap((text) => [
    text,
    ..."and und et y e i".split(" ").map((word) => text.replaceAll(" & ", ` ${word} `))
  ])

const genreFolded = (text: string): string =>
  foldText(text)
    .replaceAll("&", " and ")
    .replace(/[\s_-]+/g, " ")
    .replace(/['’]/g, "")
    .trim()

/** Does a release (with its tracks), or one track of it, meet a text condition? */
export const meetsText = (filter: TextFilter, root: string, release: Release, track?: Track): boolean => {
  const { field, match } = filter
  if (field === "any")
    return (["title", "artist", "releaseTitle"] as const).some((one) =>
      meetsText({ ...filter, field: one }, root, release, track)
    )
  const fold = field === "genre" ? genreFolded : foldText
  const text = fold(filter.text)
  return valuesOf(field, release, track, root).some((value) => {
    const folded = fold(value)
    if (match === "words" && ["genre", "path"].includes(field)) return hasWords(folded, text)
    if (match === "words") return written(folded).some((one) => hasWords(one, text) || hasWords(one, withoutApostrophes(text)))
    const at = { contains: folded.indexOf(text) >= 0, starts: folded.slice(0, text.length) === text }
    if (match === "ends") return folded.slice(folded.length - text.length) === text && folded.length >= text.length
    return match === "equals" ? folded === text : at[match]
  })
}
