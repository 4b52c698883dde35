/**
 * Ogg pages under other numbers: where the header pages became more or fewer, all pages behind them follow, with the checksums that go
 * with it. The stream may have gigabytes, so both the making and the checking go through one window.
 */
import type { FileRange } from "@deadwax/core-async"
import { MalformedFile, sameBytes, u32le, writeU32le } from "./bytes.ts"
import { hasGoodChecksum, largestPageBytes, type OggPage, pageChecksum, readPage, wrongChecksum } from "./ogg-pages.ts"
import { comparedBytes, type Source, type Steps } from "./source.ts"

/** Whole pages from the beginning of a window; the window ends inside the next one, or with the file. */
function* pagesOf(window: Uint8Array, isLast: boolean): Generator<OggPage> {
  for (let at = 0; isLast ? at < window.length : at + largestPageBytes <= window.length; ) {
    const page = readPage(window, at)
    yield page
    at = page.end
  }
}

const windowAt = (file: Source, buffer: Uint8Array, at: number, end: number) => {
  const window = buffer.subarray(0, file.fill(buffer.subarray(0, Math.min(buffer.length, end - at)), at))
  return { window, isLast: at + window.length >= end }
}

/** The pages of the range, each `shift` numbers later, as many at once as a window holds. A page whose checksum was wrong must not get a right one. */
export function* renumberedPages(file: Source, { from, to }: FileRange, shift: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(comparedBytes)
  const { serial } = readPage(file.read(0, largestPageBytes), 0)
  for (let at = from; at < to; ) {
    const { window, isLast } = windowAt(file, buffer, at, to)
    let done = 0
    for (const page of pagesOf(window, isLast)) {
      if (page.serial !== serial) throw new MalformedFile("several streams in one Ogg file")
      if (!hasGoodChecksum(window, page)) throw new MalformedFile(wrongChecksum)
      writeU32le(window, page.start + 18, page.sequence + shift)
      writeU32le(window, page.start + 22, pageChecksum(window.subarray(page.start, page.end)))
      done = page.end
    }
    if (done === 0) throw new MalformedFile("the file became shorter while it was read")
    yield window.subarray(0, done)
    at += done
  }
}

const isSamePage = (before: Uint8Array, page: OggPage, after: Uint8Array, shift: number): boolean => {
  const { start, end } = page
  return (
    end <= after.length &&
    u32le(after, start + 18) === (page.sequence + shift) >>> 0 &&
    sameBytes(before.subarray(start, start + 18), after.subarray(start, start + 18)) &&
    sameBytes(before.subarray(start + 26, end), after.subarray(start + 26, end)) &&
    hasGoodChecksum(after, page)
  )
}

/** Whether the pages from `fromB` on are those from `fromA` on, `shift` numbers later, to the end of both files. */
export function* isRenumbered(a: Source, fromA: number, b: Source, fromB: number, shift: number): Steps<boolean> {
  const [left, right] = [new Uint8Array(comparedBytes), new Uint8Array(comparedBytes)]
  for (let at = 0; fromA + at < a.sizeBytes; ) {
    const before = windowAt(a, left, fromA + at, a.sizeBytes)
    const after = windowAt(b, right, fromB + at, b.sizeBytes)
    let done = 0
    for (const page of pagesOf(before.window, before.isLast)) {
      if (!isSamePage(before.window, page, after.window, shift)) return false
      done = page.end
    }
    if (done === 0) return false
    at += done
    yield
  }
  return true
}
