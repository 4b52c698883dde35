/** The dedicated worker of write-ids.browser.test.ts: OPFS reads synchronously only here. Answers with what became of each file. */
import { Files } from "@deadwax/core-async"
import { layerFiles } from "@deadwax/core-async/browser"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { readTags, TagWriter, writeIdsBatch } from "../src/index.ts"
import { differences as differencesOf, formatFor } from "./in-memory.ts"
import { comments, items, madeFlac, madeM4a, madeMp3, madeOpus, madeVorbis, oddFrames, text } from "./made-files.ts"

/** What the worker found out about one file. */
export interface BrowserWrite {
  readonly name: string
  readonly first: string
  readonly second: string
  readonly differences: ReadonlyArray<string>
  readonly ids: unknown
}

const folder = "/write-ids"
const ids = { track: "a-track", release: "a-release" }

const made: ReadonlyArray<readonly [string, Uint8Array]> = [
  ["a.mp3", madeMp3(3, [text("TIT2", "Song"), ...oddFrames])],
  ["a.flac", madeFlac(comments)],
  ["a.opus", madeOpus(comments)],
  ["a.ogg", madeVorbis(comments)],
  ["a.m4a", madeM4a(items, true)],
  ["broken.flac", madeFlac(comments).subarray(0, 300)]
]

const kind = (result: Result.Result<{ readonly kind: string }, { readonly reason: string }> | undefined): string =>
  result === undefined ? "nothing" : Result.isSuccess(result) ? result.success.kind : result.failure.reason

const writeAll = Effect.gen(function* () {
  const files = yield* Files
  yield* files.makeDirectory(folder)
  const items: Array<{ path: string; ids: typeof ids; expected: { sizeBytes: number; modifiedAtUs: number } }> = []
  for (const [name, bytes] of made)
    items.push({ path: `${folder}/${name}`, ids, expected: yield* files.writeAtomic(`${folder}/${name}`, bytes) })
  const first = yield* writeIdsBatch(items)
  const again: typeof items = []
  for (const item of items) again.push({ ...item, expected: (yield* files.stat(item.path)) ?? item.expected })
  const second = yield* writeIdsBatch(again)
  const tags = yield* files.readEach(
    items.map((item) => item.path),
    (file) => readTags(file)
  )
  const found: Array<BrowserWrite> = []
  for (const [i, [name, before]] of made.entries()) {
    const after = yield* files.readFile(`${folder}/${name}`)
    const written = kind(first[i]) === "written"
    const differences = written ? differencesOf(formatFor(name, before), before, after) : []
    const read = tags[i]
    const seen = read !== undefined && Result.isSuccess(read) && read.success.ok ? read.success.tags.ids : undefined
    found.push({ name, first: kind(first[i]), second: kind(second[i]), differences, ids: seen })
  }
  return found
})

Effect.runPromise(Effect.provide(writeAll, Layer.merge(layerFiles, TagWriter.layer()))).then(
  (found) => postMessage({ found }),
  (cause: unknown) => postMessage({ error: String(cause) })
)
