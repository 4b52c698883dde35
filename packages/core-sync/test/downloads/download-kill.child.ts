/**
 * Downloads all songs of a generation from a simulated source onto a real disk, until it is killed or has ended. Arguments: the directory that
 * holds `music` and `library.db`, and the generation. Says "." on standard output with every piece that comes.
 */
import "../../../core-async/test/harness/keep-compiled.ts"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { layer } from "#runtime"
import { download, finishedDownloads } from "../../src/downloads/download.ts"
import { entryOf, SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import { songBytes, songPath, songs } from "./download-kill.songs.ts"
import { inPieces, openLibraryDb, recordsIn } from "./download-world.ts"

const [directory = "", generation = "0"] = process.argv.slice(2)
const root = `${directory}/music`

const program = Effect.gen(function* () {
  const files = yield* Files
  const records = recordsIn(yield* openLibraryDb(`${directory}/library.db`))
  const target = { root, records, checkpointBytes: 20_000 }
  const remote = new SimulatedRemote()
  const source = simulatedSource(remote)
  for (const { path } of yield* finishedDownloads(target)) yield* records.remove(path)
  for (let song = 0; song < songs; song++) {
    const path = songPath(song)
    const wanted = songBytes(song, Number(generation))
    remote.put(path, wanted)
    const file = remote.fileAt(path)
    if (file === undefined) throw new Error("no file")
    const info = yield* files.stat(`${root}/${path}`)
    if (info !== undefined && Buffer.from(wanted).equals(yield* files.readFile(`${root}/${path}`))) continue
    const entry = { ...entryOf(file), revision: `"${generation}"` }
    const read: typeof source.read = (request) =>
      Effect.map(source.read({ ...request, revision: file.revision }), (body) => ({
        ...body,
        revision: entry.revision,
        bytes: Stream.tap(body.bytes, () => Effect.sync(() => process.stdout.write(".")))
      }))
    yield* download(target, inPieces({ source: { ...source, read }, entry, path, over: info ?? null }, 2000))
    yield* records.remove(path)
  }
})

await Effect.runPromise(Effect.scoped(Effect.provide(program, layer)))
