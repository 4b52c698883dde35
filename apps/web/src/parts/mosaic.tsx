/** The sleeve of a collage or playlist: its own cover, else four of what is in it, else one, else a drawing. */
import type { CollectionSummary } from "@deadwax/core-cache"
import { useQuery } from "@tanstack/react-query"
import type { Client } from "../client/client.ts"
import type { CollectionKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { Cover, DrawnSleeve, PlaylistCover } from "./cover.tsx"

interface MosaicProps {
  readonly kind: CollectionKind
  readonly collection: Pick<CollectionSummary, "name" | "coverPath" | "count" | "missing">
  readonly widthPx: number
}

/** Enough entries to find four different releases among them, most times. */
const looked = 24

const readFront = async (client: Client, kind: CollectionKind, name: string, signal: AbortSignal) => {
  const options = { limit: looked, signal }
  const ids =
    kind === "collages"
      ? (await client.collageReleases(name, options)).items.map(({ id }) => id)
      : (await client.playlistTracks(name, options)).items.map(({ releaseId }) => releaseId)
  return [...new Set(ids)].slice(0, 4)
}

export const Mosaic = ({ kind, collection: { name, coverPath, count, missing }, widthPx }: MosaicProps) => {
  const client = useClient()
  const { data: ids = [] } = useQuery({
    queryKey: [kind, "front", name],
    queryFn: ({ signal }) => readFront(client, kind, name, signal),
    enabled: coverPath === null && count > missing
  })
  if (coverPath !== null) return <PlaylistCover name={name} widthPx={widthPx} />
  const [first] = ids
  if (first === undefined)
    return (
      <span className="cover">
        <DrawnSleeve seed={`${kind} ${name}`} title={name} isSmall={false} />
      </span>
    )
  if (ids.length < 4) return <Cover key={first} releaseId={first} title={name} widthPx={widthPx} />
  return (
    <span className="cover mosaic">
      {ids.map((id) => (
        <Cover key={id} releaseId={id} title="" widthPx={widthPx / 2} />
      ))}
    </span>
  )
}
