/** Collages and playlists that change as edits and hands change them, through the store alone. */
import type { Random } from "../../../tools/bench/random.ts"
import { type CollectionKind, collageKind, playlistKind } from "../src/collections/kind.ts"
import { loadCollections, removeCollection, storeCollection } from "../src/collections/store-collection.ts"
import type { Sizes, Stored } from "./stored-library.ts"

export const collectionNames = ["Road Trip", "Shower", "None yet"]

export const anyKind = (random: Random): CollectionKind => random.pick([collageKind, playlistKind])

/** Stores one of them with some members, which may not be there, or stand twice; or removes it. */
export const changeCollection = ({ cache, store }: Stored, random: Random, sizes: Sizes): void => {
  const kind = anyKind(random)
  const name = random.pick(collectionNames)
  const known = loadCollections(cache, kind).get(name)
  if (known !== undefined && random.chance(20)) return void store.write((tx) => removeCollection(tx, kind, known))
  const anyId = () => (kind.member === "track" ? `t${random.below(sizes.tracks)}` : `r${random.below(sizes.releases)}`)
  const members = Array.from({ length: random.below(8) }, () => {
    const id = anyId()
    return { id, fileId: id, description: `some ${id}`, isMissing: random.chance(20) }
  })
  storeCollection(store, kind, {
    name,
    stamp: { sizeBytes: random.below(100), modifiedAtUs: random.below(100) },
    cover: undefined,
    members,
    failure: undefined,
    isProvisional: random.chance(10)
  })
}
