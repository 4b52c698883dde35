/** How long it takes until a changed file is in the library while the program watches it. */
import { spawn } from "node:child_process"
import { copyFileSync, renameSync, rmSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { phaseName, watched } from "./aims.ts"
import type { Measures } from "./measures.ts"
import type { Deadwax } from "./peers/deadwax.ts"
import { type Library, mp3sOf } from "./scans.ts"

const rounds = 10

interface Told {
  readonly kind: string
  readonly report?: { readonly tracks: { readonly updated: number } }
}

/** Puts a file in its own place, as a tag editor does: a copy beside it, then its name. As far as its time tells it is another one. */
const replace = (path: string): void => {
  const beside = `${path}.part`
  copyFileSync(path, beside)
  const seconds = statSync(path).mtimeMs / 1000 - 60
  utimesSync(beside, seconds, seconds)
  renameSync(beside, path)
}

/** Watches a library that was scanned before, replaces one file after the other, and waits each time until its scan is told. */
export const measureWatch = async (measures: Measures, { music, name }: Library, peer: Deadwax): Promise<void> => {
  const [program, ...args] = peer.commandLine("watch", "--json")
  const child = spawn(program ?? "", args, { env: { ...process.env, ...peer.environment }, stdio: ["ignore", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const until = async (isMeant: (told: Told) => boolean): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${peer.name}: watching ended`)
      if (isMeant(JSON.parse(value))) return
    }
  }
  const paths = mp3sOf(music)
  try {
    await until(({ kind }) => kind === "scanned")
    for (let round = 0; round < rounds; round++) {
      const path = join(music, paths[(round * 104_729) % paths.length] ?? "")
      const startedMs = performance.now()
      replace(path)
      await until(({ kind, report }) => kind === "scanned" && (report?.tracks.updated ?? 0) > 0)
      measures.add(phaseName(peer.name, watched, name), "ms", performance.now() - startedMs)
      rmSync(`${path}.part`, { force: true })
    }
  } finally {
    child.kill("SIGINT")
    await new Promise((resolve) => child.once("close", resolve))
  }
}
