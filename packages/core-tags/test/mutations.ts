/** Sound files that somebody broke, a little: seeded, so that what was found once is found again. */
import type { Choices } from "./seeded-choices.ts"

/** Numbers that lengths, flags and counts may not be. */
const oddNumbers = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 127, 128, 255, 256, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff]

/** What lies within the front is what headers are made of; beyond lie sounds, and tags at the end. */
const placeIn = (content: Uint8Array, choose: Choices): number => {
  const reach = [64, 600, 4000, content.length][choose.below(4)] ?? content.length
  return choose.below(4) === 0
    ? content.length - 1 - choose.below(Math.min(content.length, 200))
    : choose.below(Math.min(content.length, reach))
}

const splice = (content: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array => {
  const out = new Uint8Array(content.length - Math.min(removed, content.length - at) + added.length)
  out.set(content.subarray(0, at))
  out.set(added, at)
  out.set(content.subarray(at + Math.min(removed, content.length - at)), at + added.length)
  return out
}

const someBytes = (choose: Choices, most: number): Uint8Array =>
  Uint8Array.from({ length: 1 + choose.below(most) }, () => choose.below(256))

type Mutation = (content: Uint8Array, choose: Choices) => Uint8Array

const changeBytes: Mutation = (content, choose) => {
  const copy = content.slice()
  for (let count = 1 + choose.below(6); count > 0; count -= 1) copy[placeIn(copy, choose)] = choose.below(256)
  return copy
}

const flipBit: Mutation = (content, choose) => {
  const copy = content.slice()
  const at = placeIn(copy, choose)
  copy[at] = (copy[at] ?? 0) ^ (1 << choose.below(8))
  return copy
}

/** Four bytes become a number that may be a length: big-endian, little-endian or in seven bits each. */
const writeNumber: Mutation = (content, choose) => {
  const copy = content.slice()
  const at = placeIn(copy, choose)
  const number = choose.below(2) === 0 ? (oddNumbers[choose.below(oddNumbers.length)] ?? 0) : choose.below(copy.length)
  const bits = choose.below(3) === 2 ? 7 : 8
  const bytes = [3, 2, 1, 0].map((place) => Math.floor(number / 2 ** (bits * place)) & (2 ** bits - 1))
  copy.set((choose.below(2) === 0 ? bytes : bytes.reverse()).slice(0, copy.length - at), at)
  return copy
}

const cutOff: Mutation = (content, choose) => content.slice(0, 1 + choose.below(content.length))
const leaveOut: Mutation = (content, choose) => splice(content, placeIn(content, choose), 1 + choose.below(40), new Uint8Array())
const insert: Mutation = (content, choose) => splice(content, placeIn(content, choose), 0, someBytes(choose, 40))
const append: Mutation = (content, choose) => splice(content, content.length, 0, someBytes(choose, 300))

/** A piece of the file stands in it twice. */
const repeat: Mutation = (content, choose) => {
  const from = placeIn(content, choose)
  return splice(content, placeIn(content, choose), 0, content.slice(from, from + 1 + choose.below(400)))
}

const mutations: ReadonlyArray<Mutation> = [
  changeBytes,
  changeBytes,
  flipBit,
  flipBit,
  writeNumber,
  writeNumber,
  cutOff,
  leaveOut,
  insert,
  append,
  repeat
]

/** The content changed in one way, or in two. */
export const mutate = (content: Uint8Array, choose: Choices): Uint8Array => {
  const once = (before: Uint8Array): Uint8Array =>
    before.length === 0 ? someBytes(choose, 40) : (mutations[choose.below(mutations.length)] ?? changeBytes)(before, choose)
  return choose.below(4) === 0 ? once(once(content)) : once(content)
}
