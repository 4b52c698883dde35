/**
 * `bun extended-attributes.ts get FILE NAME | set FILE NAME VALUE`: a file's extended attributes, for tests.
 * Exit code 2 when `get` finds none.
 */
import { dlopen, FFIType } from "bun:ffi"

const isMac = process.platform === "darwin"
// macOS adds a position and options to both; they are 0 here.
const extra = isMac ? [FFIType.u32, FFIType.i32] : []
const { symbols } = dlopen(isMac ? "libSystem.B.dylib" : "libc.so.6", {
  getxattr: { args: [FFIType.cstring, FFIType.cstring, FFIType.ptr, FFIType.u64, ...extra], returns: FFIType.i64 },
  setxattr: {
    args: [FFIType.cstring, FFIType.cstring, FFIType.ptr, FFIType.u64, ...(isMac ? extra : [FFIType.i32])],
    returns: FFIType.i32
  }
})

const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const [, , action, path = "", name = "", value = ""] = process.argv

if (action === "set") {
  const bytes = Buffer.from(value)
  const failed = Reflect.apply(symbols.setxattr, undefined, [
    text(path),
    text(name),
    bytes,
    bytes.length,
    0,
    ...(isMac ? [0] : [])
  ])
  if (failed !== 0) throw new Error(`cannot set ${name} on ${path}`)
} else {
  const target = Buffer.alloc(65536)
  const length = Number(
    Reflect.apply(symbols.getxattr, undefined, [text(path), text(name), target, target.length, ...(isMac ? [0, 0] : [])])
  )
  if (length < 0) process.exit(2)
  process.stdout.write(target.subarray(0, length))
}
