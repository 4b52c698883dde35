/** [X4] Edits of other tabs are made once, whenever the owner that makes them ends: over the real app and real files. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Collage, Page, Playlist, Release, SmartPlaylist, Track, TrashedItem } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, type World } from "../../server/test/world.ts"
import type { RequestMessage } from "../src/port/messages.ts"
import { type EditOnce, keyHeader, makeEditOnce } from "../src/tabs/edit-once.ts"
import { openKnownEdits } from "../src/tabs/known-edits.ts"

let world: World
let tracks: ReadonlyArray<Track>
let releases: ReadonlyArray<Release>
beforeAll(async () => {
  world = await makeWorld()
  tracks = (await world.json<Page<Track>>("/api/v1/tracks")).items
  releases = (await world.json<Page<Release>>("/api/v1/releases")).items
})
afterAll(() => world.end())

/** When the owner ends: before the app is asked to edit, after it has edited, or not at all; or once a file was changed and nothing else. */
type End = "before" | "after" | "never" | (() => void)

class Ended extends Error {}

const isLook = ({ method, url }: Request): boolean => method === "GET" || /\/api\/v1\/(?:collages|playlists)$/.test(url)

/** One owner after the other over the same notes. */
class Owners {
  #text = ""
  asked = 0

  readonly next = (ends: End): EditOnce => {
    const app = async (request: Request): Promise<Response> => {
      if (isLook(request)) return world.app.fetch(request)
      this.asked++
      if (ends === "before") throw new Ended()
      if (typeof ends === "function") {
        ends()
        throw new Ended()
      }
      const response = await world.app.fetch(request)
      if (ends === "after") throw new Ended()
      return response
    }
    const before = this.#text
    this.#text = ""
    const log = openKnownEdits([before], (text) => {
      this.#text += text
    })
    return makeEditOnce(app, log)
  }

  /** The last event was cut off while it was written. */
  readonly tear = (): void => {
    this.#text = this.#text.slice(0, -5)
  }
}

const signal = new AbortController().signal
let keys = 0
const edit = (method: string, path: string, body?: unknown): RequestMessage => ({
  method,
  path,
  headers: { "content-type": "application/json", [keyHeader]: `key ${++keys}` },
  body: body === undefined ? undefined : JSON.stringify(body)
})

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  world.get(path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })

const idsIn = async (name: string): Promise<ReadonlyArray<string>> =>
  (await world.json<Playlist>(`/api/v1/playlists/${encodeURIComponent(name)}`)).tracks.map(({ id }) => id)

/** Asks an owner that ends in the midst, then the next one for the same. */
const askTwice = async (message: RequestMessage, ends: End): Promise<{ answer: Response; asked: number; again: Response }> => {
  const owners = new Owners()
  const first = owners.next(ends)
  if (ends === "never") await first.answer(message, signal)
  else await expect(first.answer(message, signal)).rejects.toThrow(Ended)
  const second = owners.next("never")
  await second.finishEarlier()
  const answer = await second.answer(message, signal)
  const asked = owners.asked
  // And once more of the same owner, and of a third.
  await second.answer(message, signal)
  const again = await owners.next("never").answer(message, signal)
  return { answer, asked, again }
}

const ends: ReadonlyArray<"before" | "after" | "never"> = ["before", "after", "never"]

describe.each(ends)("[X4] an owner that ends (%s the edit)", (end) => {
  test("adds, moves and takes out entries once", async () => {
    const name = `List ${end} #1`
    const path = `/api/v1/playlists/${encodeURIComponent(name)}/entries`
    const [a = "", b = "", c = ""] = tracks.map(({ id }) => id)
    await send("POST", "/api/v1/playlists", { name })
    const added = await askTwice(edit("POST", path, { ids: [a, b, a] }), end)
    expect(((await added.answer.json()) as Playlist).tracks.map(({ id }) => id)).toEqual([a, b, a])
    expect(((await added.again.json()) as Playlist).count).toBe(3)
    await askTwice(edit("POST", path, { ids: [c], position: 1 }), end)
    expect(await idsIn(name)).toEqual([c, a, b, a])
    await askTwice(edit("POST", `${path}/move`, { id: a, at: 2, position: 4 }), end)
    expect(await idsIn(name)).toEqual([c, b, a, a])
    // Its twin stays, though it would be there to be taken out again.
    await askTwice(edit("POST", `${path}/remove`, { id: a, at: 3 }), end)
    expect(await idsIn(name)).toEqual([c, b, a])
  })

  test("renames, deletes and restores once, and answers as if nothing had been", async () => {
    const [from, to] = [`From ${end}`, `To ${end}`]
    await send("POST", "/api/v1/collages", { name: from })
    const renamed = await askTwice(edit("POST", `/api/v1/collages/${encodeURIComponent(from)}/name`, { name: to }), end)
    expect([renamed.answer.status, ((await renamed.answer.json()) as Collage).name]).toEqual([200, to])
    const deleted = await askTwice(edit("DELETE", `/api/v1/collages/${encodeURIComponent(to)}`), end)
    expect([deleted.answer.status, ((await deleted.answer.json()) as Collage).name]).toEqual([200, to])
    await send("POST", "/api/v1/smart-playlists", { name: from, filter: "year:1990.." })
    const smart = await askTwice(edit("POST", `/api/v1/smart-playlists/${encodeURIComponent(from)}/name`, { name: to }), end)
    expect([smart.answer.status, ((await smart.answer.json()) as SmartPlaylist).name, smart.again.status]).toEqual([200, to, 200])
    const release = releases.at(ends.indexOf(end))!
    const gone = await askTwice(edit("DELETE", `/api/v1/releases/${release.id}`), end)
    expect([gone.answer.status, ((await gone.answer.json()) as Release).id]).toEqual([200, release.id])
    const trash = await world.json<Page<TrashedItem>>("/api/v1/trash?limit=1000")
    const item = trash.items.find(({ path }) => path === release.sourcePath)!
    const restored = await askTwice(edit("POST", `/api/v1/trash/${item.id}`), end)
    expect([restored.answer.status, restored.again.status]).toEqual([200, 200])
    expect((await world.json<Page<TrashedItem>>("/api/v1/trash?limit=0")).total).toBe(trash.total - 1)
    await send("POST", "/api/v1/scan")
    expect((await world.get(`/api/v1/releases/${release.id}`)).status).toBe(200)
  })
})

describe("[X4] edits of tabs", () => {
  test("that ended between a file and its rows are made whole", async () => {
    const fileOf = (kind: string, name: string) => join(world.library.root, `!${kind}`, `${name}.toml`)
    const textOf = (name: string) => readFileSync(fileOf("playlists", name), "utf8")
    for (const name of ["Half", "Model"]) await send("POST", "/api/v1/playlists", { name })
    await send("POST", "/api/v1/playlists/Model/entries", { ids: [tracks[0]!.id] })
    const added = await askTwice(edit("POST", "/api/v1/playlists/Half/entries", { ids: [tracks[0]!.id] }), () =>
      writeFileSync(fileOf("playlists", "Half"), textOf("Model"))
    )
    expect(((await added.answer.json()) as Playlist).count).toBe(1)
    expect(await idsIn("Half")).toEqual([tracks[0]!.id])
    const renamed = await askTwice(edit("POST", "/api/v1/playlists/Half/name", { name: "Whole" }), () =>
      renameSync(fileOf("playlists", "Half"), fileOf("playlists", "Whole"))
    )
    expect([renamed.answer.status, ((await renamed.answer.json()) as Playlist).count]).toEqual([200, 1])
    expect(await idsIn("Whole")).toEqual([tracks[0]!.id])
    const deleted = await askTwice(edit("DELETE", "/api/v1/playlists/Whole"), () => rmSync(fileOf("playlists", "Whole")))
    expect([deleted.answer.status, ((await deleted.answer.json()) as Playlist).name]).toEqual([200, "Whole"])
    const release = releases[0]!
    const gone = await askTwice(edit("DELETE", `/api/v1/releases/${release.id}`), () =>
      renameSync(release.sourcePath, join(world.directory, "away"))
    )
    expect([gone.answer.status, ((await gone.answer.json()) as Release).id]).toEqual([200, release.id])
    renameSync(join(world.directory, "away"), release.sourcePath)
    await send("POST", "/api/v1/scan")
  })

  test("are not made again when it is their end that was cut off in the notes", async () => {
    await send("POST", "/api/v1/playlists", { name: "Torn" })
    const message = edit("POST", "/api/v1/playlists/Torn/entries", { ids: [tracks[0]!.id] })
    const owners = new Owners()
    await owners.next("never").answer(message, signal)
    owners.tear()
    const second = owners.next("never")
    expect(await second.finishEarlier()).toBe(true)
    expect((await second.answer(message, signal)).status).toBe(200)
    expect(await idsIn("Torn")).toEqual([tracks[0]!.id])
  })

  test("of one thing are made one after the other, and what was left open of it comes first", async () => {
    await send("POST", "/api/v1/playlists", { name: "Queue" })
    const add = (index: number) => edit("POST", "/api/v1/playlists/Queue/entries", { ids: [tracks[index]!.id] })
    const owners = new Owners()
    const open = add(0)
    await expect(owners.next("after").answer(open, signal)).rejects.toThrow(Ended)
    // This owner answers before it has looked back.
    const second = owners.next("never")
    await Promise.all([1, 2, 3, 4, 5].map((index) => second.answer(add(index), signal)))
    await second.answer(open, signal)
    expect(await idsIn("Queue")).toEqual(tracks.slice(0, 6).map(({ id }) => id))
  })

  test("that make a collection are answered as made, though another tab has filled it since", async () => {
    const make = edit("POST", "/api/v1/playlists", { name: "Made once" })
    const owners = new Owners()
    expect((await owners.next("never").answer(make, signal)).status).toBe(200)
    await send("POST", "/api/v1/playlists/Made%20once/entries", { ids: [tracks[0]!.id] })
    // Its answer was lost, and the end of it in the notes.
    owners.tear()
    const again = await owners.next("never").answer(make, signal)
    expect([again.status, ((await again.json()) as Playlist).count]).toEqual([200, 1])
    const other = await owners.next("never").answer(edit("POST", "/api/v1/playlists", { name: "Made once" }), signal)
    expect(other.status).toBe(400)
  })

  test("that make no sense are refused as often as they are asked for, and leave nothing open", async () => {
    const owners = new Owners()
    const once = owners.next("never")
    await send("POST", "/api/v1/playlists", { name: "Strict" })
    for (const [message, status] of [
      [edit("POST", "/api/v1/playlists/Strict/entries/move", { id: tracks[0]!.id, position: 9 }), 400],
      [edit("POST", "/api/v1/playlists/Nowhere/entries", { ids: [tracks[0]!.id] }), 404],
      [edit("DELETE", "/api/v1/releases/nothing"), 404],
      [edit("POST", "/api/v1/trash/nothing"), 404],
      [edit("POST", "/api/v1/playlists/Strict/name", { name: "a/b" }), 400]
    ] as const)
      for (let time = 0; time < 2; time++)
        expect([message.path, (await once.answer(message, signal)).status]).toEqual([message.path, status])
    expect(await owners.next("never").finishEarlier()).toBe(false)
  })

  test("that the app itself knows by their key are made again and count once", async () => {
    const { id, playCount } = tracks[1]!
    const { answer, asked } = await askTwice(edit("POST", `/api/v1/tracks/${id}/plays`, {}), "after")
    expect([((await answer.json()) as Track).playCount, asked]).toEqual([playCount + 1, 2])
    expect((await world.json<Track>(`/api/v1/tracks/${id}`)).playCount).toBe(playCount + 1)
  })

  test("that set a value are simply made again", async () => {
    const path = `/api/v1/releases/${releases[0]!.id}/new`
    const { answer, asked } = await askTwice(edit("POST", path, { isNew: true }), "after")
    expect([((await answer.json()) as Release).isNew, asked]).toEqual([true, 2])
  })
})
