/** Settings of the music manager rosé, taken over into the configuration. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "@decimalturn/toml-patch"
import { afterAll, describe, expect, test } from "vitest"
import { linesOfKeys, planRoseImport } from "../src/config/import-rose.ts"
import { onBun, onNode } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs } from "./world.ts"

const theirs = `
music_source_dir = "~/.music-source"
cache_dir = "~/.cache/rose"
max_proc = 4
artist_aliases = [
  { artist = "Abakus", aliases = ["Cinnamon Chasers", 'Say "hi" \\ \u7530'] },
  { artist = "tripleS", aliases = ["EVOLution", "LOVElution"] },
]
cover_art_stems = ["folder", "cover"]
valid_art_exts = ["jpg"]
max_filename_bytes = 9999
rename_source_files = true
ignore_release_directories = ["Hentai"]
write_parent_genres = true
future_key = 1

[path_templates]
default.release = "{{ title }}"

[vfs]
mount_dir = "~/music"

[[stored_metadata_rules]]
matcher = "genre:x"
`

describe("[X7] what is taken over of a configuration of rosé", () => {
  test("settings that mean the same; ours are never replaced; the rest is named with a reason", () => {
    const plan = planRoseImport(parse(theirs), { valid_art_exts: ["png"], cover_art_stems: ["folder", "cover"] })
    expect(Object.keys(plan.taken)).toEqual(["artist_aliases", "rename_source_files", "ignore_release_directories"])
    expect(plan.kept).toEqual([
      { key: "cover_art_stems", reason: "It is the same already." },
      { key: "valid_art_exts", reason: "Yours stays." }
    ])
    expect(plan.ignored.map(({ key }) => key)).toEqual([
      ...["cache_dir", "max_proc", "max_filename_bytes", "write_parent_genres", "future_key"],
      ...["path_templates", "vfs", "stored_metadata_rules"]
    ])
    expect(plan.ignored.find(({ key }) => key === "max_filename_bytes")?.reason).toMatch(
      /^max_filename_bytes must be a whole number/
    )
    expect(plan.musicDirectory).toBe("~/.music-source")
    expect(planRoseImport({ artist_aliases: [{ artist: "A" }] }, {}).taken).toEqual({})
  })

  test("keys are written so that nothing after them changes its place", () => {
    const { taken } = planRoseImport(parse(theirs), {})
    const after = "# mine\ntop = 1\n[table]\nx = 2\n"
    expect(parse(linesOfKeys(taken) + after)).toEqual({ ...taken, ...parse(after) })
  })
})

for (const program of [onBun, onNode]) {
  describe(`[X7] deadwax import rose, ${program.name}`, () => {
    const world = makeWorld()
    afterAll(world.remove)
    const rose = join(world.home, ".config/rose/config.toml")

    test(
      "reads it where rosé keeps it, writes ours, and takes nothing a second time",
      async () => {
        const absent = await world.run(program, ["import", "rose", "--json"])
        expect([absent.code, failure(absent).code, failure(absent).path]).toEqual([2, "config", rose])
        mkdirSync(join(world.home, ".config/rose"), { recursive: true })
        writeFileSync(rose, theirs)
        await world.run(program, ["init", world.music, "--identity", "fingerprint", "--name", "mine"])
        const before = readFileSync(world.config, "utf8")
        const first = await world.run(program, ["import", "rose", "--json"])
        expect([first.code, first.err]).toEqual([0, ""])
        expect(parsed(first)).toMatchObject({
          from: rose,
          path: world.config,
          taken: ["artist_aliases", "cover_art_stems", "valid_art_exts", "rename_source_files", "ignore_release_directories"],
          library: { root: join(world.home, ".music-source"), isRegistered: false }
        })
        const after = readFileSync(world.config, "utf8")
        expect(after.endsWith(before)).toBe(true)
        expect(parse(after)).toMatchObject({ artist_aliases: (parse(theirs) as { artist_aliases: unknown }).artist_aliases })
        expect((await world.run(program, ["config", "check"])).code).toBe(0)
        const again = await world.run(program, ["import", "rose", rose])
        expect(again.out).toContain("Left as it is: artist_aliases (It is the same already)\n")
        expect(again.out).toContain("Not taken over: max_proc (")
        expect(again.out).toContain(
          `Nothing was written.\nNext: deadwax init "${join(world.home, ".music-source")}" --layout flat\n`
        )
        expect(readFileSync(world.config, "utf8")).toBe(after)
      },
      slowMs
    )

    test(
      "a file that is no TOML is named with the place, and ours is left alone",
      async () => {
        const broken = join(world.directory, "broken.toml")
        writeFileSync(broken, "a = 1\nb = = 2\n")
        const before = readFileSync(world.config, "utf8")
        const ran = await world.run(program, ["import", "rose", broken])
        expect(ran.code).toBe(2)
        expect(ran.err).toContain(`${broken}:2:`)
        expect(readFileSync(world.config, "utf8")).toBe(before)
      },
      slowMs
    )
  })
}
