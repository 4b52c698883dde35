import { Database } from "bun:sqlite"
import { spawnSync } from "node:child_process"
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { failureRemedies, type Library, type Page, type Release, type ScanReport, type Status } from "@deadwax/core-cache"
import { afterEach, describe, expect, test } from "vitest"
import { flatReleases, flatTrackTotal, sample } from "./expected.ts"
import { inTurn, type Program } from "./programs.ts"
import { type Expected, expectFailureIn, scannedWorld, titlesIn } from "./scanned-world.ts"
import { inTinyDisk } from "./tiny-disk.ts"
import { failure, makeWorld, parsed, type Ran, slowMs, type World } from "./world.ts"

let world: World
afterEach(() => world.remove())

/** A world with the sample library, registered and scanned; no file of it is written. */
const scanned = async (program: Program): Promise<Library> => {
  const made = await scannedWorld(program)
  world = made.world
  return made.library
}

const titles = (program: Program) => titlesIn(world, program)
const expectFailure = (program: Program, ...expected: Expected) => expectFailureIn(world, program, ...expected)

const all = (ran: Ran): ReadonlyArray<string> => parsed<Page<Release>>(ran).items.map(({ sourcePath }) => sourcePath)

/** One release directory that every test may copy and spoil. */
const anyRelease = (): string => join(world.music, readdirSync(world.music).find((name) => name.startsWith("AB_CD")) ?? "")

describe.each(inTurn(import.meta.path))("bad input, $name", (program) => {
  test(
    "a directory that is no library",
    async () => {
      world = makeWorld("sample")
      await expectFailure(program, ["scan", world.music], 2, "not-initialised", /deadwax init /)
      expect(existsSync(join(world.music, ".deadwax"))).toBe(false)
      // Node may have kept what it compiled of the program; of a library there is nothing.
      const kept = join(world.home, ".cache/deadwax")
      expect(existsSync(kept) ? readdirSync(kept) : []).toEqual(existsSync(kept) ? ["compiled"] : [])
    },
    slowMs
  )

  test(
    "[U15] files that are no audio or broken are named, and the rest is scanned",
    async () => {
      await scanned(program)
      const added = join(world.music, "Broken - 2020. Parts")
      cpSync(anyRelease(), added, { recursive: true })
      writeFileSync(join(added, "zz no audio.mp3"), "this is text, whatever the name says\n".repeat(200))
      writeFileSync(join(added, "zz empty.flac"), "")
      // A tag that claims to be larger than its file.
      writeFileSync(
        join(added, "zz broken.mp3"),
        Buffer.concat([Buffer.from("ID3\x04\0\0\x7f\x7f\x7f\x7f", "latin1"), Buffer.alloc(300, 7)])
      )
      spawnSync("mkfifo", [join(added, "zz pipe.mp3")])
      const ran = await world.run(program, ["scan", "--json"])
      expect(ran.code).toBe(1)
      const report = parsed<ScanReport>(ran)
      expect(report.failed.map(({ path }) => path.slice(added.length + 1)).sort()).toEqual([
        "zz broken.mp3",
        "zz empty.flac",
        "zz no audio.mp3",
        "zz pipe.mp3"
      ])
      expect(report.failedTotal).toBe(4)
      expect(report.releases.added).toBe(1)
      expect(report.tracks.unchanged).toBe(flatTrackTotal)
      const words = await world.run(program, ["scan", "--force"])
      expect(words.code).toBe(1)
      expect(words.err).toMatch(/\nFinished, \d+ files read, 4 failures\n/)
      for (const { path, message, reason } of report.failed) expect(words.err).toContain(`${path}: ${message} (${reason})\n`)
      // What to do, once for each sort.
      const remedies = [...new Set(report.failed.map(({ reason }) => reason))].map(
        (reason) => `\n${reason}: ${failureRemedies[reason]}\n`
      )
      expect(remedies.length).toBeGreaterThan(2)
      for (const remedy of remedies) expect(words.err.split(remedy)).toHaveLength(2)
      expect(words.out).toContain("Failed:   4 files\n")
      const quick = await world.run(program, ["scan"])
      expect(quick.err).toContain("\nFinished, 0 files read, 4 failures\n")
      const told = await world.run(program, ["status", "-v"])
      for (const { path, message, reason } of report.failed) expect(told.out).toContain(`${path}: ${message} (${reason})\n`)
      for (const remedy of remedies) expect(told.out).toContain(remedy)
      expect(JSON.parse((await world.run(program, ["status", "-v", "--json"])).out).failed).toEqual(report.failed)
      expect((await world.run(program, ["status"])).out).not.toContain("zz empty")
    },
    slowMs
  )

  test(
    "[U15] files whose ids cannot be written are told by one scan; status and doctor go on naming them",
    async () => {
      world = makeWorld("sample")
      await world.run(program, ["init", world.music, "--identity", "tags", "--name", "mine"])
      const [one, two] = ["zz one.mp3", "zz two.mp3"].map((name) => join(anyRelease(), name))
      cpSync(join(anyRelease(), "01. Thunder_Rain.mp3"), one ?? "")
      linkSync(one ?? "", two ?? "")
      const first = await world.run(program, ["scan"])
      expect(first.code).toBe(1)
      expect(first.err).toContain(`${two}: Several names lead to this file`)
      expect(first.err).toContain("is told once. deadwax doctor names it")
      const again = await world.run(program, ["scan"])
      expect({ code: again.code, err: again.err.includes("zz") }).toEqual({ code: 0, err: false })
      expect(again.out).not.toContain("Failed:")
      expect((await world.run(program, ["status", "-v"])).out).toContain(`${two}: Several names`)
      expect((await world.run(program, ["doctor"])).out).toContain(`no-id\tproblem\t${two}\t`)
      cpSync(two ?? "", `${two}.part`)
      renameSync(`${two}.part`, two ?? "")
      expect((await world.run(program, ["scan"])).code).toBe(0)
      expect((await world.run(program, ["doctor"])).out).not.toContain("zz ")
    },
    slowMs
  )

  test(
    "[U15] inspect names what it cannot read, answers for the rest, and exits 1",
    async () => {
      world = makeWorld()
      const good = join(sample, "library", "Loose Change.mp3")
      writeFileSync(join(world.directory, "text.mp3"), "no audio at all\n".repeat(100))
      const paths = ["text.mp3", good, "absent.flac", "music"]
      const ran = await world.run(program, ["inspect", "--json", ...paths])
      expect({ code: ran.code, err: ran.err }).toEqual({ code: 1, err: "" })
      const lines = ran.out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      expect(lines.map(({ path, error }) => [path, error?.reason ?? null])).toEqual([
        [join(world.directory, "text.mp3"), "not-audio"],
        [good, null],
        [join(world.directory, "absent.flac"), "vanished"],
        [join(world.directory, "music"), "not-audio"]
      ])
      const words = await world.run(program, ["inspect", ...paths])
      expect(words.code).toBe(1)
      expect(words.err.trimEnd().split("\n")).toHaveLength(3)
      expect(words.err).toContain(`${join(world.directory, "absent.flac")}: there is no such file (vanished)\n`)
      expect(words.out).toContain("Loose Change")
    },
    slowMs
  )

  test(
    "[I6] a name that is not UTF-8 is shown with its bytes, by scan and by inspect",
    async () => {
      await scanned(program)
      const release = Buffer.from(anyRelease())
      const name = Buffer.concat([release, Buffer.from("/caf\xe9.mp3", "latin1")])
      writeFileSync(name, readFileSync(join(anyRelease(), readdirSync(anyRelease()).find((file) => file.endsWith(".mp3")) ?? "")))
      const ran = await world.run(program, ["scan"])
      expect(ran.code).toBe(1)
      expect(ran.err).toContain(`${anyRelease()}/caf\\xE9.mp3: `)
      expect(ran.err).toContain("(name-not-utf8)")
      const shell = `exec "$@" "$(printf 'caf\\351.mp3')"`
      const inspect = { name: program.name, command: ["sh", "-c", shell, "sh", ...program.command] }
      const inspected = await world.run(inspect, ["inspect", "--json"], { cwd: anyRelease() })
      expect(inspected.code).toBe(1)
      expect(JSON.parse(inspected.out)).toMatchObject({
        path: `${anyRelease()}/caf\\xE9.mp3`,
        error: { reason: "name-not-utf8" }
      })
    },
    slowMs
  )

  test(
    "control characters in names and tags are written out",
    async () => {
      world = makeWorld()
      const evil = join(world.music, "a\x1b[2J\nb.mp3")
      writeFileSync(evil, "no audio\n".repeat(100))
      const words = await world.run(program, ["inspect", evil])
      expect(words.err).toContain("a\\x1B[2J\\nb.mp3: ")
      expect(words.err).not.toContain("\x1b")
      const json = await world.run(program, ["inspect", evil, "--json"])
      expect(json.out).not.toContain("\x1b")
      expect(JSON.parse(json.out).path).toBe(evil)
    },
    slowMs
  )

  test(
    "control characters in the library's own names are written out by previews and edits, too",
    async () => {
      await scanned(program)
      const odd = join(world.music, "AB\x1b[2J\nCD")
      // One with a datafile: only such a release gets other names.
      renameSync(join(world.music, "The Paper Lanterns - 2019. Velvet Static"), odd)
      const [name = ""] = readdirSync(odd).filter((entry) => entry.endsWith(".mp3"))
      const file = join(odd, "1\x1b[2J\n.mp3")
      renameSync(join(odd, name), file)
      await world.run(program, ["scan"])
      const shown = async (lines: number, ...args: ReadonlyArray<string>) => {
        const { code, out, err } = await world.run(program, args)
        expect([code, out, err].join(" ")).not.toContain("\x1b")
        const odder = out.split("\n").filter((line) => line.includes("\\x1B[2J\\n"))
        expect([code, odder.length], `${out}${err}`).toEqual([0, lines])
        return out
      }
      expect(await shown(2, "config", "preview-templates", "--all")).toContain("1\\x1B[2J\\n.mp3 > ")
      await shown(1, "tracks", "delete", file)
      const [id = ""] = (await shown(1, "trash", "list")).split("\t")
      await shown(1, "trash", "restore", id)
      await shown(1, "releases", "new", odd, "off")
      await shown(1, "releases", "delete", odd)
    },
    slowMs
  )

  test(
    "[U7] a library that vanished: reading goes on, scanning refuses, and nothing is lost",
    async () => {
      await scanned(program)
      const all = await titles(program)
      renameSync(world.music, `${world.music}.away`)
      await expectFailure(program, ["scan"], 3, "offline", /offline|not there|is absent|unplugged|mount/i)
      expect(parsed<Status>(await world.run(program, ["status", "--json"]))).toMatchObject({
        storage: "offline",
        tracks: flatTrackTotal
      })
      expect(await titles(program)).toEqual(all)
      // An empty directory in its place (a disk that is not mounted) is no reason to forget everything either.
      mkdirSync(world.music)
      await expectFailure(program, ["scan"], 3, "offline", /./)
      expect(await titles(program)).toEqual(all)
      rmSync(world.music, { recursive: true })
      renameSync(`${world.music}.away`, world.music)
      const back = parsed<ScanReport>(await world.run(program, ["scan", "--json"]))
      expect(back.releases).toEqual({ added: 0, updated: 0, removed: 0, unchanged: flatReleases.length })
    },
    slowMs
  )

  test(
    "[S4] a second scan at once: 4, naming the process that holds the library",
    async () => {
      await scanned(program)
      for (let copy = 0; copy < 60; copy++) cpSync(anyRelease(), join(world.music, `Copy ${copy}`), { recursive: true })
      const first = Bun.spawn([...program.command, "scan", "--workers", "0"], {
        env: world.env,
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe"
      })
      const reader = first.stderr.getReader()
      await reader.read()
      // The first holds the lock from before its first word on; stopped, it holds it for as long as we look.
      first.kill("SIGSTOP")
      await expectFailure(program, ["scan"], 4, "busy", new RegExp(`process ${first.pid}\\b`))
      expect((await world.run(program, ["releases", "list"])).code).toBe(0)
      first.kill("SIGCONT")
      while (!(await reader.read()).done);
      expect(await first.exited).toBe(0)
      expect((await titles(program)).length).toBe(flatReleases.length + 60)
    },
    slowMs
  )

  test(
    "a killed scan leaves the library usable at once",
    async () => {
      await scanned(program)
      for (let copy = 0; copy < 60; copy++) cpSync(anyRelease(), join(world.music, `Copy ${copy}`), { recursive: true })
      const first = Bun.spawn([...program.command, "scan"], { env: world.env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
      await first.stderr.getReader().read()
      first.kill("SIGKILL")
      await first.exited
      const next = await world.run(program, ["scan", "--json"])
      expect(next.code).toBe(0)
      expect((await titles(program)).length).toBe(flatReleases.length + 60)
    },
    slowMs
  )

  test(
    "an interrupted scan exits 130, and the next one goes on",
    async () => {
      await scanned(program)
      for (let copy = 0; copy < 60; copy++) cpSync(anyRelease(), join(world.music, `Copy ${copy}`), { recursive: true })
      const first = Bun.spawn([...program.command, "scan"], { env: world.env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
      const reader = first.stderr.getReader()
      let said = new TextDecoder().decode((await reader.read()).value)
      first.kill("SIGINT")
      for (let part = await reader.read(); !part.done; part = await reader.read()) said += new TextDecoder().decode(part.value)
      expect(await first.exited).toBe(130)
      expect(said).toContain("deadwax: interrupted")
      expect((await world.run(program, ["scan", "--quiet"])).code).toBe(0)
      expect((await titles(program)).length).toBe(flatReleases.length + 60)
    },
    slowMs
  )

  test(
    "a full disk: told, nothing lost, and the next scan completes",
    async () => {
      const library = await scanned(program)
      const all = await titles(program)
      rmSync(join(world.home, ".cache"), { recursive: true })
      const tiny = inTinyDisk(program, join(world.home, ".cache"))
      const ran = await world.run(tiny, ["scan"])
      expect(ran.code).toBe(3)
      expect(ran.err).toMatch(/full|disk|space/i)
      expect(failure(await world.run(tiny, ["scan", "--json"])).code).toBe("storage")
      const next = await world.run(program, ["scan", "--json"])
      expect(next.code).toBe(0)
      expect(await titles(program)).toEqual(all)
      expect(existsSync(world.libraryDb(library.id))).toBe(true)
    },
    slowMs
  )

  test(
    "[U2] a directory that is not there: 5, unless it is a release that has gone; a file: 2",
    async () => {
      await scanned(program)
      const absent = join(world.music, "Velvte Static")
      const ran = await expectFailure(program, ["scan", absent], 5, "not-found", /there is no directory/)
      expect(ran.err).toContain(absent)
      const file = join(world.music, readdirSync(world.music).find((name) => name.endsWith(".mp3")) ?? "")
      await expectFailure(program, ["scan", file], 2, "usage", / is not a directory\.\n/)
      rmSync(anyRelease(), { recursive: true })
      const gone = all(await world.run(program, ["releases", "list", "--all", "--json"])).filter((path) => !existsSync(path))
      expect(gone).toHaveLength(1)
      const report = parsed<ScanReport>(await world.run(program, ["scan", ...gone, "--json"]))
      expect(report.releases).toEqual({ added: 0, updated: 0, removed: 1, unchanged: 0 })
      expect((await world.run(program, ["scan", ...gone])).code).toBe(5)
      renameSync(world.music, `${world.music}.away`)
      expect((await world.run(program, ["scan", absent])).code).toBe(3)
    },
    slowMs
  )

  test(
    "[U4] many copies in progress are warned of a few times, then counted; with --json as objects",
    async () => {
      world = makeWorld("sample")
      await world.run(program, ["init", world.music, "--identity", "tags", "--layout", "flat"])
      // One file of the sample takes no id, which is a failure of that file.
      expect((await world.run(program, ["scan", "--quiet"])).code).toBe(1)
      for (let copy = 0; copy < 8; copy++) {
        const filter = (path: string) => !path.endsWith(".toml")
        cpSync(anyRelease(), join(world.music, `Copy ${copy}`), { recursive: true, filter })
      }
      const words = (await world.run(program, ["scan"])).err.split("\n").filter((line) => line.startsWith("warning: "))
      expect(words).toHaveLength(6)
      expect(words[0]).toContain(join(world.music, "Copy "))
      expect(words[5]).toContain("warning: and 3 more: looks like a copy in progress")
      const lines = (await world.run(program, ["scan", "--json"])).err.trimEnd().split("\n")
      expect(lines).toHaveLength(6)
      for (const line of lines) expect(JSON.parse(line)).toEqual({ warning: { message: expect.any(String) } })
      const verbose = (await world.run(program, ["scan", "--json", "-v"])).err.split("\n")
      const named = verbose.filter((line) => line.startsWith('{"warning"'))
      expect(new Set(named).size).toBe(8)
    },
    slowMs
  )

  test(
    "[D8] a library.db of a newer version is refused and left as it is",
    async () => {
      const library = await scanned(program)
      const database = new Database(world.libraryDb(library.id))
      database.exec("pragma user_version = 9999")
      database.close()
      const before = readFileSync(world.libraryDb(library.id), "base64")
      await expectFailure(program, ["status"], 3, "newer", /newer/)
      await expectFailure(program, ["scan"], 3, "newer", /newer/)
      expect(readFileSync(world.libraryDb(library.id), "base64")).toBe(before)
    },
    slowMs
  )
})
