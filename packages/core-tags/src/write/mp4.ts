/**
 * MP4 (m4a): the ids are freeform items, `----` with the domain `net.sunsetglow.rose`, of `moov/udta/meta/ilst`.
 * TagLib sees `ftyp` and `moov` and nothing else; its only lasting product is the new list of items inside a `moov`. Where that is
 * longer or shorter than before, all that lies behind it moves, and with it the positions that chunks and fragments are found by:
 * those are computed here, from the old tables, and written over TagLib's.
 */
import { concat, MalformedFile, u64be } from "./bytes.ts"
import { type Atom, children, chunkOffsets, flagsOf, type LoadedAtom, loadAtom, readAtoms } from "./mp4-atoms.ts"
import { audioDifferences, differences } from "./mp4-comparison.ts"
import { containers, fieldOf, idsOf, type Moved, type Mp4File, movedBytes, readMp4 } from "./mp4-file.ts"
import type { Source } from "./source.ts"
import { type Part, type Splice, spliceOf } from "./splice.ts"
import type { TagFormat, TagLibEdit } from "./tag-format.ts"
import { type HeldIds, mp4Fields, type TrackIds } from "./track-ids.ts"

const readIds = (file: Source): HeldIds => idsOf(readMp4(file))

/** All atoms of these types inside a loaded one, in order. */
const find = ({ bytes, atom }: LoadedAtom, types: ReadonlyArray<string>): ReadonlyArray<Atom> =>
  children(bytes, atom).flatMap((child) => {
    if (types.includes(child.type)) return [child]
    return containers.has(child.type) ? find({ bytes, atom: child }, types) : []
  })

const writeOffset = (bytes: Uint8Array, at: number, width: number, offset: number): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (width === 8) view.setBigUint64(at, BigInt(offset))
  else if (offset <= 0xffffffff) view.setUint32(at, offset)
  else throw new MalformedFile("a chunk that would lie beyond the 4 GB that its table can tell")
}

/** Writes into the tables of `now` where the chunks of `old` will be. An offset that leads nowhere stays what it was. */
const moveChunks = (old: LoadedAtom, now: LoadedAtom, moved: Moved): void => {
  const [before, after] = [find(old, ["stco", "co64"]), find(now, ["stco", "co64"])]
  if (before.length !== after.length) throw new MalformedFile("TagLib changed the tables of chunks")
  before.forEach((table, i) => {
    const other = after[i]
    if (other?.type !== table.type || other.end - other.start !== table.end - table.start) {
      throw new MalformedFile("TagLib changed the tables of chunks")
    }
    const width = table.type === "co64" ? 8 : 4
    chunkOffsets(old.bytes, table).forEach((offset, chunk) => {
      writeOffset(now.bytes, other.body + 8 + chunk * width, width, moved(offset) ?? offset)
    })
  })
}

/** A fragment whose header tells where its data lies gets a copy that tells it rightly; any other is taken over as it is. */
const movedFragment = (file: Source, atom: Atom, moved: Moved): Uint8Array | undefined => {
  const fragment = loadAtom(file, atom)
  const based = find(fragment, ["tfhd"]).filter((header) => (flagsOf(fragment.bytes, header) & 1) !== 0)
  if (based.length === 0) return undefined
  const bytes = fragment.bytes.slice()
  for (const header of based) {
    const base = u64be(bytes, header.body + 8)
    writeOffset(bytes, header.body + 8, 8, moved(base) ?? base)
  }
  return bytes
}

/** TagLib's `moov` for these ids, alone. */
const editMoov = ({ source, atoms }: Mp4File, moov: LoadedAtom, ids: TrackIds, edit: TagLibEdit): LoadedAtom => {
  const [first] = atoms
  if (first === undefined) throw new MalformedFile("not an MP4 file")
  const head = loadAtom(source, first).bytes
  const edited = edit(concat([head, moov.bytes]), "MP4", (opened) => {
    opened.setMP4Item(fieldOf(mp4Fields.track), ids.track)
    opened.setMP4Item(fieldOf(mp4Fields.release), ids.release)
  })
  const [, now, ...others] = readAtoms(edited, 0, edited.length)
  if (now?.type !== "moov" || now.start !== head.length || others.length > 0) {
    throw new MalformedFile("TagLib placed the items elsewhere")
  }
  const bytes = edited.slice(now.start, now.end)
  return { bytes, atom: { type: "moov", start: 0, body: now.body - now.start, end: bytes.length } }
}

const shiftedBy = (atom: Atom, shift: number): Atom => ({
  ...atom,
  start: atom.start + shift,
  body: atom.body + shift,
  end: atom.end + shift
})

/** The atoms as they will stand once `moov` is `now`. */
const atomsAfter = (atoms: ReadonlyArray<Atom>, index: number, now: LoadedAtom): ReadonlyArray<Atom> =>
  atoms.map((atom, i) => {
    if (i < index) return atom
    if (i > index) return shiftedBy(atom, now.bytes.length - ((atoms[index]?.end ?? 0) - (atoms[index]?.start ?? 0)))
    return { type: atom.type, start: atom.start, body: atom.start + now.atom.body, end: atom.start + now.bytes.length }
  })

const write = (source: Source, ids: TrackIds, edit: TagLibEdit): Splice => {
  const file = readMp4(source)
  const { atoms, moov } = file
  const index = atoms.findIndex((atom) => atom.type === "moov")
  if (moov === undefined) throw new MalformedFile("no description of its contents (moov)")
  const now = editMoov(file, moov, ids, edit)
  const after = atomsAfter(atoms, index, now)
  const moved = movedBytes(atoms, after)
  moveChunks(moov, now, moved)
  const hasMoved = now.bytes.length !== moov.bytes.length
  const parts: Array<Part> = []
  let at = 0
  const replace = (atom: Atom, bytes: Uint8Array | undefined) => {
    if (bytes === undefined) return
    parts.push({ from: at, to: atom.start }, bytes)
    at = atom.end
  }
  atoms.forEach((atom, i) => {
    if (i === index) replace(atom, now.bytes)
    else if (atom.type === "moof" && hasMoved) replace(atom, movedFragment(source, atom, moved))
  })
  return spliceOf([...parts, { from: at, to: source.sizeBytes }])
}

export const mp4: TagFormat = { name: "mp4", readIds, write, differences, audioDifferences }
