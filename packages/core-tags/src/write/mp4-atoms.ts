/** MP4's tree of atoms ("boxes"): length, name, content. */
import { latin1, MalformedFile, startsWith, u32be, u64be } from "./bytes.ts"

export interface Atom {
  readonly type: string
  readonly start: number
  /** Where the content begins. */
  readonly body: number
  readonly end: number
}

/** The atoms that fill the range from `from` to `to` exactly; four zero bytes may end it, as QuickTime wrote them. */
export const readAtoms = (bytes: Uint8Array, from: number, to: number): ReadonlyArray<Atom> => {
  const atoms: Array<Atom> = []
  let at = from
  while (at < to) {
    if (to - at === 4 && u32be(bytes, at) === 0) break
    if (to - at < 8) throw new MalformedFile("bytes between the atoms")
    const short = u32be(bytes, at)
    const body = at + (short === 1 ? 16 : 8)
    const end = short === 0 ? to : at + (short === 1 ? u64be(bytes, at + 8) : short)
    if (end < body || end > to) throw new MalformedFile("an atom that is longer than what holds it")
    atoms.push({ type: latin1(bytes.subarray(at + 4, at + 8)), start: at, body, end })
    at = end
  }
  return atoms
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
