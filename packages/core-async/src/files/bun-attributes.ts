/**
 * Extended attributes by the system's own calls, which Bun can reach: microseconds instead of a process per write.
 * Only for Linux; elsewhere, and wherever a call says no, the system's `cp` decides.
 *
 * Access lists are extended attributes on Linux and come along. `security.*` labels are the policy's to give, not ours to copy,
 * capabilities excepted.
 */
import { FFIType } from "bun:ffi"
import { openLibc } from "./bun-libc.ts"
import { type CarryAttributes, carryByCopy } from "./posix-attributes.ts"

/** The kernel's limit for a list of names and for a value, in bytes. */
const limitBytes = 65_536

const signatures = {
  llistxattr: { args: [FFIType.ptr, FFIType.ptr, FFIType.u64], returns: FFIType.i64 },
  lgetxattr: { args: [FFIType.ptr, FFIType.ptr, FFIType.ptr, FFIType.u64], returns: FFIType.i64 },
  lsetxattr: { args: [FFIType.ptr, FFIType.ptr, FFIType.ptr, FFIType.u64, FFIType.i32], returns: FFIType.i32 },
  lremovexattr: { args: [FFIType.ptr, FFIType.ptr], returns: FFIType.i32 }
} as const

const openCalls = () => openLibc(signatures)

type Libc = NonNullable<ReturnType<typeof openCalls>>

const terminated = (text: string): Buffer => Buffer.from(`${text}\0`)

const isOurs = (name: string): boolean => !name.startsWith("security.") || name === "security.capability"

/** A file's attributes by name; undefined when the system does not tell. Names are latin1, so that any bytes survive. */
const readAll = (libc: Libc, path: Buffer): ReadonlyMap<string, Buffer> | undefined => {
  const target = Buffer.alloc(limitBytes)
  const length = Number(libc.llistxattr(path, target, limitBytes))
  if (length < 0) return undefined
  const names = target.toString("latin1", 0, length).split("\0")
  const found = new Map<string, Buffer>()
  for (const name of names.filter((one) => one !== "" && isOurs(one))) {
    const size = Number(libc.lgetxattr(path, Buffer.from(`${name}\0`, "latin1"), target, limitBytes))
    if (size < 0) return undefined
    found.set(name, Buffer.from(target.subarray(0, size)))
  }
  return found
}

const writeOne = (libc: Libc, path: Buffer, name: string, value: Buffer): boolean => {
  // A pointer to an empty buffer cannot be made; the length says that there is nothing to read.
  const bytes = value.length === 0 ? Buffer.alloc(1) : value
  return libc.lsetxattr(path, Buffer.from(`${name}\0`, "latin1"), bytes, value.length, 0) === 0
}

const carryByCalls = (libc: Libc, from: string, to: string): boolean => {
  const target = terminated(to)
  const wanted = readAll(libc, terminated(from))
  const inherited = readAll(libc, target)
  if (wanted === undefined || inherited === undefined) return false
  // A directory may hand its own access list to every new file in it.
  for (const name of inherited.keys()) {
    if (!wanted.has(name) && libc.lremovexattr(target, Buffer.from(`${name}\0`, "latin1")) !== 0) return false
  }
  for (const [name, value] of wanted) {
    if (inherited.get(name)?.equals(value) !== true && !writeOne(libc, target, name, value)) return false
  }
  return true
}

export const makeCarryAttributes = (): CarryAttributes => {
  const libc = openCalls()
  return libc === undefined ? carryByCopy : (from, to) => carryByCalls(libc, from, to) || carryByCopy(from, to)
}
