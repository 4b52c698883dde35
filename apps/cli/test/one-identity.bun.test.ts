/** One recording is one whatever way its tags are written, for duplicates, the catalog and the search alike; and one schedule says when it is tried again. */
import { Database } from "bun:sqlite"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Hit, Library, Page } from "@deadwax/core-cache"
import type { CatalogEntry, DuplicatesOfTrack } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mp3, type Tags } from "../../../packages/core-cache/test/world.ts"
import { type ApacheSource, password, startApacheSource, user } from "./apache-source.ts"
import { onBun } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const release = { album: "Velvet", albumArtist: "Björk", date: "1999", track: "1" } satisfies Tags

/** The same recording as people, programs and keyboards write it; each file has a sound of its own. */
const spellings: ReadonlyArray<Tags> = [
  { title: "Don't Stop (feat. Ünï Çode)", artist: "Björk" },
  { title: "DON’T STOP", artist: "BJO\u0308RK ft. Uni Code" },
  { title: "Ｄｏｎ'ｔ　Ｓｔｏｐ [featuring U\u0308ni\u0308 C\u0327ode]", artist: "bjork" }
]

/** Others, whose letters are not Latin, or whose bracket says another thing. */
const others: ReadonlyArray<Tags> = [
  { title: "雨", artist: "Björk" },
  { title: "雪", artist: "Björk" },
  { title: "Дождь", artist: "Björk" },
  { title: "Don't Stop (Live) [feat. Uni Code]", artist: "Björk" }
]

describe("[D10] [C15] one identity key, one normalisation, one schedule", () => {
  let world: World
  let source: ApacheSource
  let library: Library
  const run = (...args: ReadonlyArray<string>) => world.run(onBun, args)
  const json = async <T>(...args: ReadonlyArray<string>): Promise<T> => parsed<T>(await run(...args, "--json"))
  const inDb = <A>(work: (database: Database) => A): A => {
    const database = new Database(world.libraryDb(library.id))
    try {
      return work(database)
    } finally {
      database.close()
    }
  }

  beforeAll(async () => {
    world = makeWorld()
    source = await startApacheSource()
    mkdirSync(join(world.music, "Mine"))
    const [mine, ...theirs] = spellings
    writeFileSync(join(world.music, "Mine/01.mp3"), mp3({ ...release, ...mine, sound: 1 }))
    for (const [at, tags] of [...theirs, ...others].entries())
      source.put(`Album ${at}/01.mp3`, mp3({ ...release, ...tags, sound: at + 2 }))
    library = await json<Library>("init", world.music, "--identity", "tags", "--layout", "nested")
    writeFileSync(join(world.directory, "password"), password)
    expect((await run("sources", "add", "NAS", source.url, "--user", user, "--password-file", "password")).code).toBe(0)
    expect((await run("sync")).code).toBe(0)
  }, slowMs)
  afterAll(async () => {
    await source.stop()
    world.remove()
  })

  test(
    "however it is written, one recording has one key, is told as one, and is found by one search; others are others",
    async () => {
      const keys = inDb((database) =>
        database.query<{ identity_key: string }, []>("select identity_key from catalog order by path").values()
      ).flat()
      expect(new Set(keys.slice(0, 2)).size).toBe(1)
      expect(new Set(keys).size).toBe(1 + others.length)
      const groups = await json<Page<DuplicatesOfTrack>>("duplicates", "list")
      expect(groups.total).toBe(1)
      expect(groups.items[0]?.duplicates.map(({ reason }) => reason)).toEqual(["same-recording", "same-recording"])
      const found = await json<Page<Hit>>("search", "dont stop bjork")
      expect(found.items.filter(({ kind }) => kind === "track").length).toBe(4)
      for (const [text, total] of [
        ["雨", 1],
        ["雪", 1],
        ["дождь", 1]
      ] as const)
        expect([text, (await json<Page<Hit>>("search", text)).items.filter(({ kind }) => kind === "track").length]).toEqual([
          text,
          total
        ])
    },
    slowMs
  )

  test(
    "each kind of failure is tried again by the one schedule, whose state is in the row's columns alone",
    async () => {
      const bad = "Album 9/01.mp3"
      source.put(bad, mp3({ ...release, title: "Locked" }))
      chmodSync(join(source.directory, bad), 0)
      source.put("Album 9/02.mp3", new TextEncoder().encode("this is no music"))
      for (const [at, minutes] of [5, 15, 45, 135, 360, 360].entries()) {
        const beforeUs = Date.now() * 1000
        expect((await run("sync")).code).toBe(1)
        const { items } = await json<Page<CatalogEntry>>("queue", "list", "--status", "failed")
        expect(items.map(({ attempts }) => attempts)).toEqual([at + 1, at + 1])
        expect(new Set(items.map(({ errorClass }) => errorClass)).size).toBe(2)
        const due = inDb((database) =>
          database.query("select retry_after_us from catalog where status = 'failed'").values()
        ).flat()
        for (const one of due) {
          const afterUs = Number(one) - beforeUs
          expect([at, afterUs >= minutes * 60e6, afterUs < (minutes + 2) * 60e6]).toEqual([at, true, true])
        }
        inDb((database) => database.run("update catalog set retry_after_us = 1 where status = 'failed'"))
      }
      chmodSync(join(source.directory, bad), 0o644)
      expect((await run("sync", "--full")).code).toBe(1)
      expect((await json<Page<CatalogEntry>>("queue", "list", "--status", "failed")).items.map(({ path }) => path)).toEqual([
        "Album 9/02.mp3"
      ])
    },
    slowMs
  )
})
