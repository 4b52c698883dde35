/** Carries out work on the simulated shelf, step by step, so that a program can die between any two. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CatalogItem } from "../../src/catalog/item.ts"
import type { PlacedFile } from "../../src/catalog/item-work.ts"
import type { WorkItem } from "../../src/catalog/work-items.ts"
import { type Carrier, ItemFailed, type ItemResult } from "../../src/processing/carrier.ts"
import type { Source } from "../../src/sources/source.ts"
import type { SourceError } from "../../src/sources/source-error.ts"
import type { Life, SimWorld } from "./sim-world.ts"

/** How the simulation's programs can be wrong, to see that it finds that. */
export interface Mistakes {
  readonly skipsVerify?: boolean
}

interface Hands {
  readonly world: SimWorld
  readonly life: Life
  readonly source: Source
  readonly mistakes: Mistakes
}

const failed = (error: SourceError): ItemFailed =>
  new ItemFailed({
    errorClass: error.reason,
    message: error.message,
    stopsJob: error.reason === "credentials",
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs })
  })

/** The whole content of an item, checked. */
const fetch = ({ source, mistakes }: Hands, { remoteId, revision, path }: CatalogItem): Effect.Effect<string, ItemFailed> =>
  Effect.scoped(
    Effect.gen(function* () {
      const opened = yield* source.read({ id: remoteId, revision })
      const chunks = yield* Stream.runCollect(opened.bytes)
      const text = chunks.map((chunk) => new TextDecoder().decode(chunk)).join("")
      if (!mistakes.skipsVerify && text.length !== opened.totalBytes)
        return yield* new ItemFailed({ errorClass: "verify", message: `${path}: has another size`, stopsJob: false })
      return text
    })
  ).pipe(Effect.mapError((error) => (error instanceof ItemFailed ? error : failed(error))))

const freePath = ({ shelf }: SimWorld, wanted: string): string => {
  for (let no = 1; ; no++) {
    const path = no === 1 ? wanted : wanted.replace(/(\.\w+)?$/, ` [${no}]$1`)
    if (!shelf.has(path)) return path
  }
}

const placeOf = ({ path }: CatalogItem): string => `music/${path}`

const agreed = (world: SimWorld, item: CatalogItem, path: string): PlacedFile => {
  const file = world.shelf.get(path)
  return {
    path,
    place: placeOf(item),
    revision: item.revision,
    hash: null,
    state: file === undefined ? null : { sizeBytes: file.sizeBytes, modifiedAtUs: file.modifiedAtUs }
  }
}

/** Is the file at the item's path as both sides last agreed? */
const isUntouched = ({ shelf }: SimWorld, { localPath, localSizeBytes, localModifiedAtUs }: CatalogItem): boolean => {
  const file = shelf.get(localPath ?? "")
  return file !== undefined && file.sizeBytes === localSizeBytes && file.modifiedAtUs === localModifiedAtUs
}

/** An item that is not here: beside what lies at its place already, unless that is the same. */
const fetchNew = (hands: Hands, item: CatalogItem): Effect.Effect<ItemResult, ItemFailed> =>
  Effect.map(fetch(hands, item), (content) => {
    const { world, life } = hands
    const place = placeOf(item)
    if (world.shelf.get(place)?.content === content) return { outcome: "added", now: agreed(world, item, place) }
    world.step(life)
    const path = freePath(world, place)
    world.put(path, content)
    world.step(life)
    return { outcome: "added", now: agreed(world, item, path) }
  })

const update = (hands: Hands, item: CatalogItem): Effect.Effect<ItemResult, ItemFailed> => {
  const { world, life } = hands
  const path = item.localPath ?? ""
  // Only its path at the source is another: it stays where it lies here.
  if (item.localRevision === item.revision) {
    const { localSizeBytes, localModifiedAtUs } = item
    const state =
      localSizeBytes === null || localModifiedAtUs === null
        ? null
        : { sizeBytes: localSizeBytes, modifiedAtUs: localModifiedAtUs }
    return Effect.succeed({ outcome: "updated", now: { ...agreed(world, item, path), state } })
  }
  return Effect.map(fetch(hands, item), (content): ItemResult => {
    world.step(life)
    const before = world.shelf.get(path)
    if (before === undefined) return { outcome: "skipped", now: "unchanged", reason: "it is gone by now" }
    if (isUntouched(world, item)) {
      world.put(path, content, before.trackId)
      world.step(life)
      return { outcome: "updated", now: agreed(world, item, path) }
    }
    if (before.content !== content) world.put(freePath(world, `${path} (conflict)`), content)
    world.step(life)
    return { outcome: "updated", now: { ...agreed(world, item, path), state: null } }
  })
}

const remove = ({ world, life }: Hands, item: CatalogItem): Effect.Effect<ItemResult> =>
  Effect.sync(() => {
    world.step(life)
    const path = item.localPath ?? ""
    const file = world.shelf.get(path)
    if (file === undefined || !isUntouched(world, item))
      return { outcome: "skipped", now: "nothing", reason: "it is the user's own" }
    if (!world.everRemoved.has(item.remoteId)) throw new Error(`${item.path} is taken away and was never gone from the source`)
    world.shelf.delete(path)
    world.trash.push(file.content)
    world.step(life)
    return { outcome: "deleted", now: "nothing" }
  })

export const simCarrier = (world: SimWorld, life: Life, source: Source, mistakes: Mistakes = {}): Carrier => {
  const hands: Hands = { world, life, source, mistakes }
  const carryOut = ({ action, item }: WorkItem): Effect.Effect<ItemResult, ItemFailed> => {
    if (action === "remove") return remove(hands, item)
    return action === "fetch" ? fetchNew(hands, item) : update(hands, item)
  }
  return { recover: () => Effect.void, prepare: (work) => Effect.succeed({ order: work.map(({ item }) => item.no), carryOut }) }
}
