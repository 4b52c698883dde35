/** The tour that `quickstart.ts` starts once everything is installed: init, scan, list and search on a copy of the sample library, and syncs from a sample source. */
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { releaseColumns } from "../../apps/cli/src/print/release.ts"
import { statsText } from "../../apps/cli/src/print/source.ts"
import { uncoloured } from "../../apps/cli/src/print/style.ts"
import { tableLines } from "../../apps/cli/src/print/table.ts"

const root = join(import.meta.dirname, "../..")
const say = (text = ""): void => {
  process.stdout.write(`${text}\n`)
}

class QuickstartFailure extends Error {}

/** A home of its own below the temporary directory: configuration, databases and the copied music. */
const makePlace = () => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-quickstart-"))
  const music = join(directory, "Music")
  cpSync(join(root, "sample/library"), music, { recursive: true })
  const places = {
    XDG_CONFIG_HOME: join(directory, "config"),
    XDG_DATA_HOME: join(directory, "data"),
    XDG_CACHE_HOME: join(directory, "cache")
  }
  return { directory, music, places }
}

type Place = ReturnType<typeof makePlace>

/** Runs the command line, shows how it was called, and answers what it printed. */
const deadwax = <T>(place: Place, ...args: ReadonlyArray<string>): T => {
  say(`\n$ deadwax ${args.map((text) => (/\s/.test(text) ? `"${text}"` : text)).join(" ")}`)
  const program = join(root, "apps/cli/src/main.bun.ts")
  // Neither a library nor a configuration of the user's may get in by the environment.
  const env = { ...process.env, ...place.places, DEADWAX_CONFIG: "", DEADWAX_LIBRARY: "" }
  const ran = spawnSync(process.execPath, ["--conditions=source", program, ...args, "--json"], {
    encoding: "utf8",
    env,
    maxBuffer: 2 ** 26
  })
  if (ran.status !== 0) throw new QuickstartFailure(`${ran.stdout}${ran.stderr}\ndeadwax ended with code ${ran.status}.`)
  return JSON.parse(ran.stdout) as T
}

interface Counts {
  readonly added: number
}
interface Report {
  readonly releases: Counts
  readonly tracks: Counts
  readonly durationMs: number
}

const showReleases = (place: Place): void => {
  const page = deadwax<{ items: Array<never> }>(place, "releases", "list")
  const columns = releaseColumns.filter(({ title }) => title !== "ID" && title !== "Path")
  for (const line of tableLines(columns, page.items, Math.min(process.stdout.columns ?? 100, 120), uncoloured)) say(line)
}

const showSearch = (place: Place, text: string): void => {
  const page = deadwax<{ items: Array<{ kind: string; title: string; artists: string }> }>(place, "search", text)
  if (page.items.length === 0) throw new QuickstartFailure(`the search for "${text}" found nothing.`)
  for (const { kind, title, artists } of page.items.slice(0, 6))
    say(`${kind.padEnd(8)} ${title}${artists === "" ? "" : `, by ${artists}`}`)
}

const sync = (place: Place): void => say(statsText(deadwax<{ stats: Parameters<typeof statsText>[0] }>(place, "sync").stats))

interface Remote {
  readonly releases: number
  readonly tracks: number
  readonly catalog: { readonly songs: number; readonly downloaded: number }
  readonly queue: { readonly ready: number }
}

/** A directory of two sample albums stands for another disk: one of them is there at the first sync, the other comes after it. */
const showSync = (place: Place): void => {
  const disk = join(place.directory, "Other disk")
  const copy = (album: string): void =>
    cpSync(join(root, "sample/nested/Halden Row", album), join(disk, album), { recursive: true })
  copy("2003 - Slow Cinema")
  deadwax(place, "sources", "add", "disk", `dir:${disk}`)
  sync(place)
  copy("2007 - Night Bus")
  say("\nAn album was put on the other disk.")
  sync(place)
  const { releases, tracks, catalog, queue } = deadwax<Remote>(place, "status")
  say(
    `${tracks} tracks on ${releases} releases; of the source's ${catalog.songs} songs ${catalog.downloaded} are here, ${queue.ready} to be fetched`
  )
}

const goOn = (place: Place, id: string): void => {
  const { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME } = place.places
  say(`
Where things are
  library        ${place.music}
  configuration  ${join(XDG_CONFIG_HOME, "deadwax/config.toml")}
  your data      ${join(XDG_DATA_HOME, "deadwax", id, "library.db")}
  the cache      ${join(XDG_CACHE_HOME, "deadwax", id, "cache.db")}
  All of it lies in ${place.directory}; remove that directory when you have seen enough.

With your own music (here for ~/Music; nothing is written to a music file)
  npx -y bun@1.4.5 run deadwax init ~/Music --identity fingerprint
  npx -y bun@1.4.5 run deadwax scan
  npx -y bun@1.4.5 run deadwax releases list
  npx -y bun@1.4.5 run deadwax search WORDS

  With --identity tags instead, Deadwax writes two id fields into each file's tags, so that a file is still known after it was
  renamed, retagged and moved by any program. README.md says exactly what is written.`)
}

const main = (): void => {
  const place = makePlace()
  say(`Copied the sample library to ${place.music}`)
  const library = deadwax<{ id: string }>(place, "init", place.music, "--identity", "fingerprint")
  say(`Registered; nothing is written to a music file (--identity fingerprint).`)
  const report = deadwax<Report>(place, "scan")
  say(`${report.tracks.added} tracks on ${report.releases.added} releases in ${(report.durationMs / 1000).toFixed(1)} s`)
  showReleases(place)
  showSearch(place, "lantern")
  showSync(place)
  goOn(place, library.id)
}

try {
  main()
} catch (error) {
  if (!(error instanceof QuickstartFailure)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
