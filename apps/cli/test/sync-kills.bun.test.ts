import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, statSync, watch } from "node:fs"
import { join } from "node:path"
import type { SyncJob } from "@deadwax/core-sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type DavSource, song, startDavSource } from "./dav-source.ts"
import { onBun } from "./programs.ts"
import { makeWorld, parsed, slowMs, type World } from "./world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.05")
const kills = Math.max(3, Math.round(100 * scale))
const files = 12
const pathOf = (number: number, round: number): string => `Reds - Velvet/${String(number).padStart(2, "0")} of ${round}.mp3`
const contentOf = (number: number, round: number): Uint8Array => song(`Song ${number} of ${round}`, 2000)

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** Every file of the library by its digest, with its time; the marker, the trash and what is not finished apart. */
const look = (root: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !join(entry.parentPath, entry.name).includes("/.deadwax"))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length + 1), `${digest(readFileSync(path))} ${statSync(path).mtimeMs}`] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
  )

/** `promise` settles once so many things have happened to the library's files: parts that grow, files that get their names. */
const happenings = (root: string, count: number) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let seen = 0
  const watcher = watch(join(root, "Reds - Velvet"), () => {
    if (++seen > count) resolve()
  })
  return { promise, stop: () => watcher.close() }
}

describe("[C10] [Y7] a sync that is killed", () => {
  let world: World
  let source: DavSource
  const seed = Number(process.env["DEADWAX_SEED"] ?? Math.floor(Math.random() * 1e9))
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const sync = async () => parsed<SyncJob>(await world.run(onBun, ["sync", "--json"])).stats

  beforeAll(async () => {
    world = makeWorld()
    mkdirSync(join(world.music, "Reds - Velvet"))
    source = await startDavSource()
    expect((await world.run(onBun, ["init", world.music, "--identity", "fingerprint", "--layout", "nested"])).code).toBe(0)
    expect((await world.run(onBun, ["sources", "add", "NAS", source.url])).code).toBe(0)
  }, slowMs)
  afterAll(() => {
    source.stop()
    world.remove()
  })

  test(
    `leaves nothing partial under a final name and loses nothing, ${kills} times; the next run converges, a further one changes nothing`,
    async () => {
      const expected = new Map<string, string>()
      let torn = 0
      const checkWhole = (): void => {
        for (const [path, found] of look(world.music))
          if (!path.split("/").at(-1)?.startsWith("."))
            expect([seed, path, found.split(" ")[0]]).toEqual([seed, path, expected.get(path)])
      }
      for (let round = 0; round < kills; round++) {
        for (let number = 0; number < files; number++) {
          const content = contentOf(number, round)
          await source.put(pathOf(number, round), content)
          expected.set(pathOf(number, round), digest(content))
        }
        const child = Bun.spawn([...onBun.command, "sync"], {
          cwd: world.directory,
          env: world.env,
          stdout: "ignore",
          stderr: "pipe"
        })
        const happened = happenings(world.music, Math.floor(random() * 4 * files))
        await Promise.race([happened.promise, child.exited])
        happened.stop()
        child.kill("SIGKILL")
        await child.exited
        if (child.signalCode === "SIGKILL") torn++
        checkWhole()
      }
      expect(torn).toBeGreaterThan(0)
      await sync()
      checkWhole()
      const settled = look(world.music)
      expect([...settled.keys()]).toEqual([...expected.keys()].sort())
      for (let again = 0; again < 2; again++) expect(await sync()).toMatchObject({ items: 0 })
      expect(look(world.music)).toEqual(settled)
      console.log(`soak: ${torn} kills of a sync in ${kills} rounds, seed ${seed}`)
    },
    kills * 30_000
  )
})
