/** MP4's tree of atoms ("boxes"): length, name, content. The top of the tree is read from the file, what lies inside an atom from memory. */
import { latin1, MalformedFile, startsWith, u32be, u64be } from "./bytes.ts"
import { checkMetadataSize, type Source } from "./source.ts"

export interface Atom {
  readonly type: string
  readonly start: number
  /** Where the content begins. */
  readonly body: number
  readonly end: number
}

/** The atom at `at`, whose header stands in `head` at `headAt`; `to` is the end of what holds it. Undefined at the end of a QuickTime list. */
const readAtom = (head: Uint8Array, headAt: number, at: number, to: number): Atom | undefined => {
  if (to - at === 4 && u32be(head, headAt) === 0) return undefined
  if (to - at < 8) throw new MalformedFile("bytes between the atoms")
  const short = u32be(head, headAt)
  const body = at + (short === 1 ? 16 : 8)
  const end = short === 0 ? to : at + (short === 1 ? u64be(head, headAt + 8) : short)
  if (end < body || end > to) throw new MalformedFile("an atom that is longer than what holds it")
  return { type: latin1(head.subarray(headAt + 4, headAt + 8)), start: at, body, end }
}

/** The atoms that fill the range from `from` to `to` exactly; four zero bytes may end it, as QuickTime wrote them. */
export const readAtoms = (bytes: Uint8Array, from: number, to: number): ReadonlyArray<Atom> => {
  const atoms: Array<Atom> = []
  for (let at = from; at < to; ) {
    const atom = readAtom(bytes, at, at, to)
    if (atom === undefined) break
    atoms.push(atom)
    at = atom.end
  }
  return atoms
}

/** More than a day of music in fragments of two seconds. */
const mostTopAtoms = 200_000

/** The atoms at the top of a file, from their headers alone. */
export const readTopAtoms = (file: Source): ReadonlyArray<Atom> => {
  const atoms: Array<Atom> = []
  for (let at = 0; at < file.sizeBytes; ) {
    const atom = readAtom(file.read(at, at + 16), 0, at, file.sizeBytes)
    if (atom === undefined) break
    if (atoms.length === mostTopAtoms) throw new MalformedFile("more atoms than a file can need")
    atoms.push(atom)
    at = atom.end
  }
  return atoms
}

/** One atom in memory; the positions of `atom` count from its own first byte. */
export interface LoadedAtom {
  readonly bytes: Uint8Array
  readonly atom: Atom
}

export const loadAtom = (file: Source, { type, start, body, end }: Atom): LoadedAtom => {
  checkMetadataSize(end - start)
  const bytes = file.read(start, end)
  if (bytes.length < end - start) throw new MalformedFile("the file became shorter while it was read")
  return { bytes, atom: { type, start: 0, body: body - start, end: end - start } }
}

/** The atoms inside an atom. `meta` has four bytes before them, except in QuickTime files. */
export const children = (bytes: Uint8Array, atom: Atom): ReadonlyArray<Atom> =>
  readAtoms(bytes, atom.type === "meta" && !startsWith(bytes, "hdlr", atom.body + 4) ? atom.body + 4 : atom.body, atom.end)

/** The first atom below `atoms` along the names. */
export const findAtom = (bytes: Uint8Array, atoms: ReadonlyArray<Atom>, path: ReadonlyArray<string>): Atom | undefined => {
  const [name, ...rest] = path
  const found = atoms.find((atom) => atom.type === name)
  return found === undefined || rest.length === 0 ? found : findAtom(bytes, children(bytes, found), rest)
}

/** The chunk offsets of a `stco` (4 bytes each) or `co64` (8 bytes each) table. */
export const chunkOffsets = (bytes: Uint8Array, atom: Atom): ReadonlyArray<number> => {
  const width = atom.type === "co64" ? 8 : 4
  const count = u32be(bytes, atom.body + 4)
  if (atom.body + 8 + count * width > atom.end) throw new MalformedFile("a table of chunks that is longer than its atom")
  const offsets: Array<number> = []
  for (let i = 0, at = atom.body + 8; i < count; i++, at += width) {
    offsets.push(width === 8 ? u64be(bytes, at) : u32be(bytes, at))
  }
  return offsets
}

/** The 24 bits of flags behind the version byte that begins many atoms. */
export const flagsOf = (bytes: Uint8Array, atom: Atom): number => u32be(bytes, atom.body) & 0xffffff
