/**
 * MP4 (m4a): the ids are freeform items, `----` with the domain `net.sunsetglow.rose`, of `moov/udta/meta/ilst`.
 * TagLib edits the whole file, because the tables of chunk offsets must follow when the items grow. The check walks both trees:
 * every atom must be the same but the items' list, the padding beside it, and the offsets, and each offset must still lead to
 * the same byte of the same top-level atom.
 */
import { concat, latin1, MalformedFile, sameBytes, startsWith, u64be, utf8 } from "./bytes.ts"
import { type Atom, children, chunkOffsets, findAtom, flagsOf, readAtoms } from "./mp4-atoms.ts"
import type { TagFormat, TagLibEdit } from "./tag-format.ts"
import { diffItems, type TagItem } from "./tag-item.ts"
import { type HeldIds, isNamed, mp4Domain, mp4Fields, type TrackIds } from "./track-ids.ts"

const containers = new Set(["moov", "trak", "mdia", "minf", "stbl", "moof", "traf"])
/** Holders of positions in the file that TagLib does not keep up to date. */
const otherOffsets = ["tfra", "saio", "sidx", "iloc"]

interface Mp4File {
  readonly bytes: Uint8Array
  readonly atoms: ReadonlyArray<Atom>
  readonly items: ReadonlyArray<Atom>
}

const readMp4 = (bytes: Uint8Array): Mp4File => {
  if (!startsWith(bytes, "ftyp", 4)) throw new MalformedFile("not an MP4 file")
  const atoms = readAtoms(bytes, 0, bytes.length)
  const ilst = findAtom(bytes, atoms, ["moov", "udta", "meta", "ilst"])
  return { bytes, atoms, items: ilst === undefined ? [] : children(bytes, ilst) }
}

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

const fieldOf = (name: string): string => `----:${mp4Domain}:${name}`

const isIdItem = (name: string): boolean => isNamed(name, fieldOf(mp4Fields.track)) || isNamed(name, fieldOf(mp4Fields.release))

const itemTexts = (bytes: Uint8Array, item: Atom): ReadonlyArray<string> =>
  children(bytes, item)
    .filter((child) => child.type === "data")
    .map((child) => utf8(bytes.subarray(child.body + 8, child.end)) ?? latin1(bytes.subarray(child.body + 8, child.end)))

const readIds = (bytes: Uint8Array): HeldIds => {
  const { items } = readMp4(bytes)
  const valuesOf = (name: string) =>
    items.flatMap((item) => (isNamed(itemName(bytes, item), fieldOf(name)) ? itemTexts(bytes, item) : []))
  return { track: valuesOf(mp4Fields.track), release: valuesOf(mp4Fields.release) }
}

const write = (bytes: Uint8Array, ids: TrackIds, edit: TagLibEdit): Uint8Array => {
  readMp4(bytes)
  return edit(bytes, "MP4", (file) => {
    file.setMP4Item(fieldOf(mp4Fields.track), ids.track)
    file.setMP4Item(fieldOf(mp4Fields.release), ids.release)
  })
}

const itemsWithoutIds = ({ bytes, items }: Mp4File): ReadonlyArray<TagItem> =>
  items.flatMap((item) => {
    const name = itemName(bytes, item)
    return isIdItem(name) ? [] : [{ label: `item ${name}`, value: bytes.subarray(item.body, item.end) }]
  })

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

const hasWellFormedIds = ({ bytes, items }: Mp4File): boolean =>
  [mp4Fields.track, mp4Fields.release].every((name) =>
    items
      .filter((item) => isNamed(itemName(bytes, item), fieldOf(name)))
      .every((item) => sameBytes(bytes.subarray(item.start, item.end), freeform(name, itemTexts(bytes, item).join())))
  )

/** Where the byte at `offset` of the old file stands in the new one; undefined outside every top-level atom. */
type Moved = (offset: number) => number | undefined

const movedBytes = (old: Mp4File, now: Mp4File): Moved => {
  return (offset) => {
    const i = old.atoms.findIndex((atom) => offset >= atom.start && offset < atom.end)
    const [from, to] = [old.atoms[i], now.atoms[i]]
    return from === undefined || to === undefined ? undefined : offset - from.body + to.body
  }
}

interface Comparison {
  readonly old: Mp4File
  readonly now: Mp4File
  readonly moved: Moved
  readonly found: Array<string>
}

const isMetaPath = (path: string): boolean => path === "/moov/udta/meta"

/** Padding beside the items may come and go. */
const isFree = (path: string, type: string): boolean => isMetaPath(path) && type === "free"

/** What a first list of items brings along, and nothing else inside it. */
const isWayToItems = (file: Mp4File, path: string, atom: Atom): boolean => {
  if ((path === "/moov" && atom.type === "udta") || (path === "/moov/udta" && atom.type === "meta")) {
    const inside = `${path}/${atom.type}`
    return children(file.bytes, atom).every((child) => isFree(inside, child.type) || isWayToItems(file, inside, child))
  }
  return isMetaPath(path) && (atom.type === "ilst" || (atom.type === "hdlr" && startsWith(file.bytes, "mdir", atom.body + 8)))
}

const compareAll = (c: Comparison, path: string, before: ReadonlyArray<Atom>, after: ReadonlyArray<Atom>): void => {
  const a = before.filter((atom) => !isFree(path, atom.type))
  const b = after.filter((atom) => !isFree(path, atom.type))
  const names = new Set(a.map((atom) => atom.type))
  const kept = b.filter((atom) => names.has(atom.type) || !isWayToItems(c.now, path, atom))
  if (a.length !== kept.length || !a.every((atom, i) => atom.type === kept[i]?.type)) {
    c.found.push(`${path || "/"}: other atoms`)
    return
  }
  a.forEach((atom, i) => {
    const other = kept[i]
    if (other !== undefined) compareAtom(c, `${path}/${atom.type}`, atom, other)
  })
}

const compareAtom = (c: Comparison, path: string, a: Atom, b: Atom): void => {
  const { old, now } = c
  if (path === "/moov/udta/meta/ilst") return
  if (containers.has(a.type) || path === "/moov/udta" || isMetaPath(path)) {
    const [inOld, inNow] = [children(old.bytes, a), children(now.bytes, b)]
    const headOld = old.bytes.subarray(a.body, inOld[0]?.start ?? a.body)
    if (!sameBytes(headOld, now.bytes.subarray(b.body, inNow[0]?.start ?? b.body))) c.found.push(`${path}: changed`)
    compareAll(c, path, inOld, inNow)
  } else if (a.type === "stco" || a.type === "co64") {
    compareOffsets(c, path, a, b)
  } else if (a.type === "tfhd") {
    compareFragment(c, path, a, b)
  } else if (!sameBytes(old.bytes.subarray(a.body, a.end), now.bytes.subarray(b.body, b.end))) {
    c.found.push(`${path}: changed`)
  }
}

/** An offset that leads nowhere in a damaged file must stay what it was. */
const leadsTo = (moved: Moved, before: number, after: number | undefined): boolean => after === (moved(before) ?? before)

const compareOffsets = ({ old, now, moved, found }: Comparison, path: string, a: Atom, b: Atom): void => {
  const before = chunkOffsets(old.bytes, a)
  const after = chunkOffsets(now.bytes, b)
  const sameHead = sameBytes(old.bytes.subarray(a.body, a.body + 8), now.bytes.subarray(b.body, b.body + 8))
  if (!sameHead || a.end - a.body !== b.end - b.body || !before.every((offset, i) => leadsTo(moved, offset, after[i]))) {
    found.push(`${path}: chunks lead elsewhere`)
  }
}

/** A fragment's header may hold the position from which its data counts, after the flags and the track's number. */
const compareFragment = ({ old, now, moved, found }: Comparison, path: string, a: Atom, b: Atom): void => {
  const before = old.bytes.subarray(a.body, a.end)
  const after = now.bytes.subarray(b.body, b.end)
  const hasBase = (flagsOf(old.bytes, a) & 1) !== 0
  const same = hasBase
    ? before.length === after.length &&
      sameBytes(before.subarray(0, 8), after.subarray(0, 8)) &&
      leadsTo(moved, u64be(before, 8), u64be(after, 8)) &&
      sameBytes(before.subarray(16), after.subarray(16))
    : sameBytes(before, after)
  if (!same) found.push(`${path}: data lies elsewhere`)
}

/** Whether an atom with positions that nobody moves occurs anywhere; only asked when something moved. */
const hasOtherOffsets = (file: Mp4File): boolean => {
  const search = (atoms: ReadonlyArray<Atom>): boolean =>
    atoms.some(
      (atom) =>
        otherOffsets.includes(atom.type) ||
        ((containers.has(atom.type) || atom.type === "mfra" || atom.type === "meta") && search(children(file.bytes, atom)))
    )
  return search(file.atoms)
}

const differences = (before: Uint8Array, after: Uint8Array): ReadonlyArray<string> => {
  const [old, now] = [readMp4(before), readMp4(after)]
  const found = diffItems(itemsWithoutIds(old), itemsWithoutIds(now))
  const comparison: Comparison = { old, now, moved: movedBytes(old, now), found }
  if (!hasWellFormedIds(now)) found.push("id items: not well-formed")
  compareAll(comparison, "", old.atoms, now.atoms)
  const hasMoved = old.atoms.some((atom, i) => atom.start !== now.atoms[i]?.start)
  if (hasMoved && hasOtherOffsets(old)) found.push("positions that cannot be moved")
  return found
}

export const mp4: TagFormat = { name: "mp4", readIds, write, differences }
