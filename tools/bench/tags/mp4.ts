/**
 * MP4 audio with one track: its tags (`moov/udta/meta/ilst`) replaced, the chunk offsets moved along, and a copy whose AAC payload differs.
 *
 * The order of `moov` and `mdat` stays as it is: both occur in the wild, and a reader must manage both.
 */
import { bytes, concat, copyOf, hasText, latin1, u16be, u32be, utf8, viewOf } from "./bytes.ts"

/** One item of `ilst`. Several values are several `data` atoms in one item, as iTunes and Picard write them. */
export type Mp4Item =
  | { readonly kind: "text"; readonly name: string; readonly values: ReadonlyArray<string> }
  | { readonly kind: "freeform"; readonly mean: string; readonly name: string; readonly values: ReadonlyArray<string> }
  | { readonly kind: "numbers"; readonly name: "trkn" | "disk"; readonly number: number; readonly total: number }
  | { readonly kind: "cover"; readonly mime: "image/jpeg" | "image/png"; readonly data: Uint8Array }

interface Atom {
  readonly name: string
  readonly data: Uint8Array
}

const decodeName = (data: Uint8Array): string => String.fromCharCode(...data)

/** The atoms in a stretch of bytes, each with its header. */
const atomsOf = (data: Uint8Array): Array<Atom> => {
  const atoms: Array<Atom> = []
  for (let at = 0; at + 8 <= data.length; ) {
    const size = viewOf(data).getUint32(at)
    if (size < 8 || at + size > data.length) throw new Error(`an atom of ${size} bytes at ${at}`)
    atoms.push({ name: decodeName(data.subarray(at + 4, at + 8)), data: data.subarray(at, at + size) })
    at += size
  }
  return atoms
}

const atom = (name: string, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const body = concat(parts)
  return concat([u32be(body.length + 8), latin1(name), body])
}

const dataAtom = (type: number, value: Uint8Array): Uint8Array => atom("data", u32be(type), u32be(0), value)

const itemAtom = (item: Mp4Item): Uint8Array => {
  switch (item.kind) {
    case "text":
      return atom(item.name, ...item.values.map((value) => dataAtom(1, utf8(value))))
    case "freeform":
      return atom(
        "----",
        atom("mean", u32be(0), latin1(item.mean)),
        atom("name", u32be(0), utf8(item.name)),
        ...item.values.map((value) => dataAtom(1, utf8(value)))
      )
    case "numbers":
      // A track number has a trailing pair of zero bytes that a disc number has not.
      return atom(
        item.name,
        dataAtom(0, concat([u16be(0), u16be(item.number), u16be(item.total), ...(item.name === "trkn" ? [u16be(0)] : [])]))
      )
    case "cover":
      return atom("covr", dataAtom(item.mime === "image/png" ? 14 : 13, item.data))
  }
}

const metadataHandler = atom("hdlr", u32be(0), u32be(0), latin1("mdirappl"), u32be(0), u32be(0), bytes(0))

const userData = (items: ReadonlyArray<Mp4Item>, paddingBytes: number): Uint8Array =>
  atom(
    "udta",
    atom(
      "meta",
      u32be(0),
      metadataHandler,
      atom("ilst", ...items.map(itemAtom)),
      ...(paddingBytes > 0 ? [atom("free", new Uint8Array(paddingBytes))] : [])
    )
  )

export interface Mp4Stream {
  readonly atoms: ReadonlyArray<Atom>
  readonly moov: Uint8Array
  readonly mdat: Uint8Array
  readonly moovFirst: boolean
}

export const parseMp4 = (data: Uint8Array): Mp4Stream => {
  const atoms = atomsOf(data)
  const moovIndex = atoms.findIndex((a) => a.name === "moov")
  const mdatIndex = atoms.findIndex((a) => a.name === "mdat")
  const moov = atoms[moovIndex]
  const mdat = atoms[mdatIndex]
  if (moov === undefined || mdat === undefined) throw new Error("no moov or no mdat")
  return { atoms, moov: moov.data, mdat: mdat.data, moovFirst: moovIndex < mdatIndex }
}

/** Where the contents of `path` begin and end inside `data`, the first of each name. */
const find = (data: Uint8Array, path: ReadonlyArray<string>): { readonly from: number; readonly to: number } => {
  let from = 8
  let to = data.length
  for (const name of path) {
    let at = from
    while (at + 8 <= to && !hasText(data, at + 4, name)) at += viewOf(data).getUint32(at)
    if (at + 8 > to) throw new Error(`no ${path.join("/")}`)
    to = at + viewOf(data).getUint32(at)
    from = at + 8
  }
  return { from, to }
}

const sampleTable = ["trak", "mdia", "minf", "stbl"]

const moveChunks = (moov: Uint8Array, deltaBytes: number): void => {
  const { from } = find(moov, [...sampleTable, "stco"])
  const view = viewOf(moov)
  const count = view.getUint32(from + 4)
  for (let i = 0; i < count; i++) {
    const at = from + 8 + 4 * i
    view.setUint32(at, view.getUint32(at) + deltaBytes)
  }
}

/** The whole file with these items instead of the old ones. */
export const writeMp4 = (stream: Mp4Stream, items: ReadonlyArray<Mp4Item>, paddingBytes = 64): Uint8Array => {
  const kept = atomsOf(stream.moov.subarray(8)).filter((a) => a.name !== "udta")
  const moov = atom("moov", ...kept.map((a) => a.data), userData(items, paddingBytes))
  if (stream.moovFirst) moveChunks(moov, moov.length - stream.moov.length)
  return concat(stream.atoms.map((a) => (a.name === "moov" ? moov : a.name === "mdat" ? stream.mdat : a.data)))
}

/**
 * A copy whose last AAC frame begins with a data stream element that holds `mark` (at most 254 bytes): decoders skip it.
 * Needs the last sample at the end of `mdat`.
 */
export const markMp4 = (stream: Mp4Stream, mark: Uint8Array): Mp4Stream => {
  const moov = copyOf(stream.moov)
  const view = viewOf(moov)
  const sizes = find(moov, [...sampleTable, "stsz"]).from
  const count = view.getUint32(sizes + 8)
  if (view.getUint32(sizes + 4) !== 0 || count === 0) throw new Error("samples of one size cannot be marked")
  const lastAt = sizes + 12 + 4 * (count - 1)
  const lastBytes = view.getUint32(lastAt)
  // 3 bits: data stream element, 4: its number, 1: bytes are aligned; then the count. Sixteen bits, so the frame stays aligned.
  const element = concat([bytes(0x81, mark.length), mark])
  view.setUint32(lastAt, lastBytes + element.length)
  const content = stream.mdat.subarray(8)
  const at = content.length - lastBytes
  return { ...stream, moov, mdat: atom("mdat", content.subarray(0, at), element, content.subarray(at)) }
}
