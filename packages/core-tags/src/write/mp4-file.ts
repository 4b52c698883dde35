/** An MP4 file as its editing and its checks see it: the top of its tree, and `moov`, which holds the items, in memory. */
import { concat, latin1, MalformedFile, sameBytes, startsWith, utf8 } from "./bytes.ts"
import { type Atom, children, findAtom, type LoadedAtom, loadAtom, readTopAtoms } from "./mp4-atoms.ts"
import type { Source } from "./source.ts"
import type { TagItem } from "./tag-item.ts"
import { type HeldIds, isNamed, mp4Domain, mp4Fields } from "./track-ids.ts"

/** Atoms that hold atoms. */
export const containers = new Set(["moov", "trak", "mdia", "minf", "stbl", "moof", "traf"])

export interface Mp4File {
  readonly source: Source
  readonly atoms: ReadonlyArray<Atom>
  readonly moov: LoadedAtom | undefined
  /** Atoms of `ilst`, inside `moov`. */
  readonly items: ReadonlyArray<Atom>
}

export const readMp4 = (source: Source): Mp4File => {
  if (!startsWith(source.read(0, 8), "ftyp", 4)) throw new MalformedFile("not an MP4 file")
  const atoms = readTopAtoms(source)
  const found = atoms.find((atom) => atom.type === "moov")
  const moov = found && loadAtom(source, found)
  const ilst = moov && findAtom(moov.bytes, [moov.atom], ["moov", "udta", "meta", "ilst"])
  return { source, atoms, moov, items: moov === undefined || ilst === undefined ? [] : children(moov.bytes, ilst) }
}

const itemBytes = ({ moov }: Mp4File): Uint8Array => moov?.bytes ?? new Uint8Array()

/** A freeform item's field, "domain:name", or the atom's own name. */
const itemName = (bytes: Uint8Array, item: Atom): string => {
  if (item.type !== "----") return item.type
  const parts = children(bytes, item)
  const text = (type: string) => {
    const part = parts.find((child) => child.type === type)
    return part === undefined ? "" : latin1(bytes.subarray(part.body + 4, part.end))
  }
  return `----:${text("mean")}:${text("name")}`
}

/** The name under which an id's field is edited. */
export const fieldOf = (name: string): string => `----:${mp4Domain}:${name}`

const isIdItem = (name: string): boolean => isNamed(name, fieldOf(mp4Fields.track)) || isNamed(name, fieldOf(mp4Fields.release))

const itemTexts = (bytes: Uint8Array, item: Atom): ReadonlyArray<string> =>
  children(bytes, item)
    .filter((child) => child.type === "data")
    .map((child) => utf8(bytes.subarray(child.body + 8, child.end)) ?? latin1(bytes.subarray(child.body + 8, child.end)))

export const idsOf = (file: Mp4File): HeldIds => {
  const bytes = itemBytes(file)
  const valuesOf = (name: string) =>
    file.items.flatMap((item) => (isNamed(itemName(bytes, item), fieldOf(name)) ? itemTexts(bytes, item) : []))
  return { track: valuesOf(mp4Fields.track), release: valuesOf(mp4Fields.release) }
}

export const itemsWithoutIds = (file: Mp4File): ReadonlyArray<TagItem> => {
  const bytes = itemBytes(file)
  return file.items.flatMap((item) => {
    const name = itemName(bytes, item)
    return isIdItem(name) ? [] : [{ label: `item ${name}`, value: bytes.subarray(item.body, item.end) }]
  })
}

const atomOf = (type: string, content: Uint8Array): Uint8Array => {
  const length = content.length + 8
  const head = [length >>> 24, length >>> 16, length >>> 8, length, ...[...type].map((letter) => letter.charCodeAt(0))]
  return concat([Uint8Array.from(head), content])
}

/** A freeform item as every program expects it: domain and name under version 0, one UTF-8 text without a locale. */
const freeform = (name: string, value: string): Uint8Array => {
  const worded =
    (...head: ReadonlyArray<number>) =>
    (words: string) =>
      concat([Uint8Array.from(head), new TextEncoder().encode(words)])
  const inside = [
    atomOf("mean", worded(0, 0, 0, 0)(mp4Domain)),
    atomOf("name", worded(0, 0, 0, 0)(name)),
    atomOf("data", worded(0, 0, 0, 1, 0, 0, 0, 0)(value))
  ]
  return atomOf("----", concat(inside))
}

export const hasWellFormedIds = (file: Mp4File): boolean => {
  const bytes = itemBytes(file)
  return [mp4Fields.track, mp4Fields.release].every((name) =>
    file.items
      .filter((item) => isNamed(itemName(bytes, item), fieldOf(name)))
      .every((item) => sameBytes(bytes.subarray(item.start, item.end), freeform(name, itemTexts(bytes, item).join())))
  )
}

/** Where the byte at `offset` of the old file stands in the new one; undefined outside every top-level atom. */
export type Moved = (offset: number) => number | undefined

/** Goes by the top-level atoms of both files, which correspond by their place in the list. */
export const movedBytes = (before: ReadonlyArray<Atom>, after: ReadonlyArray<Atom>): Moved => {
  return (offset) => {
    let [low, high] = [0, before.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((before[middle]?.end ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    const [from, to] = [before[low], after[low]]
    return from === undefined || to === undefined || offset < from.start ? undefined : offset - from.body + to.body
  }
}
