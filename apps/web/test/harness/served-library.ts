/** A library behind a real `deadwax serve`: the bundle as it is shipped, with the app's pages, over a directory of music. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeBundle } from "../../../cli/test/make-bundle.ts"

export interface ServedLibrary {
  readonly url: string
  /** Runs a command of the same program over the same library. */
  readonly run: (...args: ReadonlyArray<string>) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface ServedOptions {
  /** The server lets in only who brings it. */
  readonly token?: string
}

/** `pages`: the built app. `prepare` fills the directory that becomes the library; a scan follows. */
export const serveLibrary = async (
  pages: string,
  prepare: (music: string) => void,
  { token }: ServedOptions = {}
): Promise<ServedLibrary> => {
  const home = mkdtempSync(join(tmpdir(), "deadwax-served-"))
  const [music, program] = [join(home, "Records"), join(home, "program")]
  mkdirSync(music)
  prepare(music)
  await makeBundle(program)
  cpSync(pages, join(program, "web"), { recursive: true })
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(home, "c"),
    XDG_DATA_HOME: join(home, "d"),
    XDG_CACHE_HOME: join(home, "k"),
    DEADWAX_TOKEN: token
  }
  const start = (args: ReadonlyArray<string>) =>
    Bun.spawn([process.execPath, join(program, "bin.mjs"), ...args], { env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
  const run = async (...args: ReadonlyArray<string>): Promise<void> => {
    const ran = start(args)
    const said = await new Response(ran.stderr).text()
    if ((await ran.exited) > 1) throw new Error(`deadwax ${args.join(" ")}: ${said}`)
  }
  await run("init", music, "--identity", "fingerprint", "--layout", "nested")
  await run("scan")
  const server = start(["serve", "--port", "0", "--json"])
  const url = await firstUrl(server.stdout)
  if (url === undefined) throw new Error(`deadwax serve: ${await new Response(server.stderr).text()}`)
  return {
    url,
    run,
    stop: async () => {
      server.kill("SIGTERM")
      await server.exited
      rmSync(home, { recursive: true, force: true })
    }
  }
}

/** The address in the first line that the server prints. */
const firstUrl = async (output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string | undefined> => {
  let text = ""
  const decoder = new TextDecoder()
  for await (const part of output) {
    text += decoder.decode(part, { stream: true })
    const url = /"url":"([^"]+)"/.exec(text)?.[1]
    if (url !== undefined) return url
  }
  return undefined
}
