/**
 * What a person typed into the one place for searching: free words, and conditions of the filter language among them. Nothing typed is an
 * error here: what is no condition (yet) is looked for as words, since half of a condition stands there while it is typed.
 */
import * as Result from "effect/Result"
import type { Filter } from "../filter/filter.ts"
import { mostConditions } from "../filter/filter-size.ts"
import { joinFilters } from "../filter/normal-filter.ts"
import { fieldNamed } from "../filter-language/fields.ts"
import { parseFilter } from "../filter-language/parse-filter.ts"

/** `filter` is undefined where only words were typed. */
export interface SearchText {
  readonly words: string
  readonly filter: Filter | undefined
}

/** No condition is longer; a pasted page is words. */
const longestWithConditions = 4000

/** Tells words from conditions. A text without any condition is words, whatever its signs mean in a filter. */
export const readSearchText = (text: string): SearchText => {
  if (text.length > longestWithConditions || !text.includes(":")) return { words: text, filter: undefined }
  for (const candidate of [text, `${text}"`]) {
    const result = parseFilter(candidate)
    if (Result.isSuccess(result))
      return hasCondition(result.success) ? divide(result.success) : { words: text, filter: undefined }
  }
  return pickConditions(text)
}

const isWord = (filter: Filter): boolean => filter.kind === "text" && filter.field === "any" && filter.match === "words"

const hasCondition = (filter: Filter): boolean => {
  if (filter.kind === "and" || filter.kind === "or") return filter.filters.some(hasCondition)
  return filter.kind === "not" ? hasCondition(filter.filter) : !isWord(filter)
}

/** Words that must all be there are searched for; words in `or` and behind `-` are conditions. */
const divide = (filter: Filter): SearchText => {
  const parts = filter.kind === "and" ? filter.filters : [filter]
  const words = parts.flatMap((part) => (part.kind === "text" && isWord(part) ? [part.text] : []))
  return {
    words: words.join(" "),
    filter: joinFilters(
      "and",
      parts.filter((part) => !isWord(part))
    )
  }
}

const condition = /(?<=^|\s)-?[a-z]+:(?:[=~^]*"[^"]*"\$?|[^\s"]\S*)?(?=\s|$)/giu

/** From a text that is no filter, each part of it that is a condition by itself; a field that waits for its value at the end is left out. */
const pickConditions = (text: string): SearchText => {
  const filters: Array<Filter> = []
  const words = text.replace(condition, (part, at: number) => {
    if (at + part.length === text.length && isUnfinished(part)) return ""
    const result = parseFilter(part)
    if (Result.isFailure(result) || !hasCondition(result.success) || filters.length === mostConditions) return part
    filters.push(result.success)
    return ""
  })
  if (filters.length === 0) return { words, filter: undefined }
  return { words, filter: joinFilters("and", filters) }
}

const isUnfinished = (part: string): boolean => {
  const [, name] = /^-?([a-z]+):[=~^]*$/i.exec(part) ?? []
  return name !== undefined && fieldNamed(name) !== undefined
}
