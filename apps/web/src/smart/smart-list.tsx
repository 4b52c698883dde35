/** The smart playlists, above the others. */
import type { SmartPlaylist } from "@deadwax/core-cache"
import { useQuery } from "@tanstack/react-query"
import { Sparkles, TriangleAlert } from "lucide-react"
import { Link } from "wouter"
import { useClient } from "../data/library.ts"
import { smartPath } from "../navigation/paths.ts"
import { formatCount } from "../parts/time.ts"

/** More are found by searching the page; nobody has as many. */
const mostShown = 1000

/** Nothing where there is none. */
export const SmartList = () => {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ["smart-playlists", "list"],
    queryFn: ({ signal }) => client.smartPlaylists({ limit: mostShown, signal })
  })
  if (data === undefined || data.items.length === 0) return null
  return (
    <ul className="smart-list" aria-label="Smart playlists">
      {data.items.map((smart) => (
        <li key={smart.name}>
          <SmartLink smart={smart} />
        </li>
      ))}
    </ul>
  )
}

const SmartLink = ({ smart: { name, filter, count, failure } }: { readonly smart: SmartPlaylist }) => (
  <Link href={smartPath(name)} className="smart-link" title={filter}>
    {failure === null ? <Sparkles size={17} aria-hidden="true" /> : <TriangleAlert size={17} aria-hidden="true" />}
    <span className="truncate" dir="auto">
      {name}
    </span>
    <span className="soft">{failure === null ? formatCount(count, "track") : "Its filter is not understood"}</span>
  </Link>
)
