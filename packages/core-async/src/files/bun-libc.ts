/** The C library of a Linux system, for the few calls that Bun does not offer itself: glibc by its name, else musl by its. */
import { dlopen, type FFIFunction } from "bun:ffi"

const machine = process.arch === "arm64" ? "aarch64" : "x86_64"

/** Undefined where there is no such library or it lacks one of the calls; every caller has another way. */
export const openLibc = <S extends Record<string, FFIFunction>>(calls: S) => {
  if (process.platform !== "linux") return undefined
  for (const name of ["libc.so.6", `libc.musl-${machine}.so.1`]) {
    try {
      return dlopen(name, calls).symbols
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
  return undefined
}

/** What Bun says of a library that is not there, and of one that lacks a call. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ERR_DLOPEN_FAILED" || error.code === "ERR_INVALID_ARG_TYPE")
