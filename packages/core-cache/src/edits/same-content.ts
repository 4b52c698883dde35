/** Are two files equal, byte by byte? Between two parts of them others get their turn. */
import type { OpenFile } from "@deadwax/core-async"
import * as Effect from "effect/Effect"

const windowBytes = 1024 * 1024

/** Fills the window as far as the file goes: a driver may give less than was asked for. */
const fill = (file: OpenFile, window: Uint8Array, position: number): Uint8Array => {
  let length = 0
  while (length < window.length) {
    const count = file.read(window.subarray(length), position + length)
    if (count === 0) break
    length += count
  }
  return window.subarray(0, length)
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export const isSameContent = (a: OpenFile, b: OpenFile): Effect.Effect<boolean> =>
  Effect.gen(function* () {
    if (a.sizeBytes !== b.sizeBytes) return false
    const [ours, theirs] = [new Uint8Array(windowBytes), new Uint8Array(windowBytes)]
    for (let at = 0; at < a.sizeBytes; at += windowBytes) {
      if (!isEqual(fill(a, ours, at), fill(b, theirs, at))) return false
      yield* Effect.yieldNow
    }
    return true
  })

/** Bytes as an open file. */
export const openBytes = (path: string, bytes: Uint8Array): OpenFile => ({
  path,
  sizeBytes: bytes.length,
  modifiedAtUs: 0,
  linked: false,
  read: (target, position) => {
    const part = bytes.subarray(position, position + target.length)
    target.set(part)
    return part.length
  }
})
