/** A library that follows a folder of real music on a real WebDAV server, over the command line; both sides change. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Library } from "@deadwax/core-cache"
import { expect } from "vitest"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import {
  type ApacheSource,
  hasOthers,
  otherSample,
  password,
  readSample,
  samplePaths,
  startApacheSource,
  user
} from "./apache-source.ts"
import { song } from "./dav-source.ts"
import { digestOf, holdingsOf, mp3SoundOf } from "./holdings.ts"
import { onBun } from "./programs.ts"
import { makeWorld, parsed, sampleLibrary, type World } from "./world.ts"

/** Long enough to be cut off in the middle; another number is another sound. */
const longSong = (number: number): Uint8Array => song(`Long ${number}`, 1500 + number)
const longPaths = ["Reds - Velvet/01.mp3", "Reds - Velvet/02.mp3", "Reds - Velvet/03.mp3"]

/** One library, its source, and what each of them ever had. */
export interface Life {
  readonly identity: "fingerprint" | "tags"
  readonly random: Random
  readonly world: World
  readonly library: Library
  readonly source: ApacheSource
  /** Digests and sounds of all contents that the source ever had, and of the user's. */
  readonly known: Set<string>
  /** Sounds of what the user made, by where it lies. */
  readonly mine: Map<string, string>
  made: number
}

const inLibrary = ({ world }: Life, path: string): string => join(world.music, path)

const samples = new Map([...holdingsOf(sampleLibrary).values()].map(({ digest, sound }) => [digest, sound]))

const note = ({ known }: Life, content: Uint8Array): void => {
  const digest = digestOf(content)
  known.add(digest)
  known.add(samples.get(digest) ?? mp3SoundOf(content))
}

const put = (life: Life, path: string, content: Uint8Array): void => {
  note(life, content)
  life.source.put(path, content)
}

/** The user's own file comes to lie there. */
const make = (life: Life, path: string): void => {
  const content = song(`Mine ${life.made}`, 30 + life.made++)
  mkdirSync(dirname(inLibrary(life, path)), { recursive: true })
  writeFileSync(inLibrary(life, path), content)
  life.mine.set(path, mp3SoundOf(content))
  note(life, content)
}

/** Something happens to one file of the source. */
export const changeThere = (life: Life): void => {
  const { random, source } = life
  const doing = random.below(10)
  const path = random.pick(source.paths())
  if (doing < 2) put(life, random.pick(longPaths), longSong(life.made++))
  else if (doing < 6 && hasOthers(path)) put(life, path, otherSample(path, life.made++))
  else if (doing < 8 || !samplePaths.includes(path)) {
    const from = random.pick(samplePaths)
    put(life, `New ${random.below(3)}/${life.made++} ${from.slice(from.lastIndexOf("/") + 1)}`, readSample(from))
  } else source.remove(path)
}

/** The user changes, takes away or adds a file. */
export const changeHere = (life: Life): void => {
  const { random, mine } = life
  const theirs = [...holdingsOf(life.world.music).keys()].filter((path) => path.endsWith(".mp3") && !mine.has(path))
  const doing = random.below(6)
  if (doing === 0 || theirs.length === 0) make(life, `Mine/own ${life.made}.mp3`)
  else if (doing === 1) make(life, random.pick(theirs))
  else if (doing === 2) rmSync(inLibrary(life, random.pick(theirs)))
}

/** The command line, as it is shipped. */
export const run = (life: Life, ...args: ReadonlyArray<string>) => life.world.run(onBun, args)

/** A source with the sample library, and a library with some files of the user's. */
export const begin = async (identity: Life["identity"], seed: number): Promise<Life> => {
  const [world, source] = [makeWorld(), await startApacheSource()]
  writeFileSync(join(world.directory, "password"), password, { mode: 0o600 })
  const library = parsed<Library>(
    await world.run(onBun, ["init", world.music, "--identity", identity, "--layout", "nested", "--json"])
  )
  const life: Life = { identity, random: seeded(seed), world, library, source, known: new Set(), mine: new Map(), made: 0 }
  for (const path of samplePaths) put(life, path, readSample(path))
  for (const path of longPaths) put(life, path, longSong(life.made++))
  for (let own = 0; own < 3; own++) make(life, `Mine/own ${own}.mp3`)
  const credentials = ["--user", user, "--password-file", "password"]
  expect(await run(life, "sources", "add", "NAS", source.url, ...credentials, "--policy", "removed=mirror")).toMatchObject({
    code: 0
  })
  return life
}
