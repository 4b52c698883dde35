import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import type { ScanReport } from "@deadwax/core-cache"
import { afterAll, describe, expect, test } from "vitest"
import { flatTrackTotal } from "./expected.ts"
import { dist, onBun, onNode, programs } from "./programs.ts"
import { makeWorld, parsed, slowMs } from "./world.ts"

const world = makeWorld()
afterAll(world.remove)

describe("[X8] the package", () => {
  const unpacked = join(world.directory, "package")

  test(
    "packs a program that runs from the tarball on Bun and on Node, with nothing installed beside it",
    async () => {
      // A copy of the package with the bundle in its place: packing must not depend on what the working tree's dist/ holds.
      const source = join(world.directory, "source")
      const here = join(import.meta.dirname, "..")
      mkdirSync(source)
      for (const file of ["package.json", "LICENSE", "README.md"]) cpSync(join(here, file), join(source, file))
      const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"))
      expect(manifest.dependencies).toBeUndefined()
      await Bun.write(join(source, "package.json"), JSON.stringify(manifest))
      cpSync(dist, join(source, "dist"), { recursive: true })
      const packed = Bun.spawnSync([process.execPath, "pm", "pack", "--destination", world.directory], {
        cwd: source,
        env: world.env
      })
      expect(packed.exitCode).toBe(0)
      const tarball = readdirSync(world.directory).find((name) => name.endsWith(".tgz")) ?? ""
      expect(Bun.spawnSync(["tar", "-xzf", tarball], { cwd: world.directory }).exitCode).toBe(0)
      const bin = join(unpacked, manifest.bin.deadwax)
      expect(statSync(bin).mode & 0o111).not.toBe(0)
      expect(readFileSync(bin, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/)
      for (const { command } of [onBun, onNode]) {
        const program = { name: "packed", command: [command[0] as string, bin] }
        expect((await world.run(program, ["--version"])).out).toBe(`deadwax ${manifest.version}\n`)
        expect((await world.run(program, ["status"])).code).toBe(2)
      }
    },
    slowMs
  )

  test("brings TagLib as a file of its own, and the notices of all it contains", () => {
    const notices = readFileSync(join(unpacked, "dist/THIRD-PARTY-NOTICES.txt"), "utf8")
    expect(notices).toContain("GNU Lesser General Public License 2.1")
    for (const name of ["effect", "music-metadata", "taglib-wasm", "@effect/platform-node", "@decimalturn/toml-patch"]) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, "m"))
    }
    expect(existsSync(join(unpacked, "dist/taglib-web.wasm"))).toBe(true)
    expect(existsSync(join(unpacked, "LICENSE"))).toBe(true)
  })
})

describe.each(programs)("[I1] ids in tags, $name", (program) => {
  test(
    "are written by threads and in process alike, once, and read back",
    async () => {
      for (const workers of ["0", "2"]) {
        const place = makeWorld("sample")
        const run = (...args: ReadonlyArray<string>) => place.run(program, args)
        expect((await run("init", place.music, "--identity", "tags")).code).toBe(0)
        const first = parsed<ScanReport>(await run("scan", "--workers", workers, "--json"))
        expect(first.tracks.added).toBe(flatTrackTotal)
        // What cannot take an id is a failure of its own; everything else carries one now.
        const refused = first.failed.map(({ path }) => path)
        const tracks = parsed<{ items: Array<{ id: string; sourcePath: string }> }>(
          await run("tracks", "list", "--all", "--json")
        ).items
        const inspected = await run("inspect", "--json", ...tracks.map(({ sourcePath }) => sourcePath))
        for (const line of inspected.out.trimEnd().split("\n")) {
          const { path, ids } = JSON.parse(line)
          const known = tracks.find(({ sourcePath }) => sourcePath === path)
          if (!refused.includes(path)) expect({ path, id: ids.track }).toEqual({ path, id: known?.id ?? "" })
        }
        const again = parsed<ScanReport>(await run("scan", "--json"))
        expect(again.tracks).toEqual({ added: 0, updated: 0, removed: 0, unchanged: flatTrackTotal })
        // [U3] Everything of ours lost but the files: the same ids come back.
        rmSync(join(place.home, ".cache"), { recursive: true })
        const rebuilt = parsed<{ items: Array<{ id: string }> }>(await run("tracks", "list", "--all", "--json")).items
        expect(rebuilt.map(({ id }) => id)).toEqual(tracks.map(({ id }) => id))
        place.remove()
      }
    },
    slowMs
  )
})

test(
  "without TagLib's file the bundle says so for each file, and scans all the same",
  async () => {
    const away = join(dist, "taglib-web.wasm")
    const place = makeWorld("sample")
    renameSync(away, `${away}.away`)
    try {
      await place.run(onNode, ["init", place.music, "--identity", "tags"])
      const ran = await place.run(onNode, ["scan", "--json"])
      expect(ran.code).toBe(1)
      const report = parsed<ScanReport>(ran)
      expect(report.tracks.added).toBe(flatTrackTotal)
      expect(report.failed[0]?.message).toContain("taglib-web.wasm cannot be loaded")
    } finally {
      renameSync(`${away}.away`, away)
      place.remove()
    }
  },
  slowMs
)
