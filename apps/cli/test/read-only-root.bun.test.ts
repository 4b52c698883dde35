/** A library on a read-only disk, with real mounts where this machine lets tests make some, else a directory that may not be written. */
import { spawnSync } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Library, ScanReport, Status } from "@deadwax/core-cache"
import { afterEach, describe, expect, test } from "vitest"
import { flatTrackTotal } from "./expected.ts"
import { inTurn, type Program } from "./programs.ts"
import { failure, makeWorld, parsed, sampleLibrary, slowMs, type World } from "./world.ts"

let world: World
afterEach(() => world.remove())

const isRoot = process.getuid?.() === 0
const ownMounts = ["unshare", isRoot ? "-m" : "-rm"]
const canMount = spawnSync(ownMounts[0] ?? "", [...ownMounts.slice(1), "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).status === 0

const quoted = (path: string): string => `'${path}'`

/** The program in a world of mounts of its own, in which these were made. They go when it ends. */
const after = ({ name, command }: Program, mounts: string): Program => ({
  name,
  command: [...ownMounts, "sh", "-ec", `${mounts}\nexec "$@"`, "sh", ...command]
})

/** What lies at `disk` is mounted at `place`, for reading only. */
const readOnly = (program: Program, disk: string, place: string): Program =>
  after(program, `mount --bind ${quoted(disk)} ${quoted(place)}; mount -o remount,bind,ro ${quoted(place)}`)

const otherDisk = (program: Program, place: string): Program =>
  after(program, `mount -t tmpfs tmpfs ${quoted(place)}; cp ${quoted(join(world.directory, "disk"))}/*/*.mp3 ${quoted(place)}`)

const unchanged = { added: 0, updated: 0, removed: 0, unchanged: flatTrackTotal }

const shownWithMounts = async (program: Program): Promise<void> => {
  const disk = join(world.directory, "disk")
  cpSync(sampleLibrary, disk, { recursive: true })
  const before = readdirSync(disk, { recursive: true }).toSorted()
  const here = readOnly(program, disk, world.music)
  const made = await world.run(here, ["init", world.music, "--identity", "fingerprint", "--name", "mine", "--json"])
  expect(made.err).toContain("is read-only")
  const { id } = parsed<Library>(made)
  expect(parsed<ScanReport>(await world.run(here, ["scan", "--json"])).tracks.added).toBe(flatTrackTotal)
  expect(parsed<ScanReport>(await world.run(here, ["scan", "--json"])).tracks).toEqual(unchanged)
  for (const there of [program, otherDisk(program, world.music)]) {
    const ran = await world.run(there, ["scan", "--json"])
    expect({ code: ran.code, kind: failure(ran).code }).toEqual({ code: 3, kind: "offline" })
    expect(failure(ran).message).toContain("storage offline")
    expect(parsed<Status>(await world.run(there, ["status", "--json"]))).toMatchObject({
      storage: "offline",
      tracks: flatTrackTotal
    })
  }
  expect(parsed<Status>(await world.run(here, ["status", "--json"])).storage).toBe("online")
  const twice = await world.run(here, ["init", world.music])
  expect(twice.err).toContain("is a library already (mine)")
  const place = join(world.directory, "elsewhere")
  mkdirSync(place)
  const moved = readOnly(program, disk, place)
  expect(parsed<Library>(await world.run(moved, ["init", place, "--json"]))).toMatchObject({ id, root: place })
  expect(parsed<ScanReport>(await world.run(moved, ["scan", "--json"])).tracks).toEqual(unchanged)
  expect(readdirSync(disk, { recursive: true }).toSorted()).toEqual(before)
}

const shownWithPermissions = async (program: Program): Promise<void> => {
  rmSync(world.music, { recursive: true })
  cpSync(sampleLibrary, world.music, { recursive: true })
  chmodSync(world.music, 0o555)
  const bound: Program = {
    name: program.name,
    command: isRoot ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", ...program.command] : program.command
  }
  const made = await world.run(bound, ["init", world.music, "--identity", "fingerprint", "--name", "mine"])
  expect(made.err).toContain("is read-only")
  expect(readdirSync(world.music)).not.toContain(".deadwax")
  expect(parsed<ScanReport>(await world.run(bound, ["scan", "--json"])).tracks.added).toBe(flatTrackTotal)
  expect(parsed<ScanReport>(await world.run(bound, ["scan", "--json"])).tracks).toEqual(unchanged)
  chmodSync(world.music, 0o755)
  renameSync(world.music, `${world.music}.away`)
  mkdirSync(world.music)
  expect((await world.run(bound, ["scan"])).code).toBe(3)
}

describe.each(inTurn(import.meta.path))("[I1] a library on a root that is read-only, $name", (program) => {
  test(
    "of a disk: init, scans, another disk or none in its place, the same disk elsewhere; nothing is written there",
    async () => {
      world = makeWorld("empty")
      console.log(canMount ? "shown with real mounts" : "no mounts can be made here: shown by permissions")
      await (canMount ? shownWithMounts(program) : shownWithPermissions(program))
    },
    slowMs
  )

  test(
    "by permissions: init and scans",
    () => {
      world = makeWorld("empty")
      return shownWithPermissions(program)
    },
    slowMs
  )

  test(
    "in mode tags is refused, with the way out, and nothing is registered",
    async () => {
      world = makeWorld("sample")
      chmodSync(world.music, 0o555)
      const bound = isRoot ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", ...program.command] : program.command
      const ran = await world.run({ name: program.name, command: bound }, ["init", world.music, "--identity", "tags"])
      expect(ran.code).not.toBe(0)
      expect(ran.err).toContain("Identity fingerprint needs none where a root is read-only")
      expect(() => readFileSync(world.config)).toThrow()
    },
    slowMs
  )
})
