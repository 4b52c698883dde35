/** What a list is narrowed and ordered by, in one row above it. */
import { useQuery } from "@tanstack/react-query"
import { Sparkles, X } from "lucide-react"
import { type FormEvent, useId, useState } from "react"
import type { NameKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { typeNames } from "../parts/type-names.ts"
import { isFiltered, type ListChoice, sorts, withFilter } from "./list-choice.ts"
import type { ChosenList } from "./use-list-choice.ts"

const types = Object.entries(typeNames).filter(([value]) => value !== "other")

/** As many names as a menu can hold; whoever has more of them finds the rest under Genres and Labels. */
const mostNames = 1000

const useNames = (kind: NameKind): ReadonlyArray<string> => {
  const client = useClient()
  const { data } = useQuery({
    queryKey: [kind, "menu"],
    queryFn: ({ signal }) => client.names(kind, { limit: mostNames, signal })
  })
  return data?.items.map(({ name }) => name) ?? []
}

export const ListControls = ({ choice, choose }: Pick<ChosenList, "choice" | "choose">) => {
  const genres = useNames("genres")
  const labels = useNames("labels")
  const set = (key: "genre" | "label" | "type") => (value: string) =>
    choose(withFilter(choice, key, value === "" ? undefined : value))
  const isNew = choice.filter.new === "true"
  return (
    <div className="controls" role="group" aria-label="Order and filters">
      <Menu
        label="Order"
        value={choice.sort ?? ""}
        choose={(sort) => choose(withSort(choice, sort))}
        options={sorts.map(({ value, name }) => [value, name] as const)}
      />
      <button
        type="button"
        className="pill"
        aria-pressed={isNew}
        onClick={() => choose(withFilter(choice, "new", isNew ? undefined : "true"))}
      >
        <Sparkles size={15} /> New
      </button>
      <Menu label="Type" value={choice.filter.type ?? ""} choose={set("type")} options={[["", "Any type"], ...types]} />
      <Menu label="Genre" value={choice.filter.genre ?? ""} choose={set("genre")} options={menuOf("Any genre", genres)} />
      <Menu label="Label" value={choice.filter.label ?? ""} choose={set("label")} options={menuOf("Any label", labels)} />
      <ArtistField key={choice.filter.artist} choice={choice} choose={choose} />
      {choice.filter.descriptor !== undefined && (
        <button
          type="button"
          className="pill"
          aria-pressed="true"
          onClick={() => choose(withFilter(choice, "descriptor", undefined))}
        >
          {choice.filter.descriptor} <X size={14} />
        </button>
      )}
      {isFiltered(choice) && (
        <button type="button" className="pill is-plain" onClick={() => choose({ ...choice, filter: {} })}>
          Clear
        </button>
      )}
    </div>
  )
}

const withSort = ({ filter }: ListChoice, sort: string): ListChoice => (sort === "" ? { filter } : { filter, sort })

const menuOf = (anyName: string, names: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> => [
  ["", anyName],
  ...names.map((name) => [name, name] as const)
]

interface MenuProps {
  readonly label: string
  readonly value: string
  readonly choose: (value: string) => void
  readonly options: ReadonlyArray<readonly [value: string, name: string]>
}

const Menu = ({ label, value, choose, options }: MenuProps) => (
  <select
    className={value === "" ? "pill" : "pill is-chosen"}
    aria-label={label}
    value={value}
    onChange={(event) => choose(event.currentTarget.value)}
  >
    {/* What the address says may be none of the menu's, or not be there yet. */}
    {!options.some(([known]) => known === value) && <option value={value}>{value}</option>}
    {options.map(([known, name]) => (
      <option key={known} value={known}>
        {name}
      </option>
    ))}
  </select>
)

/** Artists are too many for a menu: names are offered while one types. */
const ArtistField = ({ choice, choose }: Pick<ChosenList, "choice" | "choose">) => {
  const client = useClient()
  const id = useId()
  const chosen = choice.filter.artist
  const [text, setText] = useState(chosen ?? "")
  const typed = text.trim()
  const { data } = useQuery({
    queryKey: ["artists", "offered", typed],
    queryFn: ({ signal }) => client.search(typed, { limit: 40, signal }),
    enabled: typed !== "" && typed !== chosen
  })
  const names = (data?.items ?? []).filter(({ kind }) => kind === "artist").map(({ title }) => title)
  const set = (name: string): void => choose(withFilter(choice, "artist", name === "" ? undefined : name))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (typed !== (chosen ?? "")) set(names.find((name) => name.toLocaleLowerCase() === typed.toLocaleLowerCase()) ?? typed)
  }
  return (
    <form className="artist-field" onSubmit={submit}>
      <input
        className={chosen === undefined ? "pill" : "pill is-chosen"}
        type="search"
        aria-label="Artist"
        placeholder="Any artist"
        list={id}
        value={text}
        dir="auto"
        autoComplete="off"
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          // One of those offered was picked, or the field was emptied.
          if (names.includes(next) || (next === "" && chosen !== undefined)) set(next)
        }}
      />
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </form>
  )
}
