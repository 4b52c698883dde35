/** A filter as text of the filter language: read again it is the same filter in its normal form. */
import type { Filter } from "../filter/filter.ts"
import { normalFilter } from "../filter/normal-filter.ts"
import { textFieldNames } from "../filter/text-fields.ts"
import type { TextMatch } from "../filter/text-match.ts"
import { printStretch } from "./moments.ts"
import { printRange } from "./ranges.ts"

/** Any filter as text; the one that everything meets is empty. */
export const printFilter = (filter: Filter): string => {
  const normal = normalFilter(filter)
  return normal.kind === "and" && normal.filters.length === 0 ? "" : print(normal)
}

const print = (filter: Filter): string => {
  switch (filter.kind) {
    case "and":
      return filter.filters.length === 0 ? "()" : filter.filters.map((inner) => printInner(inner, ["or"])).join(" ")
    case "or":
      return filter.filters.map((inner) => printInner(inner, ["or"])).join(" or ")
    case "not":
      return `-${printInner(filter.filter, ["and", "or"])}`
    case "artist":
    case "releaseArtist":
    case "trackArtist":
    case "genre":
    case "descriptor":
    case "label":
      return `${textFieldNames[filter.kind][0]}:==${quote(filter.name)}`
    case "text":
      return printText(filter)
    case "type":
      return `type:${filter.type}`
    case "new":
      return filter.isNew ? "is:new" : "-is:new"
    case "year":
      return `year:${printRange(filter)}`
    case "favorite":
      return filter.isFavorite ? "is:favorite" : "-is:favorite"
    case "rating":
    case "plays":
      return `${filter.kind}:${printRange(filter)}`
    case "played":
    case "added":
      return `${filter.kind}:${printStretch(filter)}`
  }
}

/** In parentheses where it would not hold together. */
const printInner = (filter: Filter, loose: ReadonlyArray<Filter["kind"]>): string =>
  loose.includes(filter.kind) && !(filter.kind === "and" && filter.filters.length === 0) ? `(${print(filter)})` : print(filter)

const plainWord = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}'’./&+_-]*$/u
const joint = /^(?:or|and)$/i

const quote = (text: string): string => (plainWord.test(text) ? text : `"${text.replaceAll(/["\\]/g, "\\$&")}"`)

const operators: Readonly<Record<Exclude<TextMatch, "ends">, string>> = { words: "", contains: "~", starts: "^", equals: "=" }

const printText = ({ field, match, text }: Extract<Filter, { readonly kind: "text" }>): string => {
  if (field === "any" && match === "words") return joint.test(text) ? `"${text}"` : quote(text)
  const name = textFieldNames[field][0]
  return match === "ends" ? `${name}:${quote(text)}$` : `${name}:${operators[match]}${quote(text)}`
}
