/** What a source comes to once all of it lies here: as many albums as the library lists releases, and as many songs as it lists tracks (C4). */

import { printedCredit } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import { mp3, type Tags } from "../../../core-cache/test/world.ts"
import { countCatalog } from "../../src/catalog/catalog.ts"
import { inSyncedLibrary, type SyncedLibrary } from "./synced-library.ts"

const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "1")
const people = ["Reds", "Blues", "Björk Ædal", "東京事変隊"] as const

/** The songs of one release: with or without an artist of its own, in one folder or in two of its discs. */
const release = (
  random: Random,
  number: number,
  sound: () => number
): ReadonlyArray<readonly [path: string, song: Uint8Array]> => {
  // Some releases share their artist, others their title, and some both: editions of one album.
  const artist = random.pick(people)
  const album = `Velvet ${random.below(3)}`
  const isOwn = random.chance(60)
  const discs = random.chance(30) ? 2 : 1
  return Array.from({ length: 1 + random.below(4) }, (_, at) => {
    const tags: Tags = {
      title: `Song ${at}`,
      album,
      artist: isOwn ? artist : random.pick(people),
      ...(isOwn && { albumArtist: artist }),
      track: `${at + 1}`,
      sound: sound()
    }
    const folder = discs === 1 ? `Album ${number}` : `Album ${number}/CD${1 + (at % discs)}`
    return [`${folder}/${at}.mp3`, mp3(tags)] as const
  })
}

const lived = (random: Random) =>
  Effect.fnUntraced(function* ({ cache, remote, source, files, sync }: SyncedLibrary) {
    let sounds = 0
    const names = new Set<string>()
    const put = (number: number) => {
      for (const [path, song] of release(random, number, () => ++sounds)) {
        remote.put(path, song)
        names.add(path)
      }
    }
    const isEqual = Effect.gen(function* () {
      const { songs, downloaded, albums, ...counts } = yield* cache.inLibraryDb((database) => countCatalog(database, 0))
      const [releases, tracks] = [yield* cache.listReleases({ limit: 0 }), yield* cache.listTracks({ all: true })]
      expect({ albums, songs, downloaded }).toEqual({ albums: releases.total, songs: tracks.total, downloaded: tracks.total })
      const credits = new Set(tracks.items.map(({ artists }) => printedCredit(artists)))
      expect(counts.artists).toBe(credits.size)
      expect((yield* cache.status()).releases).toBe(releases.total)
      return releases.total
    })
    for (let number = 0; number < 6; number++) put(number)
    yield* sync(source, { policy: { removed: "mirror" } })
    expect(yield* isEqual).toBe(6)
    for (let step = 0; step < 4; step++) {
      const [gone] = [random.pick([...names])]
      remote.remove(gone)
      names.delete(gone)
      put(6 + step)
      const deleted = random.pick([...names])
      if ((yield* files.stat(`/music/${deleted}`)) !== undefined) yield* files.remove(`/music/${deleted}`)
      yield* sync(source, { kind: "incremental", policy: { removed: "mirror" }, allowRemoval: true })
      yield* isEqual
    }
  })

test.each([
  ["flat", firstSeed],
  ["nested", firstSeed + 1],
  ["nested", firstSeed + 2]
] as const)(
  "[C4] once all of a source is here its albums are as many as the releases that are listed, layout %s, seed %i",
  (layout, seed) => inSyncedLibrary("tags", { capabilities: { stableIds: true } }, lived(seeded(seed)), { layout }),
  120_000
)
