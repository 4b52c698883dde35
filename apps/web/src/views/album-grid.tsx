/** Releases as covers. */
import type { Release } from "@deadwax/core-cache"
import type { Client } from "../client/client.ts"
import { AlbumCard } from "../parts/album-card.tsx"
import { CoverGrid } from "./cover-grid.tsx"

interface AlbumGridProps {
  /** The list's name in the cache of answers. */
  readonly name: string
  readonly read: Client["releases"]
  readonly total: number
}

export const AlbumGrid = ({ name, read, total }: AlbumGridProps) => (
  <CoverGrid<Release>
    label="Releases"
    name={name}
    read={read}
    total={total}
    card={(release, coverPx, isTabbable) => <AlbumCard release={release} coverPx={coverPx} isTabbable={isTabbable} />}
  />
)
