/** The fields of the filter language: what each takes, and the filter that it becomes. */
import { releaseTypes } from "@deadwax/core-tags"
import type { Filter } from "../filter/filter.ts"
import { type TextField, textFieldNames, textFields } from "../filter/text-fields.ts"
import type { TextMatch } from "../filter/text-match.ts"
import { readStretch } from "./moments.ts"
import { type Range, readCounts, readRatings, readYears } from "./ranges.ts"

/** How a value is compared, as written before it: `==` as the tags spell it, `=` `~` `^` equals, contains, starts. */
export const operators = ["==", "=", "~", "^", ""] as const
export type Operator = (typeof operators)[number]

/** What stands after `field:`. */
export interface FieldValue {
  readonly operator: Operator
  readonly text: string
  /** It ended with `$`: it is to be the end of the value. */
  readonly isEnd: boolean
}

export interface Field {
  /** In lower case; the first is the one that is printed. */
  readonly names: ReadonlyArray<string>
  /** Completes "expected …". */
  readonly expects: string
  /** Undefined: it cannot have this value. */
  readonly read: (value: FieldValue) => Filter | undefined
}

/** Fields that also name exactly one artist, genre, descriptor or label, with its aliases or the genres below it. */
export const namedFields = ["artist", "releaseArtist", "trackArtist", "genre", "descriptor", "label"] as const
export type NamedField = (typeof namedFields)[number]

const isNamed = (field: TextField): field is NamedField => namedFields.some((named) => named === field)

const matches: Readonly<Record<Exclude<Operator, "==">, TextMatch>> = {
  "": "words",
  "=": "equals",
  "~": "contains",
  "^": "starts"
}

const readText = (field: TextField, { operator, text, isEnd }: FieldValue): Filter | undefined => {
  if (operator === "==") return isNamed(field) && !isEnd ? { kind: field, name: text } : undefined
  if (!isEnd) return { kind: "text", field, match: matches[operator], text }
  if (operator === "~" || operator === "=") return undefined
  return { kind: "text", field, match: operator === "^" ? "equals" : "ends", text }
}

const textField = (field: TextField): Field => ({
  names: textFieldNames[field],
  expects: isNamed(field)
    ? "a text, with ~ (contains), ^ (begins), = (is) or == (is exactly) before it, or $ (ends) behind it"
    : "a text, with ~ (contains), ^ (begins) or = (is) before it, or $ (ends) behind it",
  read: (value) => readText(field, value)
})

/** A field of plain values: no operator but, for who is used to it, `=`. */
const plainField = (names: ReadonlyArray<string>, expects: string, read: (text: string) => Filter | undefined): Field => ({
  names,
  expects,
  read: ({ operator, text, isEnd }) => (isEnd || (operator !== "" && operator !== "=") ? undefined : read(text.toLowerCase()))
})

const flags: Readonly<Record<string, Filter>> = {
  new: { kind: "new", isNew: true },
  favorite: { kind: "favorite", isFavorite: true },
  favourite: { kind: "favorite", isFavorite: true }
}

const rangeField = (kind: "year" | "rating" | "plays", expects: string, read: (text: string) => Range | undefined): Field =>
  plainField([kind], expects, (text) => {
    const range = read(text)
    return range && { kind, ...range }
  })

const timeField = (kind: "played" | "added"): Field =>
  plainField(
    [kind],
    "a time: 30d (the last 30 days; also h, w, m, y), 2024, 2024-05, 2024-05-01, or two of them with .. between",
    (text) => {
      const stretch = readStretch(text)
      return stretch && { kind, ...stretch }
    }
  )

export const fields: ReadonlyArray<Field> = [
  ...textFields.map(textField),
  plainField(["type"], `one of ${releaseTypes.join(", ")}`, (text) => {
    const type = releaseTypes.find((known) => known === text)
    return type && { kind: "type", type }
  }),
  rangeField("year", "a year, or years as 1990..1999, 1990.. or ..1999", readYears),
  rangeField("rating", "a rating from 1 to 5, or ratings as 4.. or 2..3; 0 is none", readRatings),
  rangeField("plays", "a number of plays, or numbers as 10.. or ..3", readCounts),
  timeField("played"),
  timeField("added"),
  plainField(["is"], "new or favorite", (text) => (Object.hasOwn(flags, text) ? flags[text] : undefined))
]

const byName = new Map(fields.flatMap((field) => field.names.map((name) => [name, field] as const)))

/** A field by its name, in any case. */
export const fieldNamed = (name: string): Field | undefined => byName.get(name.toLowerCase())

/** All names that are printed, in their order. */
export const fieldNames: ReadonlyArray<string> = fields.flatMap(({ names: [name] }) => (name === undefined ? [] : [name]))
