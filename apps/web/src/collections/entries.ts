/** The entries of a collage or playlist as the page changes them before the library has: pure, and tested against what the library does. */
import type { CollectionItem } from "@deadwax/core-cache"

type Items = ReadonlyArray<CollectionItem>

const renumbered = (items: Items): Items =>
  items.map((item, index) => (item.position === index + 1 ? item : { ...item, position: index + 1 }))

/** The entry at index `from` moves to index `to`, both from 0. */
export const moved = (items: Items, from: number, to: number): Items => {
  const item = items[from]
  return item === undefined ? items : renumbered(items.toSpliced(from, 1).toSpliced(to, 0, item))
}

export const without = (items: Items, index: number): Items => renumbered(items.toSpliced(index, 1))

/** A key for each entry that it keeps while others move: its id, and which one of that id it is. */
export const keysOf = (items: Items): ReadonlyArray<string> => {
  const seen = new Map<string, number>()
  return items.map(({ id }) => {
    const no = (seen.get(id) ?? 0) + 1
    seen.set(id, no)
    return `${id} ${no}`
  })
}

/** For each entry, how many before it are present: the index that it has, or would have, among those. */
export const presentBefore = (items: Items): ReadonlyArray<number> => {
  let count = 0
  return items.map((item) => (item.missing ? count : count++))
}
