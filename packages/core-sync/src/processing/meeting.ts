/** An item that is new meets a file that nothing is agreed about: do both hold the same? */
import { Digests, Files } from "@deadwax/core-async"
import { QuickReader, readTags } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CatalogItem } from "../catalog/item.ts"
import { conflictPath } from "../conflicts/conflict-name.ts"
import { beginDigest } from "../downloads/digest-file.ts"
import { ofDisk } from "../downloads/download-error.ts"
import type { Brought, DownloadTarget } from "../downloads/download-target.ts"
import type { Action } from "../planning/actions.ts"
import { type PlanTerms, plan } from "../planning/plan.ts"
import type { LocalItem } from "../planning/trees.ts"
import type { Source } from "../sources/source.ts"
import { parseState } from "./plan-work.ts"

/** What it takes to compare. */
export interface Comparing {
  readonly source: Source
  readonly target: DownloadTarget
  readonly terms: PlanTerms
}

/** The digest of all that the source has of an item; nothing of it is kept. */
const digestThere = Effect.fnUntraced(function* (source: Source, item: CatalogItem) {
  const digest = (yield* Digests).begin("sha256")
  yield* Effect.scoped(
    Effect.gen(function* () {
      const body = yield* source.read({ id: item.remoteId, revision: item.revision })
      yield* Stream.runForEach(body.bytes, (chunk) => Effect.sync(() => digest.update(chunk)))
    })
  )
  return digest.hex()
})

/** Digests of both sides, to be compared with each other alone. Different lengths are different without a look. */
const contentsOf = Effect.fnUntraced(function* (source: Source, item: CatalogItem, absolute: string, sizeBytes: number) {
  if (item.sizeBytes !== null && item.sizeBytes !== sizeBytes) return { there: "there", here: "here" }
  const here = (yield* beginDigest(absolute, item.hash?.algorithm ?? "sha256", sizeBytes))?.hex() ?? "unreadable"
  return { there: item.hash?.hex ?? (yield* digestThere(source, item)), here }
})

/** The names of copies that are there already, as files of which nothing is known. */
const copiesBeside = Effect.fnUntraced(function* ({ target, terms }: Comparing, path: string) {
  const files = yield* Files
  const found: Array<LocalItem> = []
  for (let number = 1; ; number++) {
    const copy = conflictPath(path, terms, number)
    const info = yield* Effect.mapError(files.stat(`${target.root.replace(/\/$/, "")}/${copy}`), ofDisk(copy))
    if (info === undefined) return found
    found.push({ path: copy, state: "", sizeBytes: info.sizeBytes, content: null })
  }
})

/** What is to be done now that both were looked at. */
export const planMeeting = Effect.fnUntraced(function* (
  comparing: Comparing,
  item: CatalogItem,
  { path, state }: Extract<Action, { readonly kind: "compare" }>
) {
  const { source, target, terms } = comparing
  const { sizeBytes } = parseState(state)
  const contents = yield* contentsOf(source, item, `${target.root.replace(/\/$/, "")}/${path}`, sizeBytes)
  const { remoteId: id, path: remotePath, revision } = item
  const remote = {
    id,
    path: remotePath,
    place: path,
    revision,
    sizeBytes: item.sizeBytes,
    content: contents.there,
    choice: "asked"
  } as const
  const local = [{ path, state, sizeBytes, content: contents.here }, ...(yield* copiesBeside(comparing, path))]
  const { actions } = plan(
    { remote: { items: [remote], isComplete: true }, local: { items: local, isComplete: true }, agreed: [] },
    terms
  )
  return actions
})

/** `as`: the path that says what kind of file it is. */
const essenceOf = Effect.fnUntraced(function* (path: string, as: string) {
  const files = yield* Files
  const quick = yield* QuickReader
  const [result] = yield* files.readEach([path], (file) => readTags({ ...file, path: as }, { essence: true, quick }))
  return result?._tag === "Success" && result.success.ok ? result.success.essence : null
})

/** Do a file here and what was brought hold the same recording in the same encoding, whatever the tags say? */
export const isSameSound = Effect.fnUntraced(function* (mine: string, { partPath, absolute }: Brought) {
  const essence = yield* essenceOf(mine, mine)
  return essence !== null && essence === (yield* essenceOf(partPath, absolute))
})
