/**
 * Looking at a file by Linux's `statx`, straight into one buffer: exact like the bigint stat, without its seventeen bigints, and
 * so a third of the whole walk cheaper. Whatever the call does not answer is asked again in the ordinary way, which knows the reason.
 */
import { FFIType, ptr } from "bun:ffi"
import { openLibc } from "./bun-libc.ts"
import { type Glance, type LookAt, makeLookAt as makeOrdinary } from "./posix-glance.ts"

const calls = {
  statx: { args: [FFIType.i32, FFIType.ptr, FFIType.i32, FFIType.u32, FFIType.ptr], returns: FFIType.i32 }
} as const

/** Relative paths would start at the working directory; all are absolute. */
const fromWorkingDirectory = -100
const noFollow = 0x100
const noAutomount = 0x800
/** Type, mode, link count, modification time and size. */
const wanted = 0x01 | 0x02 | 0x04 | 0x40 | 0x200

/** Offsets in the kernel's `struct statx`, the same on every processor, in units of 4 bytes. */
const at = { mask: 0, names: 4, mode: 7, size: 10, seconds: 28, nanoseconds: 30 }
const structBytes = 256
const typeBits = 0xf000
const regular = 0x8000
const symbolic = 0xa000

const high = 2 ** 32

const read = (glance: Glance, unsigned: Uint32Array, signed: Int32Array): void => {
  const type = (unsigned[at.mode] ?? 0) & typeBits
  glance.kind = type === regular ? "file" : type === symbolic ? "link" : "other"
  glance.sizeBytes = (unsigned[at.size] ?? 0) + (unsigned[at.size + 1] ?? 0) * high
  const seconds = (unsigned[at.seconds] ?? 0) + (signed[at.seconds + 1] ?? 0) * high
  // Before 1970 the seconds are negative and the nanoseconds still count upwards: this floors on both sides.
  glance.modifiedAtUs = seconds * 1e6 + Math.floor((unsigned[at.nanoseconds] ?? 0) / 1000)
  glance.names = unsigned[at.names] ?? 0
}

/** Longest path that is tried; the kernel's own limit is shorter. */
const longestPathBytes = 16_384

export const makeLookAt = (): LookAt => {
  const ordinary = makeOrdinary()
  const libc = openLibc(calls)
  if (libc === undefined) return ordinary
  const encoder = new TextEncoder()
  const name = new Uint8Array(longestPathBytes)
  const unsigned = new Uint32Array(structBytes / 4)
  const signed = new Int32Array(unsigned.buffer)
  const namePointer = ptr(name)
  const structPointer = ptr(unsigned)
  const glance: Glance = { kind: "other", sizeBytes: 0, modifiedAtUs: 0, names: 0 }
  return (path) => {
    if (path.length * 3 >= longestPathBytes) return ordinary(path)
    name[encoder.encodeInto(path, name).written] = 0
    const failed = libc.statx(fromWorkingDirectory, namePointer, noFollow | noAutomount, wanted, structPointer)
    if (failed !== 0 || ((unsigned[at.mask] ?? 0) & wanted) !== wanted) return ordinary(path)
    read(glance, unsigned, signed)
    return glance
  }
}
