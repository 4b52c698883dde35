/** Several programs at work on one library at the same time, on Bun and on Node: nothing is lost, and who is in the way is named. */
import { readdirSync, rmSync, utimesSync } from "node:fs"
import { join } from "node:path"
import type { Collage, Page, Playlist, Release, ScanReport, Track } from "@deadwax/core-cache"
import { afterAll, expect, test } from "vitest"
import { onBun, onNode, type Program } from "./programs.ts"
import { scannedWorld } from "./scanned-world.ts"
import { parsed, type Ran, slowMs, type World } from "./world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const rounds = Math.max(3, Math.round(30 * scale))
const started: Array<World> = []
afterAll(() => {
  for (const world of started) world.remove()
})

/** A done edit or scan, or one that gave way to another process, which it names. */
const isDoneOrBusy = (ran: Ran): boolean => {
  if (ran.code === 0) return true
  expect(ran).toMatchObject({ code: 4, out: "" })
  expect(ran.err).toMatch(/process \d+/)
  return false
}

/** Every audio file gets another time, so that a scan reads it again. */
const touchAll = (directory: string, round: number): void => {
  for (const path of readdirSync(directory, { recursive: true, encoding: "utf8" }))
    if (/\.(?:mp3|flac|m4a|ogg|opus)$/.test(path)) utimesSync(join(directory, path), 1_600_000_000 + round, 1_600_000_000 + round)
}

test(
  `[S4] [U10] [A6] two programs edit one playlist while two others scan and one sets favourites, ${rounds} rounds: each edit that was done is there`,
  async () => {
    const { world } = await scannedWorld(onBun)
    started.push(world)
    const run = (program: Program, ...args: ReadonlyArray<string>) => world.run(program, args)
    const before = parsed<Page<Release>>(await run(onBun, "releases", "list", "--all", "--tracks", "--json"))
    const tracks = parsed<Page<Track>>(await run(onBun, "tracks", "list", "--all", "--json")).items
    expect((await run(onBun, "playlists", "create", "Rivals")).code).toBe(0)
    const wanted = new Map<string, number>()
    const add = async (program: Program, id: string): Promise<void> => {
      const isDone = isDoneOrBusy(await run(program, "playlists", "add", "Rivals", id))
      if (isDone) wanted.set(id, (wanted.get(id) ?? 0) + 1)
    }
    // It waits for nobody: a heart is set while others scan and edit.
    const liked = new Set<string>()
    const like = async (program: Program, id: string): Promise<void> => {
      expect(await run(program, "tracks", "favorite", id, "on", "--quiet")).toEqual({ code: 0, out: "", err: "" })
      liked.add(id)
    }
    let scans = 0
    const scan = async (program: Program): Promise<void> => {
      if (isDoneOrBusy(await run(program, "scan", "--quiet"))) scans++
    }
    for (let round = 0; round < rounds; round++) {
      touchAll(world.music, round)
      const id = (other: number): string => tracks[(round * 2 + other) % tracks.length]!.id
      await Promise.all([
        scan(onBun),
        scan(onNode),
        add(onBun, id(0)),
        add(onNode, id(1)),
        add(onNode, id(0)),
        like(onNode, id(1))
      ])
    }
    expect(scans).toBeGreaterThan(0)
    const favorites = parsed<Page<Track>>(await run(onBun, "tracks", "favorites", "--all", "--json"))
    expect(new Set(favorites.items.map(({ id }) => id))).toEqual(liked)
    for (const id of liked) await run(onBun, "tracks", "favorite", id, "off")
    const playlist = parsed<Playlist>(await run(onNode, "playlists", "show", "Rivals", "--json"))
    const counted = new Map<string, number>()
    for (const entry of playlist.tracks) counted.set(entry.id, (counted.get(entry.id) ?? 0) + 1)
    expect([...counted].sort()).toEqual([...wanted].sort())
    const settled = parsed<ScanReport>(await run(onNode, "scan", "--json"))
    expect(settled.tracks).toMatchObject({ added: 0, removed: 0 })
    const list = async () => parsed<Page<Release>>(await run(onBun, "releases", "list", "--all", "--tracks", "--json"))
    const after = await list()
    expect(after).toEqual(before)
    rmSync(join(world.home, ".cache"), { recursive: true })
    expect((await run(onNode, "scan", "--quiet")).code).toBe(0)
    expect(await list()).toEqual(after)
    console.log(`soak: ${rounds} rounds of six programs on one library, ${scans} scans done of ${rounds * 2}`)
  },
  slowMs * 15
)

test(
  "[S4] [U10] a collage is made and filled by programs on Bun and on Node at the same moment: every release is in it once",
  async () => {
    const { world } = await scannedWorld(onNode)
    started.push(world)
    const releases = parsed<Page<Release>>(await world.run(onBun, ["releases", "list", "--json"])).items.slice(0, 6)
    expect((await world.run(onBun, ["collages", "create", "Both"])).code).toBe(0)
    const ran = await Promise.all(
      releases.flatMap(({ id }) => [onBun, onNode].map((program) => world.run(program, ["collages", "add", "Both", id])))
    )
    expect(ran.map(({ code }) => code).filter((code) => code !== 0 && code !== 4)).toEqual([])
    for (const { id } of releases) expect((await world.run(onNode, ["collages", "add", "Both", id])).code).toBe(0)
    const collage = parsed<Collage>(await world.run(onNode, ["collages", "show", "Both", "--json"]))
    expect(collage.releases.map(({ id }) => id).sort()).toEqual(releases.map(({ id }) => id).sort())
  },
  slowMs * 3
)

test(
  "[S4] an edit and a scan while another program, stopped in its midst, holds the library: 4, naming it; on its end both are done",
  async () => {
    const { world } = await scannedWorld(onNode)
    started.push(world)
    touchAll(world.music, 1)
    const [release] = parsed<Page<Release>>(await world.run(onBun, ["releases", "list", "--json"])).items
    const holder = Bun.spawn([...onNode.command, "scan", "--workers", "0"], {
      env: world.env,
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe"
    })
    const reader = holder.stderr.getReader()
    await reader.read()
    // It holds the lock from before its first word on.
    holder.kill("SIGSTOP")
    const edit = ["releases", "new", release!.id, "off"]
    const refused = await Promise.all([world.run(onBun, edit), world.run(onNode, edit), world.run(onBun, ["scan"])])
    for (const ran of refused) {
      expect(ran).toMatchObject({ code: 4, out: "" })
      expect(ran.err).toContain(`process ${holder.pid} `)
    }
    // Killed as it stands, it is dead at once, and who comes next takes its lock over.
    holder.kill("SIGKILL")
    await holder.exited
    expect((await world.run(onBun, edit)).code).toBe(0)
    expect((await world.run(onNode, ["scan", "--quiet"])).code).toBe(0)
    expect(parsed<Release>(await world.run(onNode, ["releases", "show", release!.id, "--json"])).isNew).toBe(false)
  },
  slowMs
)
