import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { onBun, programs } from "./programs.ts"
import { failure, makeWorld, type Ran, slowMs } from "./world.ts"

const world = makeWorld()
afterAll(world.remove)
writeFileSync(join(world.directory, "file.txt"), "x")

/** Wrong use: code 2, nothing on standard output, one sentence of what and one of what to do. */
const expectRefusal = (ran: Ran, message: string): void => {
  expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" })
  const [what = "", todo = "", ...rest] = ran.err.split("\n")
  expect(what).toBe(`deadwax: ${message}`)
  expect(todo).toMatch(/^[A-Z].*[.!]$/)
  expect(rest).toEqual([""])
}

const refusals: ReadonlyArray<readonly [string, string]> = [
  ["bogus", 'there is no command "bogus".'],
  ["scna", 'there is no command "scna"; did you mean scan or sync?'],
  ["releases", "releases needs a command: list or show or new or cover or delete."],
  ["releases lst", 'there is no command "lst"; did you mean list?'],
  ["scan --frce", "there is no option --frce; did you mean --force?"],
  ["scan --allow-loss", "there is no option --allow-loss."],
  ["tracks list genre:rock -title:thunder", '"-title:thunder" begins with a dash, as options do.'],
  ["releases list -year:1999 --limit 1", '"-year:1999" begins with a dash, as options do.'],
  ["status extra", 'nothing is expected where "extra" stands.'],
  ["tracks list --limit many", '--limit cannot be "many"; it must be a whole number, 0 or more.'],
  ["tracks list --limit -4", '--limit cannot be "-4"; it must be a whole number, 0 or more.'],
  ["tracks list --limit=1.5", '--limit cannot be "1.5"; it must be a whole number, 0 or more.'],
  ["releases list --offset -1", '--offset cannot be "-1"; it must be a whole number, 0 or more.'],
  [
    "releases list --offset 99999999999999999999",
    '--offset cannot be "99999999999999999999"; it must be a whole number, 0 or more.'
  ],
  ["releases list --limit 5 --all", "--all lists everything, so it does not go with --limit or --offset."],
  ["scan --workers=-1", '--workers cannot be "-1"; it must be a whole number, 0 or more.'],
  ["releases new x maybe", 'on|off cannot be "maybe"; it must be "on" or "off".'],
  ["releases cover x", "which picture was not said."],
  ["releases cover x y.jpg --remove", "--remove takes the cover away, so it does not go with a FILE."],
  ["releases cover x DIRECTORY/none.jpg", "there is no picture DIRECTORY/none.jpg."],
  ["releases cover x DIRECTORY", "DIRECTORY is no file."],
  ["trash", "trash needs a command: list or restore or empty."],
  ["search", "the operand TEXT is missing."],
  ["inspect", "the operand FILE is missing."],
  ["init", "the operand DIR is missing."],
  ["init DIRECTORY --identity maybe", '--identity cannot be "maybe"; it must be "tags" or "fingerprint".'],
  ["init DIRECTORY --name=", "--name needs a value: a text that is not empty."],
  ["init DIRECTORY", "whether Deadwax may write ids into the files' tags was not said."],
  ["init DIRECTORY/absent --identity tags", "DIRECTORY/absent does not exist."],
  ["init DIRECTORY/../file.txt --identity tags", "FILE is not a directory."],
  ["completions tcsh", 'bash|zsh|fish cannot be "tcsh"; it must be "bash" or "zsh" or "fish".'],
  ["status", "no library is registered in CONFIG."],
  ["scan DIRECTORY", "DIRECTORY is not a library of CONFIG."],
  ["status --library DIRECTORY", "DIRECTORY is not a library of CONFIG."],
  ["status --library nobody", 'there is no library "nobody" in CONFIG.'],
  ["help bogus", 'there is no command "bogus".'],
  ["help releases lst", 'there is no command "lst"; did you mean list?'],
  ["status --quiet --quiet", "--quiet stands 2 times; it is taken once."],
  ["tracks list --limit 1 --limit 2", "--limit stands 2 times; it is taken once."],
  ["releases list --genre=", "--genre needs a value: a text that is not empty."],
  ["tracks play x --at 2020-02-31", '--at is "2020-02-31", which is no time.'],
  ["status --config DIRECTORY/none.toml", "there is no configuration file DIRECTORY/none.toml."],
  ["status --config none.toml", "there is no configuration file HERE/none.toml."]
]

const placed = (text: string): string =>
  text
    .replaceAll("DIRECTORY", world.music)
    .replaceAll("CONFIG", world.config)
    .replaceAll("HERE", world.directory)
    .replaceAll("FILE is not", `${join(world.directory, "file.txt")} is not`)

for (const program of programs) {
  describe(`[X1] wrong use, ${program.name}`, () => {
    // What is refused is so before anything of a runtime is asked.
    test.each(refusals.filter((_, at) => program === onBun || at % 5 === 0))(
      "%s",
      async (args, message) => {
        expectRefusal(await world.run(program, placed(args).split(" ")), placed(message))
      },
      slowMs
    )

    test.each([
      [["init", "", "--identity", "tags"], "DIR"],
      [["scan", world.music, ""], "DIR"],
      [["inspect", ""], "FILE"]
    ] as const)(
      "an empty operand is no path: %j",
      async (args, operand) => {
        expectRefusal(await world.run(program, args), `${operand} needs a value: a path that is not empty.`)
      },
      slowMs
    )

    test(
      "without any argument: the help, on standard error",
      async () => {
        const ran = await world.run(program, [])
        expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" })
        expect(ran.err).toContain("Usage: deadwax")
      },
      slowMs
    )

    test(
      "with --json the failure is one line of JSON",
      async () => {
        const unknown = await world.run(program, ["scan", "--frce", "--json"])
        expect(unknown.code).toBe(2)
        expect(failure(unknown)).toEqual({
          code: "usage",
          message: "there is no option --frce; did you mean --force?",
          remedy: "Run 'deadwax scan --help' to see what fits.",
          path: null
        })
        const uninitialised = failure(await world.run(program, ["--json", "scan", world.music]))
        expect(uninitialised.code).toBe("not-initialised")
        expect(uninitialised.remedy).toBe(`Make it one: deadwax init ${world.music}`)
        expect(uninitialised.path).toBe(world.music)
      },
      slowMs
    )

    test(
      "a stack only with -v",
      async () => {
        const quiet = await world.run(program, ["status"])
        const verbose = await world.run(program, ["status", "-v"])
        expect(verbose.err.startsWith(quiet.err)).toBe(true)
        expect(verbose.err).toMatch(/\n\s+at /)
        expect(quiet.err).not.toMatch(/\n\s+at /)
        const lines = (await world.run(program, ["status", "--json", "-v"])).err.trimEnd().split("\n")
        const errors = lines.map((line) => JSON.parse(line).error).filter((error) => error !== undefined)
        expect(errors).toEqual([expect.objectContaining({ stack: expect.stringMatching(/\n\s+at /) })])
      },
      slowMs
    )

    test(
      "every command explains itself",
      async () => {
        for (const words of [["scan"], ["releases", "list"], ["tracks", "show"], ["init"]]) {
          const help = await world.run(program, [...words, "--help"])
          expect({ code: help.code, err: help.err }).toEqual({ code: 0, err: "" })
          expect(help.out).toContain(`deadwax ${words.join(" ")}`)
          expect(help.out).not.toContain("\x1b")
        }
      },
      slowMs
    )

    test(
      "help is asked for by word, too",
      async () => {
        for (const words of [[], ["scan"], ["releases"], ["tracks", "show"]]) {
          const help = await world.run(program, ["help", ...words])
          expect(help).toEqual(await world.run(program, [...words, "--help"]))
          expect({ code: help.code, err: help.err }).toEqual({ code: 0, err: "" })
          expect(await world.run(program, ["--config", "help", "help", ...words])).toEqual(help)
        }
        expect((await world.run(program, ["search", "help"])).code).toBe(2)
      },
      slowMs
    )

    test(
      "control characters of an argument do not reach the terminal",
      async () => {
        const ran = await world.run(program, ["status", "--library", "a\x1b[2Jb"])
        expect(ran.err).toContain('"a\\x1B[2Jb"')
        expect(ran.err).not.toContain("\x1b")
      },
      slowMs
    )
  })

  describe(`[X5] configuration, ${program.name}`, () => {
    const config = join(world.directory, "config.toml")
    const status = async (text: string | Uint8Array, args: ReadonlyArray<string> = []): Promise<Ran> => {
      mkdirSync(dirname(config), { recursive: true })
      writeFileSync(config, text)
      return world.run(program, ["status", "--config", config, ...args])
    }

    test(
      "broken TOML is told with file, line and column",
      async () => {
        const ran = await status("a = 1\nb = \n")
        expect(ran.code).toBe(2)
        expect(ran.err.startsWith(`deadwax: ${config}:2:`)).toBe(true)
      },
      slowMs
    )
    test(
      "a wrong value is told with key, file and form",
      async () => {
        const ran = await status('[[libraries]]\nid = "x"\n', ["--json"])
        expect(ran.code).toBe(2)
        // The keys that are missing are told as well.
        const [first] = ran.err.split("\n")
        expect(JSON.parse(first ?? "").error).toMatchObject({
          code: "config",
          path: config,
          message: `libraries[1].id in ${config} must be a UUID in lower case, as \`deadwax init\` gives it`
        })
      },
      slowMs
    )
    test(
      "text that is not UTF-8",
      async () => {
        expectRefusal(await status(Uint8Array.of(0x61, 0x3d, 0x22, 0xe9, 0x22)), `${config} is not UTF-8 text.`)
      },
      slowMs
    )
    test(
      "unknown keys are warned of, not refused; --quiet is quiet",
      async () => {
        const ran = await status("tehme = 1\n")
        expect(ran.err.startsWith(`warning: ${config}: unknown key tehme is ignored\ndeadwax: no library`)).toBe(true)
        expect((await status("tehme = 1\n", ["--quiet"])).err.startsWith("deadwax: no library")).toBe(true)
      },
      slowMs
    )
    test(
      "with --json a warning is JSON too",
      async () => {
        const [warning, error] = (await status("tehme = 1\n", ["--json"])).err
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line))
        expect(warning).toEqual({ warning: { message: `${config}: unknown key tehme is ignored` } })
        expect(error.error.code).toBe("not-initialised")
      },
      slowMs
    )
    test(
      "DEADWAX_CONFIG and DEADWAX_LIBRARY stand in for the options",
      async () => {
        writeFileSync(config, "")
        const env = { DEADWAX_CONFIG: config, DEADWAX_LIBRARY: "nobody" }
        expectRefusal(await world.run(program, ["status"], { env }), `there is no library "nobody" in ${config}.`)
        expect((await world.run(program, ["status", "--library", "other"], { env })).err).toContain('"other"')
      },
      slowMs
    )
  })
}
