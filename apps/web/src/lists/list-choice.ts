/** What a list shows and in which order, as its address says it: so that it can be kept, shared and gone back to. */
import type { ReleaseFilter } from "../client/client.ts"

export interface ListChoice {
  readonly filter: ReleaseFilter
  /** Undefined: in the order of the files. */
  readonly sort?: string
}

const filterKeys = ["artist", "genre", "label", "descriptor", "type", "new"] as const

/** What can be chosen; the first is what a list has unless told. */
export const sorts = [
  { value: "", name: "By folder" },
  { value: "artist", name: "By artist" },
  { value: "title", name: "By title" },
  { value: "-date", name: "Newest first" },
  { value: "date", name: "Oldest first" },
  { value: "-added", name: "Added last" }
] as const

/** Of an address's query; what it does not know is left out. */
export const readListChoice = (query: string): ListChoice => {
  const given = new URLSearchParams(query)
  const filter: Record<string, string> = {}
  for (const key of filterKeys) {
    const value = given.get(key)
    if (value !== null && value !== "" && (key !== "new" || value === "true" || value === "false")) filter[key] = value
  }
  const sort = given.get("sort")
  return sort !== null && sort !== "" && sorts.some(({ value }) => value === sort) ? { filter, sort } : { filter }
}

/** The query of an address, with its question mark; empty when nothing is chosen. */
export const writeListChoice = ({ filter, sort }: ListChoice): string => {
  const query = new URLSearchParams()
  for (const key of filterKeys) {
    const value = filter[key]
    if (value !== undefined) query.set(key, value)
  }
  if (sort !== undefined) query.set("sort", sort)
  const text = query.toString()
  return text === "" ? "" : `?${text}`
}

/** With one part of the filter set anew, or with undefined taken out. */
export const withFilter = (choice: ListChoice, key: keyof ReleaseFilter, value: string | undefined): ListChoice => {
  const { [key]: _before, ...others } = choice.filter
  return { ...choice, filter: value === undefined ? others : { ...others, [key]: value } }
}

export const isFiltered = ({ filter }: ListChoice): boolean => Object.keys(filter).length > 0
