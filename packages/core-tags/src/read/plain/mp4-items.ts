/** The items of a plain MP4 file: a value behind a name of four letters, or behind a domain and a name. */
import type { ByteSource } from "../byte-source.ts"
import type { Field, FieldSet } from "../fields.ts"
import { type Items, readData } from "../native/mp4.ts"
import { mp4Keys } from "../native/mp4-keys.ts"
import { decodeUtf8, uint32be } from "../native/text.ts"
import { isText, KeyIndex } from "./key-index.ts"
import { eachBox, named } from "./mp4-boxes.ts"
import { NotPlain } from "./not-plain.ts"
import type { Reach } from "./reach.ts"

type Entry = readonly [field: Field, rank: number]

const dataName = named("data")
const meanName = named("mean")
const nameName = named("name")

/** Items that hold no text. */
const specialItems = new Map(["covr", "trkn", "disk", "gnre"].map((name) => [named(name), name]))

type TextItems = ReadonlyMap<number, Entry>

let madeTextItems: TextItems | undefined

/** Items that are texts, by their names in lower case; made for the first file. */
const textItems = (): TextItems => {
  madeTextItems ??= new Map([...mp4Keys].flatMap(([key, entry]) => (key.length === 4 ? [[named(key), entry] as const] : [])))
  return madeTextItems
}

const domains = ["com.apple.itunes", "net.sunsetglow.rose"].map((domain) => {
  const prefix = `----:${domain}:`
  const entries = () =>
    [...mp4Keys].flatMap(
      ([key, entry]): Array<[string, Entry]> => (key.startsWith(prefix) ? [[key.slice(prefix.length), entry]] : [])
    )
  return { domain, names: new KeyIndex<Entry>(entries) }
})

/** Each letter of a name in lower case. */
const inLowerCase = (name: number): number => {
  let lower = name
  for (let shift = 0; shift < 32; shift += 8) {
    const letter = (name >>> shift) & 0xff
    if (letter >= 0x41 && letter <= 0x5a) lower |= 0x20 << shift
  }
  return lower >>> 0
}

/** Takes the values of the item whose boxes lie between two places. */
export const takeItem = (source: ByteSource, reach: Reach, name: number, start: number, end: number, found: Items): void => {
  const special = specialItems.get(name)
  const entry = special === undefined ? textItems().get(inLowerCase(name)) : undefined
  // What feeds no field is gone through all the same: the full reader's budget goes into it as well.
  eachBox(reach, start, end, (id, from, to) => {
    if (id !== dataName || to - from < 8) return false
    if (entry !== undefined) takeText(reach, from, to, entry, found.fields)
    else if (special !== undefined) {
      const index = reach.at(from, 4)
      const type = uint32be(reach.bytes, index) & 0xffffff
      readData(source, special, { name: "data", start: from + 8, end: to }, type, found)
    }
    return false
  })
}

const takeText = (reach: Reach, from: number, to: number, [field, rank]: Entry, fields: FieldSet): void => {
  const length = to - from - 8
  const index = reach.at(from + 8, length)
  fields.add(field, decodeUtf8(reach.bytes.subarray(index, index + length)), rank)
}

/** An item that names a domain, then itself, then its values. */
export const takeFreeform = (reach: Reach, start: number, end: number, fields: FieldSet): void => {
  let domain: (typeof domains)[number] | undefined
  let entry: Entry | undefined
  let count = 0
  eachBox(reach, start, end, (id, from, to) => {
    count += 1
    if (count === 1) domain = domainAt(reach, id, from, to)
    else if (count === 2) entry = nameAt(reach, id, from, to, domain)
    else if (entry !== undefined) {
      if (id !== dataName || to - from < 8) throw new NotPlain()
      takeText(reach, from, to, entry, fields)
    }
    return false
  })
}

const longestName = 1024

/** Where the text of a `mean` or `name` box begins in memory: behind its version. */
const textAt = (reach: Reach, from: number, to: number): number => {
  if (to - from < 4 || to - from > longestName) throw new NotPlain()
  const index = reach.at(from, to - from)
  // Letters that become plain ones in lower case are left to who knows them.
  for (let at = index + 4; at < index + to - from; at += 1) if ((reach.bytes[at] ?? 0) >= 0x80) throw new NotPlain()
  return index + 4
}

const domainAt = (reach: Reach, id: number, from: number, to: number): (typeof domains)[number] | undefined => {
  if (id !== meanName) throw new NotPlain()
  const index = textAt(reach, from, to)
  return domains.find(({ domain }) => isText(domain, reach.bytes, index, index + to - from - 4))
}

const nameAt = (
  reach: Reach,
  id: number,
  from: number,
  to: number,
  domain: (typeof domains)[number] | undefined
): Entry | undefined => {
  if (id !== nameName) throw new NotPlain()
  const index = textAt(reach, from, to)
  return domain?.names.find(reach.bytes, index, index + to - from - 4)
}
