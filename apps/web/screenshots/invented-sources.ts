/** Two sources for the pictures: a disk in the attic that lost most of its music, and a cloud that is being fetched from. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { LibraryStatus } from "@deadwax/core-sync"
import { mp3 } from "../../../packages/core-cache/test/world.ts"
import { password, userName } from "../../../packages/core-sync/test/dav-server/space.ts"
import { startRemote } from "../test/harness/remote.ts"
import type { ServedLibrary } from "../test/harness/served-library.ts"

const albums = [
  ["Marlow Vance", "Salt Hours", ["Undertow", "Cannery Light", "Low Bell", "Ninth Wave", "Harbour Rain", "Slack Water"]],
  ["Ivory Cassette", "Half Asleep", ["Blinds", "Kettle", "Warm Static", "Two Rooms", "Daylight Saving", "Lamps"]],
  ["The Orchard Wall", "Windfall", ["First Frost", "Ladder", "Cider Press", "Wasps", "Stone Fruit", "Root Cellar"]]
] as const

const songs = albums.flatMap(([artist, album, titles]) =>
  titles.map((title, at) => ({
    path: `${artist} - ${album}/${String(at + 1).padStart(2, "0")}. ${title}.mp3`,
    content: mp3({ title, artist, album, albumArtist: artist, track: String(at + 1) })
  }))
)

/** As it would be called elsewhere: where the pictures were taken is nobody's business. */
const addresses: Readonly<Record<string, string>> = {
  Cloud: "webdavs://cloud.example/remote.php/dav/files/mary/Music"
}

export const withoutPlaces = (status: LibraryStatus): LibraryStatus => ({
  ...status,
  ...(status.sources !== undefined && {
    sources: status.sources.map((source) => ({ ...source, url: addresses[source.name] ?? source.url }))
  })
})

export interface Sources {
  /** Of the attic's disk nearly all is gone, and the sync has stopped before that. */
  readonly lose: () => Promise<void>
  /** It is back, and the cloud is in the midst of a sync. */
  readonly fetch: () => Promise<void>
  readonly stop: () => void
}

export const addSources = async (served: ServedLibrary, scratch: string): Promise<Sources> => {
  const attic = join(scratch, "attic/Music")
  const remote = await startRemote()
  const sync = (...sources: ReadonlyArray<string>) =>
    fetch(new URL("/api/v1/sync", served.url), {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ sources })
    })
  const synced = async (...sources: ReadonlyArray<string>): Promise<void> => void (await (await sync(...sources)).text())
  const putBack = (): void => {
    for (const { path, content } of songs.slice(0, 12)) {
      mkdirSync(join(attic, path, ".."), { recursive: true })
      writeFileSync(join(attic, path), content)
    }
  }
  putBack()
  writeFileSync(join(scratch, "password"), password, { mode: 0o600 })
  await served.run("sources", "add", "Attic", `dir:${attic}`)
  await served.run("sources", "add", "Cloud", remote.url, "--user", userName, "--password-file", join(scratch, "password"))
  for (const { path, content } of songs.slice(12, 15)) await remote.put(path, content)
  await remote.wrong({ wrongEtag: true })
  await synced("Attic", "Cloud")
  await remote.wrong({ wrongEtag: false })
  return {
    lose: async () => {
      for (const { path } of songs.slice(1, 12)) rmSync(join(attic, path))
      await synced("Attic")
    },
    fetch: async () => {
      putBack()
      await synced("Attic")
      for (let disc = 1; disc <= 12; disc++)
        for (const { path, content } of songs.slice(15)) await remote.put(path.replace("/", `/Disc ${disc}/`), content)
      await remote.wrong({ filesLeft: 17 })
      await (await sync("Cloud")).body?.cancel()
    },
    stop: remote.stop
  }
}
