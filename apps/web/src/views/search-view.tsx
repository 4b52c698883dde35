/** What was found, by kind. */
import type { Hit } from "@deadwax/core-cache"
import { Sparkles } from "lucide-react"
import { useEffect } from "react"
import { useAnnounce } from "../navigation/announcer.tsx"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Cover } from "../parts/cover.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { hitKey } from "../search/hit-groups.ts"
import { listId, optionId } from "../search/search-field.tsx"
import { type SearchState, useSearch } from "../search/search-state.tsx"
import { useCreateSmart } from "../smart/use-smart.ts"

const countText = (total: number, isCapped: boolean): string =>
  total === 0 ? "No results" : `${isCapped ? "At least " : ""}${total.toLocaleString("en")} ${total === 1 ? "result" : "results"}`

/** Said once typing rests, not at every letter. */
const useSpokenCount = ({ text, total, isCapped }: SearchState): void => {
  const announce = useAnnounce()
  useEffect(() => {
    if (total === undefined || text.trim() === "") return
    const timer = setTimeout(() => announce(countText(total, isCapped)), 600)
    return () => clearTimeout(timer)
  }, [announce, text, total, isCapped])
}

export const SearchView = () => {
  const search = useSearch()
  const createSmart = useCreateSmart()
  useSpokenCount(search)
  useScrollMemory(search.total !== undefined)
  return (
    <div className="view">
      <div className="view-head">
        <ViewTitle title="Search" takesFocus={false} />
        <p className="soft">{search.total === undefined ? "\u00a0" : countText(search.total, search.isCapped)}</p>
        {(search.total ?? 0) > 0 && (
          <div className="view-tools">
            <button type="button" className="button is-small" onClick={() => createSmart(search.text.trim())}>
              <Sparkles size={16} /> Save as a smart playlist
            </button>
          </div>
        )}
      </div>
      <SearchBody search={search} />
    </div>
  )
}

const SearchBody = ({ search }: { readonly search: SearchState }) => {
  if (search.error !== undefined) return <Problem error={search.error} retry={search.retry} />
  if (search.text.trim() === "")
    return (
      <Message title="Find anything" isPart>
        <p>
          Words in any order, the last one as a beginning, with or without accents, in any script. Press Enter to open the best
          result. Conditions narrow it: artist:bowie, year:1970..1979, genre:dub, is:favorite, -label:x.
        </p>
      </Message>
    )
  if (search.total === 0)
    return (
      <Message title="Nothing found" isPart>
        <p>
          Nothing in the library matches “<bdi>{search.text.trim()}</bdi>”. Fewer or shorter words find more.
        </p>
      </Message>
    )
  return <Hits search={search} />
}

const Hits = ({ search: { groups, found, active, setActive, open } }: { readonly search: SearchState }) => {
  const chosen = found[active]
  return (
    <div role="listbox" id={listId} aria-label="Search results" className="hits">
      {groups.map((group) => (
        <div key={group.kind} role="group" aria-labelledby={`group-${group.kind}`} className="hit-group">
          <div className="hit-heading" id={`group-${group.kind}`} role="presentation">
            {group.title}
          </div>
          {group.hits.map((hit) => (
            <HitOption
              key={hitKey(hit)}
              hit={hit}
              isChosen={hit === chosen}
              choose={() => setActive(found.indexOf(hit))}
              open={(asRelease) => open(hit, asRelease)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface HitOptionProps {
  readonly hit: Hit
  readonly isChosen: boolean
  readonly choose: () => void
  readonly open: (asRelease: boolean) => void
}

const does: Readonly<Record<Hit["kind"], string>> = { artist: "Show", release: "Open", track: "Play" }

const HitOption = ({ hit, isChosen, choose, open }: HitOptionProps) => {
  useEffect(() => {
    if (isChosen) document.getElementById(optionId(hitKey(hit)))?.scrollIntoView({ block: "nearest" })
  }, [isChosen, hit])
  const releaseId = hit.kind === "release" ? hit.id : hit.releaseId
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      id={optionId(hitKey(hit))}
      role="option"
      aria-selected={isChosen}
      className="hit"
      onPointerMove={isChosen ? undefined : choose}
      onClick={(event) => open(event.shiftKey)}
    >
      {releaseId === null ? (
        <span className="hit-face" aria-hidden="true">
          {/[\p{L}\p{N}]/u.exec(hit.title)?.[0]?.toLocaleUpperCase() ?? "·"}
        </span>
      ) : (
        <Cover key={releaseId} releaseId={releaseId} title={hit.kind === "release" ? hit.title : ""} widthPx={48} />
      )}
      <span className="track-words">
        <span className="hit-title truncate block" dir="auto" title={hit.title}>
          {hit.title}
        </span>
        {hit.kind !== "artist" && (
          <span className="hit-artist truncate block" dir="auto" title={hit.artists}>
            {hit.artists}
          </span>
        )}
      </span>
      <span className="hit-more" aria-hidden="true">
        {isChosen ? does[hit.kind] : ""}
      </span>
    </div>
  )
}
