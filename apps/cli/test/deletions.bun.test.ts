/** What becomes of a track, and of what holds it, when its file goes: at the source in every way in which one can tell of it, or here. */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Collage, LostTrack, Page, Playlist, Track } from "@deadwax/core-cache"
import type { CatalogEntry, LibraryStatus, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { password, startApacheSource, user } from "./apache-source.ts"
import { type DavSource, password as davPassword, song, startDavSource, userName } from "./dav-source.ts"
import { onBun } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

/** What a source of this test can do. */
interface Remote {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly put: (path: string, content: Uint8Array) => Promise<void>
  readonly remove: (path: string) => Promise<void>
  readonly stop: () => Promise<void>
}

const apache = async (): Promise<Remote> => {
  const { url, put, remove, stop } = await startApacheSource()
  return { url, user, password, put: async (path, content) => put(path, content), remove: async (path) => remove(path), stop }
}

/** Of a folder that goes its feed tells in one word. */
const withFeed = async (): Promise<Remote> => {
  const { url, put, control, stop }: DavSource = await startDavSource({ feed: true, authentication: "digest" })
  const remove = (path: string) => control(path.includes("/") ? { do: "remove", path } : { do: "remove-folder", path })
  return { url, user: userName, password: davPassword, put, remove, stop: async () => stop() }
}

const songs = [
  "Reds - Velvet/01.mp3",
  "Reds - Velvet/02.mp3",
  "Blues - Satin/01.mp3",
  "Blues - Satin/02.mp3",
  "Blues - Satin/03.mp3"
]
const contentOf = (path: string): Uint8Array => song(path, 20 + songs.indexOf(path))

describe.each([
  ["Apache, by listings", "fingerprint", apache],
  ["a server with a feed", "tags", withFeed]
] as const)("[Y5] [D9] a file goes: %s, identity %s", (_, identity, start) => {
  let world: World
  let source: Remote
  let ids: ReadonlyMap<string, string>
  const run = (...args: ReadonlyArray<string>) => world.run(onBun, args)
  const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => parsed<T>(await run(...args, "--json"))
  const idsByPath = async (): Promise<ReadonlyMap<string, string>> => {
    const { items } = await json<Page<Track>>("tracks", "list", "--all")
    return new Map(items.map(({ id, sourcePath }) => [sourcePath.slice(world.music.length + 1), id]))
  }
  const without = (...paths: ReadonlyArray<string>) => new Map([...ids].filter(([path]) => !paths.includes(path)))
  const sync = async (...args: ReadonlyArray<string>) => (await json<SyncJob>("sync", ...args)).stats
  /** What was deleted last comes back. */
  const restoreLast = async (): Promise<void> => {
    const { items } = await json<Page<{ readonly id: string; readonly path: string }>>("trash", "list", "--all")
    expect((await run("trash", "restore", items.at(-1)?.id ?? "")).code).toBe(0)
    expect((await run("scan")).code).toBe(0)
  }
  /** Which entries of the playlist are missing, in their order; the file says the same. */
  const missing = async (): Promise<ReadonlyArray<boolean>> => {
    const { tracks } = await json<Playlist>("playlists", "show", "Mine")
    expect(tracks.map(({ id }) => id)).toEqual(held.map((path) => ids.get(path)))
    // With ids in the database alone, no scan writes a playlist's file.
    const marked = identity === "tags" ? tracks.filter((track) => track.missing).length : 0
    const file = readFileSync(join(world.music, "!playlists/Mine.toml"), "utf8")
    expect(file.split("missing = true").length - 1).toBe(marked)
    return tracks.map((track) => track.missing)
  }
  const [red = "", red2 = "", blue = "", blue2 = "", blue3 = ""] = songs
  /** The playlist: one of them twice. */
  const held = [red, blue, red, blue2]

  beforeAll(async () => {
    world = makeWorld()
    source = await start()
    for (const path of songs) await source.put(path, contentOf(path))
    expect((await run("init", world.music, "--identity", identity, "--layout", "nested")).code).toBe(0)
    writeFileSync(join(world.directory, "password"), source.password)
    const credentials = ["--user", source.user, "--password-file", "password"]
    expect(await run("sources", "add", "NAS", source.url, ...credentials, "--policy", "removed=mirror")).toMatchObject({
      code: 0
    })
    expect(await sync()).toMatchObject({ added: songs.length, failed: 0 })
    ids = await idsByPath()
    expect([...ids.keys()].sort()).toEqual([...songs].sort())
    expect((await run("playlists", "create", "Mine")).code).toBe(0)
    expect((await run("playlists", "add", "Mine", ...held.map((path) => ids.get(path) ?? ""))).code).toBe(0)
    const { releaseId } = await json<Track>("tracks", "show", ids.get(red) ?? "")
    expect((await run("collages", "create", "Best")).code).toBe(0)
    expect((await run("collages", "add", "Best", releaseId)).code).toBe(0)
    expect((await run("tracks", "favorite", ids.get(blue3) ?? "", "on")).code).toBe(0)
  }, slowMs)
  afterAll(async () => {
    await source.stop()
    world.remove()
  })

  test(
    "one that its source lets go of is hidden, its entry stays and is missing; restored from the trash it is the same track",
    async () => {
      await source.remove(blue)
      expect(await sync()).toMatchObject({ items: 1, deleted: 1 })
      expect(await idsByPath()).toEqual(without(blue))
      expect(await missing()).toEqual([false, true, false, false])
      expect((await json<LibraryStatus>("status")).catalog).toMatchObject({ songs: 4, downloaded: 4 })
      const lost = await json<Page<LostTrack>>("tracks", "lost")
      expect(lost.items).toMatchObject([{ id: ids.get(blue), heldBy: [{ kind: "playlist", name: "Mine", entries: 1 }] }])
      await restoreLast()
      expect([await idsByPath(), await missing()]).toEqual([ids, [false, false, false, false]])
      // It is the user's own by now: the source has no say in it.
      expect([await sync("--full"), await idsByPath()]).toMatchObject([{ items: 0 }, ids])
    },
    slowMs
  )

  test(
    "a folder that goes takes all in it along, hidden and not forgotten; when the source has it again it is the same, and so are all entries",
    async () => {
      const shown = async (...args: ReadonlyArray<string>) =>
        (await json<Page<CatalogEntry>>("queue", "list", ...args)).items
          .filter(({ path }) => path === red || path === red2)
          .map(({ id, path }) => `${id} ${path}`)
          .sort()
      const before = await shown("--status", "downloaded")
      expect(before).toHaveLength(2)
      for (const path of [red, red2]) await source.remove(path)
      if (identity === "tags") await source.remove("Reds - Velvet")
      expect(await sync("--full")).toMatchObject({ items: 2, deleted: 2 })
      expect(await idsByPath()).toEqual(without(red, red2))
      expect(await missing()).toEqual([true, false, true, false])
      expect((await json<Collage>("collages", "show", "Best")).releases).toMatchObject([{ missing: true }])
      for (const status of ["missing", "downloaded", "failed", "ignored"]) expect(await shown("--status", status)).toEqual([])
      for (const path of [red, red2]) await source.put(path, contentOf(path))
      await sync("--no-download")
      // The catalog had only hidden them: they are the entries that they were.
      expect(await shown()).toEqual(before)
      expect(await sync()).toMatchObject({ items: 2, added: 2 })
      expect([await idsByPath(), await missing()]).toEqual([ids, [false, false, false, false]])
      expect((await json<Collage>("collages", "show", "Best")).releases).toMatchObject([{ missing: false }])
    },
    slowMs
  )

  test(
    "one that is deleted here is hidden as well; undone, or fetched again, it is the same track",
    async () => {
      expect((await run("tracks", "delete", ids.get(blue2) ?? "")).code).toBe(0)
      expect(await idsByPath()).toEqual(without(blue2))
      expect(await missing()).toEqual([false, false, false, true])
      await restoreLast()
      expect([await idsByPath(), await missing()]).toEqual([ids, [false, false, false, false]])
      for (const path of [blue2, blue3]) rmSync(join(world.music, path))
      expect((await run("scan")).code).toBe(0)
      expect([await idsByPath(), await missing()]).toEqual([without(blue2, blue3), [false, false, false, true]])
      expect((await json<Page<LostTrack>>("tracks", "lost")).items.map(({ id }) => id).sort()).toEqual(
        [blue2, blue3].map((path) => ids.get(path) ?? "").sort()
      )
      expect(await sync()).toMatchObject({ added: 2 })
      expect([await idsByPath(), await missing()]).toEqual([ids, [false, false, false, false]])
      expect((await json<Page<Track>>("tracks", "favorites")).items.map(({ id }) => id)).toEqual([ids.get(blue3)])
    },
    slowMs
  )

  test(
    "a lost track can be relinked to another file",
    async () => {
      rmSync(join(world.music, blue))
      expect((await run("scan")).code).toBe(0)
      const track = await json<Track>("tracks", "relink", ids.get(blue) ?? "", join(world.music, red2))
      expect(track).toMatchObject({ id: ids.get(blue), sourcePath: join(world.music, red2) })
      expect(await missing()).toEqual([false, false, false, false])
    },
    slowMs
  )
})
