/** What the visible entries of a collection stand for, looked up by id: their order may be on its way to the library. */
import type { CollectionItem, Page, Release, Track } from "@deadwax/core-cache"
import { useCallback, useMemo, useRef } from "react"
import type { PageOptions } from "../client/client.ts"
import type { CollectionKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { usePagesAround } from "../data/use-paged-list.ts"
import type { VisibleRange } from "../data/windows.ts"
import { creditLine, mainLine } from "../parts/credits.ts"
import { formatSeconds, yearOf } from "../parts/time.ts"
import { presentBefore } from "./entries.ts"

/** A release or a track, as a row shows it. */
export interface Member {
  readonly id: string
  readonly releaseId: string
  readonly title: string
  readonly artists: string
  /** The year of a release, the length of a track. */
  readonly detail: string
}

const ofRelease = (release: Release): Member => ({
  id: release.id,
  releaseId: release.id,
  title: release.title,
  artists: mainLine(release.artists),
  detail: yearOf(release.originalDate ?? release.releaseDate)
})

const ofTrack = (track: Track): Member => ({
  id: track.id,
  releaseId: track.releaseId,
  title: track.title,
  artists: creditLine(track.artists),
  detail: formatSeconds(track.durationSeconds)
})

const mapPage = async <A, B>(page: Promise<Page<A>>, map: (item: A) => B): Promise<Page<B>> => {
  const { items, ...rest } = await page
  return { ...rest, items: items.map(map) }
}

export const useMembers = (
  kind: CollectionKind,
  name: string,
  items: ReadonlyArray<CollectionItem>,
  range: VisibleRange
): ReadonlyMap<string, Member> => {
  const client = useClient()
  const read = useCallback(
    (options: PageOptions) =>
      kind === "collages"
        ? mapPage(client.collageReleases(name, options), ofRelease)
        : mapPage(client.playlistTracks(name, options), ofTrack),
    [client, kind, name]
  )
  const before = useMemo(() => presentBefore(items), [items])
  const total = useMemo(() => items.filter(({ missing }) => !missing).length, [items])
  const last = before[range.last] ?? -1
  const found = usePagesAround(
    `${kind} of ${name}`,
    read,
    { first: before[range.first] ?? 0, last: Math.min(last, total - 1) },
    total
  )
  // What was seen stays known while pages are asked for anew.
  const known = useRef(new Map<string, Member>())
  for (const member of found) known.current.set(member.id, member)
  return known.current
}
