/** What tests of bad input share: a library that was sound before, and how a failure must look. */
import type { Library, Page, Release } from "@deadwax/core-cache"
import { expect } from "vitest"
import type { Program } from "./programs.ts"
import { failure, makeWorld, parsed, type Ran, type World } from "./world.ts"

/** A world with the sample library, registered as "mine" and scanned; no file of it is written. */
export const scannedWorld = async (program: Program): Promise<{ readonly world: World; readonly library: Library }> => {
  const world = makeWorld("sample")
  const ran = await world.run(program, ["init", world.music, "--identity", "fingerprint", "--name", "mine", "--json"])
  expect((await world.run(program, ["scan", "--quiet"])).code).toBe(0)
  return { world, library: parsed<Library>(ran) }
}

export const titlesIn = async (world: World, program: Program): Promise<ReadonlyArray<string>> => {
  const page = parsed<Page<Release>>(await world.run(program, ["releases", "list", "--all", "--json"]))
  return page.items.map(({ title }) => title)
}

export type Expected = readonly [args: ReadonlyArray<string>, code: number, kind: string, text: RegExp]

/** A failure is told in both forms with the same code; nothing goes to standard output. */
export const expectFailureIn = async (world: World, program: Program, ...[args, code, kind, text]: Expected): Promise<Ran> => {
  const inWords = await world.run(program, args)
  expect({ code: inWords.code, out: inWords.out }).toEqual({ code, out: "" })
  expect(inWords.err).toMatch(text)
  const asJson = await world.run(program, [...args, "--json"])
  expect(asJson.code).toBe(code)
  expect(failure(asJson).code).toBe(kind)
  expect(failure(asJson).remedy).not.toBe("")
  return inWords
}
