/** Plays what is in a collage or playlist, from one of its present entries on; those that are missing are not in what is asked for. */
import type { Page, Track } from "@deadwax/core-cache"
import type { Client, PageOptions } from "../client/client.ts"
import type { CollectionKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { useAttempt } from "../dialogs/use-edit.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"

const pageSize = 1000
/** Releases that are asked for at once. */
const together = 8

const readWhole = async <T>(read: (options: PageOptions) => Promise<Page<T>>): Promise<ReadonlyArray<T>> => {
  const all: Array<T> = []
  for (;;) {
    const page = await read({ limit: pageSize, offset: all.length })
    all.push(...page.items)
    if (page.items.length === 0 || all.length >= page.total) return all
  }
}

const tracksOfCollage = async (client: Client, name: string): Promise<ReadonlyArray<Track>> => {
  const releases = await readWhole((options) => client.collageReleases(name, options))
  const tracks: Array<Track> = []
  for (let at = 0; at < releases.length; at += together) {
    const whole = await Promise.all(releases.slice(at, at + together).map(({ id }) => client.release(id)))
    tracks.push(...whole.flatMap((release) => release.tracks ?? []))
  }
  return tracks
}

export interface PlayOptions {
  /** Index among the present entries of a playlist. */
  readonly at?: number
  readonly isShuffled?: boolean
}

export const usePlayCollection = (kind: CollectionKind, name: string): ((options?: PlayOptions) => Promise<void>) => {
  const client = useClient()
  const player = usePlayer()
  const attempt = useAttempt()
  return async ({ at = 0, isShuffled = false } = {}) => {
    const tracks = await attempt(() =>
      kind === "collages" ? tracksOfCollage(client, name) : readWhole((options) => client.playlistTracks(name, options))
    )
    if (tracks === undefined || tracks.length === 0) return
    player.playTracks(tracks.map(toQueueTrack), isShuffled ? Math.floor(Math.random() * tracks.length) : at)
    if (isShuffled) player.setShuffle(true)
  }
}
