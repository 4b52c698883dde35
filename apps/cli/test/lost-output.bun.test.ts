import { join } from "node:path"
import type { Library } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sample } from "./expected.ts"
import { type Program, programs } from "./programs.ts"
import { failure, makeWorld, parsed, slowMs } from "./world.ts"

const file = join(sample, "library", "Loose Change.mp3")

/** The program with its standard output on a device that is always full. */
const intoFullDisk = ({ name, command }: Program): Program => ({
  name,
  command: ["sh", "-c", 'exec "$@" > /dev/full', "sh", ...command]
})

/** The program with a reader that leaves without a look; the exit code is told on standard error. */
const intoClosedPipe = ({ name, command }: Program): Program => ({
  name,
  command: ["bash", "-c", '{ "$@"; echo $? >&2; } | :', "bash", ...command]
})

const answers = [
  ["--version"],
  ["--help"],
  ["completions", "bash"],
  ["--version", "--quiet"],
  ["scan", "--help"],
  ["inspect", file],
  ["inspect", file, "--json"]
]

describe.each(programs)("[X1] output that cannot be written, $name", (program) => {
  const world = makeWorld("sample")
  let library: Library
  afterAll(world.remove)
  beforeAll(async () => {
    library = parsed<Library>(await world.run(program, ["init", world.music, "--identity", "fingerprint", "--json"]))
  }, slowMs)

  test.each(answers.map((args) => [args.join(" ").replace(`${sample}/`, ""), args] as const))(
    "on a full disk: told in one sentence, and 3: %s",
    async (_, args) => {
      const ran = await world.run(intoFullDisk(program), args)
      expect({ code: ran.code, out: ran.out }).toEqual({ code: 3, out: "" })
      expect(ran.err).toContain("the output cannot be written whole: the disk it goes to is full")
    },
    slowMs
  )

  test(
    "a reader that has gone is no failure",
    async () => {
      for (const args of answers) expect(await world.run(intoClosedPipe(program), args)).toMatchObject({ err: "0\n" })
    },
    slowMs
  )

  test(
    "a list that is lost is no success, and what was done before it is kept",
    async () => {
      expect(failure(await world.run(intoFullDisk(program), ["scan", "--json"]))).toMatchObject({ code: "storage" })
      const list = await world.run(program, ["releases", "list", "--library", library.name])
      expect(list.code).toBe(0)
      expect(list.out).not.toBe("")
      for (const args of [["releases", "list"], ["tracks", "list", "--json"], ["status"], ["search", "velvet"]])
        expect((await world.run(intoFullDisk(program), args)).code).toBe(3)
    },
    slowMs
  )
})
