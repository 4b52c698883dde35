/** Carries out work on a shelf of contents: what the coordinator's own tests need of a carrier. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CatalogItem } from "../../src/catalog/item.ts"
import type { PlacedFile } from "../../src/catalog/item-work.ts"
import type { WorkItem } from "../../src/catalog/work-items.ts"
import { type Carrier, ItemFailed, type ItemResult, inOnePart } from "../../src/processing/carrier.ts"
import type { Source } from "../../src/sources/source.ts"
import type { SourceError } from "../../src/sources/source-error.ts"
import type { ShelfWorld } from "./shelf-world.ts"

interface Hands {
  readonly world: ShelfWorld
  readonly source: Source
}

const failed = (error: SourceError): ItemFailed =>
  new ItemFailed({
    errorClass: error.reason,
    message: error.message,
    stopsJob: error.reason === "credentials",
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs })
  })

/** The whole content of an item, checked. */
const fetch = ({ source }: Hands, { remoteId, revision, path }: CatalogItem): Effect.Effect<string, ItemFailed> =>
  Effect.scoped(
    Effect.gen(function* () {
      const opened = yield* source.read({ id: remoteId, revision })
      const chunks = yield* Stream.runCollect(opened.bytes)
      const text = chunks.map((chunk) => new TextDecoder().decode(chunk)).join("")
      if (text.length !== opened.totalBytes)
        return yield* new ItemFailed({ errorClass: "verify", message: `${path}: has another size`, stopsJob: false })
      return text
    })
  ).pipe(Effect.mapError((error) => (error instanceof ItemFailed ? error : failed(error))))

const freePath = ({ shelf }: ShelfWorld, wanted: string): string => {
  for (let no = 1; ; no++) {
    const path = no === 1 ? wanted : wanted.replace(/(\.\w+)?$/, ` [${no}]$1`)
    if (!shelf.has(path)) return path
  }
}

const placeOf = ({ path }: CatalogItem): string => `music/${path}`

const agreed = (world: ShelfWorld, item: CatalogItem, path: string): PlacedFile => {
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
const isUntouched = ({ shelf }: ShelfWorld, { localPath, localSizeBytes, localModifiedAtUs }: CatalogItem): boolean => {
  const file = shelf.get(localPath ?? "")
  return file !== undefined && file.sizeBytes === localSizeBytes && file.modifiedAtUs === localModifiedAtUs
}

/** An item that is not here: beside what lies at its place already, unless that is the same. */
const fetchNew = (hands: Hands, item: CatalogItem): Effect.Effect<ItemResult, ItemFailed> =>
  Effect.map(fetch(hands, item), (content) => {
    const { world } = hands
    const place = placeOf(item)
    if (world.shelf.get(place)?.content === content) return { outcome: "added", now: agreed(world, item, place) }
    const path = freePath(world, place)
    world.put(path, content)
    return { outcome: "added", now: agreed(world, item, path) }
  })

const update = (hands: Hands, item: CatalogItem): Effect.Effect<ItemResult, ItemFailed> => {
  const { world } = hands
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
    const before = world.shelf.get(path)
    if (before === undefined) return { outcome: "skipped", now: "unchanged", reason: "it is gone by now" }
    if (isUntouched(world, item)) {
      world.put(path, content, before.trackId)
      return { outcome: "updated", now: agreed(world, item, path) }
    }
    if (before.content !== content) world.put(freePath(world, `${path} (conflict)`), content)
    return { outcome: "updated", now: { ...agreed(world, item, path), state: null } }
  })
}

const remove = ({ world }: Hands, item: CatalogItem): Effect.Effect<ItemResult> =>
  Effect.sync(() => {
    const path = item.localPath ?? ""
    const file = world.shelf.get(path)
    if (file === undefined || !isUntouched(world, item))
      return { outcome: "skipped", now: "nothing", reason: "it is the user's own" }
    if (!world.everRemoved.has(item.remoteId)) throw new Error(`${item.path} is taken away and was never gone from the source`)
    world.shelf.delete(path)
    world.trash.push(file.content)
    return { outcome: "deleted", now: "nothing" }
  })

export const shelfCarrier = (world: ShelfWorld, source: Source): Carrier => {
  const hands: Hands = { world, source }
  const carryOut = ({ action, item }: WorkItem): Effect.Effect<ItemResult, ItemFailed> => {
    if (action === "remove") return remove(hands, item)
    return action === "fetch" ? fetchNew(hands, item) : update(hands, item)
  }
  return {
    recover: () => Effect.void,
    divide: inOnePart,
    prepare: (work) => Effect.succeed({ order: work.map(({ item }) => item.no), carryOut })
  }
}
