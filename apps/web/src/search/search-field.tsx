/** The field that is always there. Arrow keys walk the hits while the text keeps the focus. */
import { Search, X } from "lucide-react"
import type { KeyboardEvent, RefObject } from "react"
import { useLocation } from "wouter"
import { paths } from "../navigation/paths.ts"
import { hitKey } from "./hit-groups.ts"
import { useSearch } from "./search-state.tsx"

export const listId = "search-hits"
export const optionId = (key: string): string => `hit-${key.replaceAll(/\s/g, "_")}`

export const SearchField = ({ field }: { readonly field: RefObject<HTMLInputElement | null> }) => {
  const search = useSearch()
  const [location] = useLocation()
  const isShown = location === paths.search && search.found.length > 0
  const { found, active } = search
  const chosen = found[active]

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      search.setActive((active + step + found.length + (active === -1 && step === -1 ? 1 : 0)) % found.length)
    } else if (event.key === "Enter" && found.length > 0) search.open(chosen ?? found[0]!, event.shiftKey)
    else if (event.key === "Escape" && search.text !== "") search.setText("")
    else return
    event.preventDefault()
  }
  return (
    <search className="search-field">
      <Search size={18} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        role="combobox"
        aria-label="Search artists, releases and tracks"
        aria-expanded={isShown}
        aria-controls={isShown ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isShown && chosen !== undefined ? optionId(hitKey(chosen)) : undefined}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="search"
        dir="auto"
        maxLength={200}
        placeholder="Search"
        value={search.text}
        onChange={(event) => search.setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {search.text === "" ? (
        <span className="search-key" aria-hidden="true">
          <kbd>/</kbd>
        </span>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label="Clear the search"
          onClick={() => {
            search.setText("")
            field.current?.focus()
          }}
        >
          <X size={16} />
        </button>
      )}
    </search>
  )
}
