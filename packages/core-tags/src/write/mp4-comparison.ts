/**
 * Compares two MP4 files. The check walks both trees: every atom must be the same but the items' list, the padding beside it, and the
 * offsets, and each offset must still lead to the same byte of the same top-level atom.
 */
import { sameBytes, startsWith, u64be } from "./bytes.ts"
import { type Atom, children, chunkOffsets, flagsOf, loadAtom } from "./mp4-atoms.ts"
import { containers, hasWellFormedIds, itemsWithoutIds, type Moved, type Mp4File, movedBytes, readMp4 } from "./mp4-file.ts"
import { type Source, type Steps, sameRanges } from "./source.ts"
import { diffItems } from "./tag-item.ts"

/** Holders of positions in the file that are not kept up to date. */
const otherOffsets = ["tfra", "saio", "sidx", "iloc"]

/** Two atoms in memory that are compared, or the two files' tops where nothing is in memory yet. */
interface Comparison {
  readonly old: Uint8Array
  readonly now: Uint8Array
  readonly moved: Moved
  readonly found: Array<string>
}

const isMetaPath = (path: string): boolean => path === "/moov/udta/meta"

/** Padding beside the items may come and go. */
const isFree = (path: string, type: string): boolean => isMetaPath(path) && type === "free"

/** What a first list of items brings along, and nothing else inside it. */
const isWayToItems = (bytes: Uint8Array, path: string, atom: Atom): boolean => {
  if ((path === "/moov" && atom.type === "udta") || (path === "/moov/udta" && atom.type === "meta")) {
    const inside = `${path}/${atom.type}`
    return children(bytes, atom).every((child) => isFree(inside, child.type) || isWayToItems(bytes, inside, child))
  }
  return isMetaPath(path) && (atom.type === "ilst" || (atom.type === "hdlr" && startsWith(bytes, "mdir", atom.body + 8)))
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
    const [inOld, inNow] = [children(old, a), children(now, b)]
    const headOld = old.subarray(a.body, inOld[0]?.start ?? a.body)
    if (!sameBytes(headOld, now.subarray(b.body, inNow[0]?.start ?? b.body))) c.found.push(`${path}: changed`)
    compareAll(c, path, inOld, inNow)
  } else if (a.type === "stco" || a.type === "co64") {
    compareOffsets(c, path, a, b)
  } else if (a.type === "tfhd") {
    compareFragment(c, path, a, b)
  } else if (!sameBytes(old.subarray(a.body, a.end), now.subarray(b.body, b.end))) {
    c.found.push(`${path}: changed`)
  }
}

/** An offset that leads nowhere in a damaged file must stay what it was. */
const leadsTo = (moved: Moved, before: number, after: number | undefined): boolean => after === (moved(before) ?? before)

const compareOffsets = ({ old, now, moved, found }: Comparison, path: string, a: Atom, b: Atom): void => {
  const before = chunkOffsets(old, a)
  const after = chunkOffsets(now, b)
  const sameHead = sameBytes(old.subarray(a.body, a.body + 8), now.subarray(b.body, b.body + 8))
  if (!sameHead || a.end - a.body !== b.end - b.body || !before.every((offset, i) => leadsTo(moved, offset, after[i]))) {
    found.push(`${path}: chunks lead elsewhere`)
  }
}

/** A fragment's header may hold the position from which its data counts, after the flags and the track's number. */
const compareFragment = ({ old, now, moved, found }: Comparison, path: string, a: Atom, b: Atom): void => {
  const before = old.subarray(a.body, a.end)
  const after = now.subarray(b.body, b.end)
  const hasBase = (flagsOf(old, a) & 1) !== 0
  const same = hasBase
    ? before.length === after.length &&
      sameBytes(before.subarray(0, 8), after.subarray(0, 8)) &&
      leadsTo(moved, u64be(before, 8), u64be(after, 8)) &&
      sameBytes(before.subarray(16), after.subarray(16))
    : sameBytes(before, after)
  if (!same) found.push(`${path}: data lies elsewhere`)
}

/** Whether an atom with positions that nobody moves occurs anywhere; only asked when something moved. */
const hasOtherOffsets = ({ source, atoms }: Mp4File): boolean => {
  const search = (bytes: Uint8Array, inside: ReadonlyArray<Atom>): boolean =>
    inside.some((atom) => otherOffsets.includes(atom.type) || (isSearched(atom) && search(bytes, children(bytes, atom))))
  const isSearched = (atom: Atom) => containers.has(atom.type) || atom.type === "mfra" || atom.type === "meta"
  return atoms.some((atom) => {
    if (!isSearched(atom)) return otherOffsets.includes(atom.type)
    const loaded = loadAtom(source, atom)
    return search(loaded.bytes, [loaded.atom])
  })
}

/** The descriptions at the top of the tree, one by one, so that no more than one is held. */
const compareTops = (old: Mp4File, now: Mp4File, found: Array<string>): void => {
  if (old.atoms.length !== now.atoms.length || !old.atoms.every((atom, i) => atom.type === now.atoms[i]?.type)) {
    found.push("/: other atoms")
    return
  }
  const moved = movedBytes(old.atoms, now.atoms)
  old.atoms.forEach((atom, i) => {
    const other = now.atoms[i]
    if (other === undefined || !containers.has(atom.type)) return
    const [a, b] = [loadAtom(old.source, atom), loadAtom(now.source, other)]
    compareAtom({ old: a.bytes, now: b.bytes, moved, found }, `/${atom.type}`, a.atom, b.atom)
  })
}

export const differences = (before: Source, after: Source): ReadonlyArray<string> => {
  const [old, now] = [readMp4(before), readMp4(after)]
  const found = diffItems(itemsWithoutIds(old), itemsWithoutIds(now))
  if (!hasWellFormedIds(now)) found.push("id items: not well-formed")
  compareTops(old, now, found)
  const hasMoved = old.atoms.some((atom, i) => atom.start !== now.atoms[i]?.start)
  if (hasMoved && hasOtherOffsets(old)) found.push("positions that cannot be moved")
  return found
}

/** The top-level atoms that hold no atoms, audio above all, and the bytes that belong to none. */
export function* audioDifferences(before: Source, after: Source): Steps<ReadonlyArray<string>> {
  const [old, now] = [readMp4(before), readMp4(after)]
  const found: Array<string> = []
  const [oldEnd, newEnd] = [old.atoms.at(-1)?.end ?? 0, now.atoms.at(-1)?.end ?? 0]
  for (const [i, atom] of old.atoms.entries()) {
    const other = now.atoms[i]
    if (containers.has(atom.type) || other === undefined) continue
    const length = atom.end - atom.body
    const isSame = length === other.end - other.body && (yield* sameRanges(before, atom.body, after, other.body, length))
    if (!isSame) found.push(`/${atom.type}: changed`)
  }
  const rest = before.sizeBytes - oldEnd
  if (rest !== after.sizeBytes - newEnd || !(yield* sameRanges(before, oldEnd, after, newEnd, rest))) found.push("end: changed")
  return found
}
