/**
 * One search for the field and the view: its text, what was found, and which hit the arrow keys have reached. The address follows the text,
 * so that a search can be kept and gone back to; it is written when typing rests, for browsers limit how often that may be done.
 */
import type { Hit } from "@deadwax/core-cache"
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react"
import { useSearch as useAddressQuery, useLocation } from "wouter"
import { paths, searchPath, searchText } from "../navigation/paths.ts"
import { groupHits, type HitGroup, shownOrder } from "./hit-groups.ts"
import { useOpenHit } from "./use-open-hit.ts"
import { useSearchHits } from "./use-search-hits.ts"

export interface SearchState {
  readonly text: string
  readonly setText: (text: string) => void
  readonly groups: ReadonlyArray<HitGroup>
  readonly found: ReadonlyArray<Hit>
  /** How many there are in all; undefined before the first answer. `isCapped`: at least so many. */
  readonly total: number | undefined
  readonly isCapped: boolean
  readonly error: unknown
  readonly retry: () => void
  /** Index of `found`, -1 while none is chosen. */
  readonly active: number
  readonly setActive: (index: number) => void
  readonly open: (hit: Hit, asRelease: boolean) => void
}

const SearchContext = createContext<SearchState | undefined>(undefined)

export const useSearch = (): SearchState => {
  const search = useContext(SearchContext)
  if (search === undefined) throw new Error("no search around this component")
  return search
}

const restMs = 300

/** The text of the field, tied to the address. */
const useAddressedText = (): readonly [string, (text: string) => void] => {
  const [location, navigate] = useLocation()
  // Subscribes to changes; what it answers is decoded once too often.
  useAddressQuery()
  const isHere = location === paths.search
  const addressed = isHere ? searchText(window.location.search) : ""
  const [text, setText] = useState(addressed)
  const written = useRef(addressed)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // Back, forward or a link led to another search; what this component wrote itself changes nothing.
    if (addressed === written.current) return
    clearTimeout(timer.current)
    written.current = addressed
    setText(addressed)
  }, [addressed])
  const change = (next: string): void => {
    setText(next)
    clearTimeout(timer.current)
    const write = (replace: boolean) => {
      written.current = next
      navigate(searchPath(next), { replace })
    }
    if (isHere) timer.current = setTimeout(() => write(true), restMs)
    else write(false)
  }
  return [text, change]
}

export const SearchProvider = ({ children }: { readonly children: ReactNode }) => {
  const [text, setText] = useAddressedText()
  const [active, setActive] = useState(-1)
  const open = useOpenHit()
  const answer = useSearchHits(text)
  const isEmpty = text.trim() === ""
  const groups = groupHits(isEmpty ? [] : (answer.data?.items ?? []))
  const state: SearchState = {
    text,
    setText: (next) => {
      setActive(-1)
      setText(next)
    },
    groups,
    found: shownOrder(groups),
    total: isEmpty ? undefined : answer.data?.total,
    isCapped: answer.data?.totalCapped ?? false,
    error: isEmpty ? undefined : (answer.error ?? undefined),
    retry: () => void answer.refetch(),
    active,
    setActive,
    open
  }
  return <SearchContext value={state}>{children}</SearchContext>
}
