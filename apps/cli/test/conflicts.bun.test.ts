/** What becomes of files that both sides changed, under each policy, from a real server. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page, Track } from "@deadwax/core-cache"
import type { SourceInfo, SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type ApacheSource, password, startApacheSource, user } from "./apache-source.ts"
import { song } from "./dav-source.ts"
import { mp3SoundOf, trashedSounds } from "./holdings.ts"
import { onBun, onNode } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const path = "Reds - Velvet/01.mp3"
const cover = "Reds - Velvet/cover.jpg"
const picture = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Which file lies at the path then, what lies beside it, and whose went to the trash; what came of the items. */
const outcomes = {
  "keep-both": { stays: "mine", beside: ["theirs"], trashed: [], stats: { added: 2, updated: 0 } },
  "prefer-remote": { stays: "theirs", beside: [], trashed: ["mine"], stats: { added: 0, updated: 2 } },
  "prefer-local": { stays: "mine", beside: [], trashed: [], stats: { added: 0, updated: 0, skipped: 2 } }
} as const

/** Nothing said: both are kept. */
const cases = [
  { said: "nothing said", policy: undefined, identity: "fingerprint", program: onBun },
  { said: "keep-both", policy: "keep-both", identity: "tags", program: onNode },
  { said: "prefer-remote", policy: "prefer-remote", identity: "fingerprint", program: onNode },
  { said: "prefer-remote", policy: "prefer-remote", identity: "tags", program: onBun },
  { said: "prefer-local", policy: "prefer-local", identity: "fingerprint", program: onBun },
  { said: "prefer-local", policy: "prefer-local", identity: "tags", program: onNode }
] as const

describe.each(cases)("[Y10] both sides changed: $said, identity $identity", ({ policy, program, identity }) => {
  const conflicts = policy ?? "keep-both"
  const { stays, beside, trashed, stats } = outcomes[conflicts]
  let world: World
  let source: ApacheSource
  const run = (...args: ReadonlyArray<string>) => world.run(program, args)
  const sync = async () => parsed<SyncJob>(await run("sync", "--json")).stats
  const versions = { before: song("Before", 30), mine: song("Mine", 31), theirs: song("Theirs", 32), news: song("News", 33) }
  const nameOf = (bytes: Uint8Array) =>
    Object.entries(versions).find(([, version]) => mp3SoundOf(version) === mp3SoundOf(bytes))?.[0]
  const read = (name: string) => readFileSync(join(world.music, "Reds - Velvet", name))
  /** Which songs lie there, the one at the path first. */
  const songs = () => {
    const names = readdirSync(join(world.music, "Reds - Velvet")).filter((name) => name.endsWith(".mp3"))
    return [
      nameOf(read("01.mp3")),
      ...names
        .filter((name) => name !== "01.mp3")
        .map((name) => nameOf(read(name)))
        .sort()
    ]
  }

  beforeAll(async () => {
    world = makeWorld()
    source = await startApacheSource()
    source.put(path, versions.before)
    source.put(cover, picture("before"))
    expect((await run("init", world.music, "--identity", identity, "--layout", "nested")).code).toBe(0)
    writeFileSync(join(world.directory, "password"), password)
    const said = policy === undefined ? [] : ["--policy", `conflicts=${policy}`]
    const added = await run("sources", "add", "NAS", source.url, "--user", user, "--password-file", "password", ...said, "--json")
    expect(parsed<SourceInfo>(added).policy.conflicts).toBe(conflicts)
    expect(await sync()).toMatchObject({ added: 2, failed: 0 })
  }, slowMs)
  afterAll(async () => {
    await source.stop()
    world.remove()
  })

  test(
    "the policy says which version stays and where the other is; the next sync finds nothing, until there is news",
    async () => {
      const [before] = parsed<Page<Track>>(await run("tracks", "list", "--json")).items
      writeFileSync(join(world.music, path), versions.mine)
      writeFileSync(join(world.music, cover), picture("my own"))
      source.put(path, versions.theirs)
      source.put(cover, picture("their new one"))
      expect(await sync()).toMatchObject({ ...stats, failed: 0 })
      expect(songs()).toEqual([stays, ...beside])
      expect(read("cover.jpg").toString()).toBe(stays === "mine" ? "my own" : "their new one")
      const copies = readdirSync(join(world.music, "Reds - Velvet")).filter((name) => name.includes("(conflict, NAS, "))
      expect(copies).toHaveLength(beside.length * 2)
      const lost = new Set(trashedSounds(world.music))
      for (const version of trashed) expect([version, lost.has(mp3SoundOf(versions[version]))]).toEqual([version, true])
      // The track is the one that it was, also where its file is another.
      const tracks = parsed<Page<Track>>(await run("tracks", "list", "--json")).items
      expect(tracks.find(({ sourcePath }) => sourcePath === join(world.music, path))?.id).toBe(before?.id)
      for (const again of [[], ["--full"]]) expect(parsed<SyncJob>(await run("sync", ...again, "--json")).stats.items).toBe(0)
      expect(songs()).toEqual([stays, ...beside])
      expect(existsSync(join(world.music, cover))).toBe(true)

      source.put(path, versions.news)
      await sync()
      expect(songs()).toEqual(
        { mine: conflicts === "prefer-local" ? ["mine"] : ["mine", "news", "theirs"], theirs: ["news"] }[stays]
      )
      expect(await sync()).toMatchObject({ items: 0 })
    },
    slowMs
  )
})
