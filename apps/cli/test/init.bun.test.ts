import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Library, Page, ScanReport, Status, Track } from "@deadwax/core-cache"
import { afterEach, describe, expect, test } from "vitest"
import { flatReleases, flatTrackTotal } from "./expected.ts"
import { type Program, programs } from "./programs.ts"
import { scannedWorld } from "./scanned-world.ts"
import { failure, makeWorld, parsed, type Ran, slowMs, type World } from "./world.ts"

let world: World
afterEach(() => world.remove())

const marker = (root = world.music): string => join(root, ".deadwax/library.toml")

const scanned = async (program: Program): Promise<Library> => {
  const made = await scannedWorld(program)
  world = made.world
  return made.library
}

const trackIds = async (program: Program): Promise<ReadonlyArray<string>> =>
  parsed<Page<Track>>(await world.run(program, ["tracks", "list", "--all", "--json"])).items.map(({ id }) => id)

const expectUsage = (ran: Ran, ...texts: ReadonlyArray<string>): void => {
  expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" })
  for (const text of texts) expect(ran.err).toContain(text)
}

/** The program without the right to pass over permissions, which tests that run as root have. */
const unprivileged = ({ name, command }: Program): Program => ({
  name,
  command: process.getuid?.() === 0 ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", ...command] : command
})

describe.each(programs)("[U7] init of a library that is registered, $name", (program) => {
  test(
    "a marker that is gone, empty or broken is written anew with the same id, as scan advises",
    async () => {
      const library = await scanned(program)
      for (const spoil of [
        () => rmSync(marker()),
        () => writeFileSync(marker(), ""),
        () => writeFileSync(marker(), "id = = 1")
      ]) {
        spoil()
        const refused = await world.run(program, ["scan"])
        expect(refused.code).toBe(3)
        expect(refused.err).toContain(`has lost its marker`)
        expect(refused.err).toContain(`deadwax init ${world.music}`)
        const config = readFileSync(world.config, "utf8")
        const again = await world.run(program, ["init", world.music])
        expect(again.code).toBe(0)
        expect(again.err).toContain('notice: the marker of the library "mine" was gone; it is written anew')
        expect(readFileSync(marker(), "utf8")).toContain(library.id)
        expect(readFileSync(world.config, "utf8")).toBe(config)
        const report = parsed<ScanReport>(await world.run(program, ["scan", "--json"]))
        expect(report.tracks).toEqual({ added: 0, updated: 0, removed: 0, unchanged: flatTrackTotal })
      }
      expectUsage(await world.run(program, ["init", world.music, "--identity", "fingerprint"]), "is a library already (mine)")
    },
    slowMs
  )

  test(
    "[X5] the configuration that --config names is made where there is none, and every other command says who makes it",
    async () => {
      world = makeWorld("sample")
      const named = join(world.directory, "new/config.toml")
      const missing = await world.run(program, ["scan", "--config", named])
      expectUsage(missing, `there is no configuration file ${named}`, "deadwax init makes one")
      expect((await world.run(program, ["init", world.music, "--identity", "tags", "--config", named])).code).toBe(0)
      expect(readFileSync(named, "utf8")).toContain(world.music)
      expect((await world.run(program, ["scan", "--config", named, "--quiet"])).code).not.toBe(2)
    },
    slowMs
  )

  test(
    "[U18] a layout that nobody chose is said where it passes over files, with what to write for the other",
    async () => {
      world = makeWorld("sample")
      const init = (...more: ReadonlyArray<string>) =>
        world.run(program, ["init", world.music, "--identity", "fingerprint", ...more])
      const guessed = await init()
      expect(guessed.err).toContain("notice: the layout is taken for flat")
      expect(guessed.err).toContain(`layout = "nested" into ${world.config}`)
      expectUsage(await init("--layout", "nested"), "is a library already", "its layout and its name can be changed")
      writeFileSync(world.config, readFileSync(world.config, "utf8").replace('"flat"', '"nested"'))
      const { tracks } = parsed<ScanReport>(await world.run(program, ["scan", "--json"]))
      expect(tracks.added).toBeGreaterThan(flatTrackTotal)
      rmSync(marker())
      rmSync(world.config)
      expect((await init("--layout", "flat")).err).not.toContain("taken for flat")
    },
    slowMs
  )

  test(
    "an empty directory in its place is a disk that is not mounted, and gets no marker",
    async () => {
      await scanned(program)
      renameSync(world.music, `${world.music}.away`)
      mkdirSync(world.music)
      const ran = await world.run(program, ["init", world.music, "--json"])
      expect({ code: ran.code, kind: failure(ran).code }).toEqual({ code: 3, kind: "offline" })
      expect((await world.run(program, ["scan"])).code).toBe(3)
    },
    slowMs
  )

  test(
    "other options than those it was registered with are refused, and nothing is written",
    async () => {
      await scanned(program)
      rmSync(marker())
      const ran = await world.run(program, ["init", world.music, "--identity", "tags"])
      expectUsage(ran, "with --identity fingerprint, not tags", "Leave out --identity.")
      expect((await world.run(program, ["scan"])).code).toBe(3)
      expect((await world.run(program, ["init", world.music, "--identity", "fingerprint", "--quiet"])).err).toBe("")
    },
    slowMs
  )

  test(
    "a root that moved is registered at its new place, with its id, its ids and every comment of the configuration",
    async () => {
      const library = await scanned(program)
      const ids = await trackIds(program)
      writeFileSync(world.config, `# mine\n${readFileSync(world.config, "utf8")}# tail\n`)
      for (const isMountPoint of [false, true]) {
        const from = isMountPoint ? join(world.directory, "moved false") : world.music
        const to = join(world.directory, `moved ${isMountPoint}`)
        renameSync(from, to)
        if (isMountPoint) mkdirSync(from)
        expect((await world.run(program, ["scan"])).err).toContain("deadwax init ")
        const ran = await world.run(program, ["init", to, "--json"])
        expect(ran.code).toBe(0)
        expect(JSON.parse(ran.err).notice.message).toContain(`moved from ${from} to ${to}`)
        expect(parsed<Library>(ran)).toEqual({ ...library, root: to })
        expect(parsed<Status>(await world.run(program, ["status", "--json"]))).toMatchObject({
          library: { ...library, root: to },
          storage: "online",
          tracks: flatTrackTotal
        })
        expect(parsed<ScanReport>(await world.run(program, ["scan", "--json"])).releases).toEqual({
          added: 0,
          updated: 0,
          removed: 0,
          unchanged: flatReleases.length
        })
        expect(await trackIds(program)).toEqual(ids)
      }
      expect(readFileSync(world.config, "utf8")).toMatch(/^# mine\n.*# tail\n$/s)
    },
    slowMs
  )

  test(
    "a copy beside the library is refused, and told from it",
    async () => {
      await scanned(program)
      const copy = join(world.directory, "copy")
      cpSync(world.music, copy, { recursive: true })
      expectUsage(
        await world.run(program, ["init", copy]),
        `${copy} bears the id of the library "mine"`,
        world.music,
        marker(copy)
      )
      rmSync(marker(copy))
      expect((await world.run(program, ["init", copy, "--identity", "fingerprint"])).code).toBe(0)
    },
    slowMs
  )

  test(
    "two libraries that took each other's place are named by scan and by init",
    async () => {
      await scanned(program)
      const other = join(world.directory, "other")
      mkdirSync(join(other, "Release"), { recursive: true })
      await world.run(program, ["init", other, "--identity", "fingerprint"])
      renameSync(world.music, `${world.music}.away`)
      renameSync(other, world.music)
      renameSync(`${world.music}.away`, other)
      const scan = await world.run(program, ["scan", "--library", "mine"])
      expect(scan.code).toBe(3)
      expect(scan.err).toContain(`bears the marker of the library "other" (${other})`)
      expectUsage(await world.run(program, ["init", world.music]), `bears the marker of "other" (${other})`)
    },
    slowMs
  )

  test(
    "what may not be read is said to be so, not to be lost",
    async () => {
      await scanned(program)
      const bound = unprivileged(program)
      chmodSync(marker(), 0)
      const scan = await world.run(bound, ["scan"])
      expect(scan.code).toBe(3)
      expect(scan.err).toContain(`${marker()} cannot be read (permission)`)
      expectUsage(await world.run(bound, ["init", world.music]), `${marker()} cannot be read (permission)`)
      chmodSync(marker(), 0o600)
      chmodSync(world.music, 0)
      expectUsage(await world.run(bound, ["init", world.music]), "cannot be read (permission)")
      expect((await world.run(bound, ["scan"])).err).toContain("cannot be read (permission)")
      const inner = join(world.music, "AB_CD - 1987. Live Wires")
      expectUsage(await world.run(bound, ["init", inner, "--identity", "tags"]), `${inner} cannot be read (permission)`)
      chmodSync(world.music, 0o700)
    },
    slowMs
  )
})
