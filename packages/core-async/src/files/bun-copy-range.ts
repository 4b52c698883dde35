/** Copying between open files inside the kernel, which Bun can reach: no pass through memory, and shared blocks where the disk has them. */
import { FFIType } from "bun:ffi"
import { openLibc } from "./bun-libc.ts"
import { type CopyRange, noCopyRange } from "./posix-splice.ts"

const signatures = {
  copy_file_range: {
    args: [FFIType.i32, FFIType.ptr, FFIType.i32, FFIType.ptr, FFIType.u64, FFIType.u32],
    returns: FFIType.i64
  }
} as const

export const makeCopyRange = (): CopyRange => {
  const libc = openLibc(signatures)
  if (libc === undefined) return noCopyRange
  const [fromAt, toAt] = [new BigInt64Array(1), new BigInt64Array(1)]
  return (from, fromPosition, to, toPosition, length) => {
    fromAt[0] = BigInt(fromPosition)
    toAt[0] = BigInt(toPosition)
    const copied = Number(libc.copy_file_range(from, fromAt, to, toAt, length, 0))
    // Whatever the reason: copying through memory meets it again and names it.
    return copied > 0 ? copied : undefined
  }
}
