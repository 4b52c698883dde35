/**
 * The only files of core packages that may touch a runtime, and what each may do. A driver meets the runtime so that nothing above it has to.
 * An allowance that a file does not use, or a file that is gone, fails the style tests: the list stays as short as it can be.
 */

/** runtime: the runtime's own modules and globals. clock: time, timers and randomness. promises: async functions and promises made by hand. */
export type Allowance = "runtime" | "clock" | "promises"

export const coreDrivers: Readonly<Record<string, ReadonlyArray<Allowance>>> = {
  "packages/core-async/src/bodies/opfs.ts": ["promises"],
  "packages/core-async/src/bodies/posix.ts": ["runtime", "promises"],
  "packages/core-async/src/browser.ts": ["clock"],
  "packages/core-async/src/digests/native.ts": ["runtime"],
  "packages/core-async/src/digests/portable.ts": [],
  "packages/core-async/src/files/bun-attributes.ts": ["runtime"],
  "packages/core-async/src/files/bun-copy-range.ts": ["runtime"],
  "packages/core-async/src/files/bun-glance.ts": ["runtime"],
  "packages/core-async/src/files/bun-libc.ts": ["runtime"],
  "packages/core-async/src/files/bun.ts": [],
  "packages/core-async/src/files/files.contract.ts": [],
  "packages/core-async/src/files/opfs-directory.ts": ["promises"],
  "packages/core-async/src/files/opfs-handle.ts": ["runtime", "clock", "promises"],
  "packages/core-async/src/files/opfs-read.ts": ["promises"],
  "packages/core-async/src/files/opfs-write.ts": ["clock", "promises"],
  "packages/core-async/src/files/opfs.ts": ["promises"],
  "packages/core-async/src/files/posix-attributes.ts": ["runtime"],
  "packages/core-async/src/files/posix-device.ts": ["runtime"],
  "packages/core-async/src/files/posix-directory.ts": ["runtime"],
  "packages/core-async/src/files/posix-glance.ts": ["runtime"],
  "packages/core-async/src/files/posix-read.ts": ["runtime", "clock"],
  "packages/core-async/src/files/posix-splice.ts": ["runtime", "clock"],
  "packages/core-async/src/files/posix-stat.ts": ["runtime"],
  "packages/core-async/src/files/posix-walk.ts": ["runtime", "clock"],
  "packages/core-async/src/files/posix-watch.ts": ["runtime"],
  "packages/core-async/src/files/posix-write.ts": ["runtime"],
  "packages/core-async/src/files/posix.ts": ["runtime"],
  "packages/core-async/src/files/reading.contract.ts": ["promises"],
  "packages/core-async/src/files/writing.contract.ts": ["promises"],
  "packages/core-async/src/garbage/bun.ts": ["runtime"],
  "packages/core-async/src/http/acted.ts": [],
  "packages/core-async/src/http/fetch.ts": ["runtime", "promises"],
  "packages/core-async/src/parts/memory.ts": [],
  "packages/core-async/src/parts/opfs.ts": ["runtime", "promises"],
  "packages/core-async/src/parts/posix.ts": ["runtime"],
  "packages/core-async/src/processes/posix.ts": ["runtime"],
  "packages/core-async/src/sqlite/bun.ts": ["runtime"],
  "packages/core-async/src/sqlite/native.ts": ["runtime"],
  "packages/core-async/src/sqlite/node.ts": ["runtime"],
  "packages/core-async/src/sqlite/wasm-engine.ts": [],
  "packages/core-async/src/sqlite/wasm-heap.ts": [],
  "packages/core-async/src/sqlite/wasm-module.ts": ["runtime"],
  "packages/core-async/src/sqlite/wasm.ts": [],
  "packages/core-async/src/workers/serve-threads.ts": ["runtime"],
  "packages/core-async/src/workers/serve-web.ts": ["runtime"],
  "packages/core-async/src/workers/threads.ts": ["runtime"],
  "packages/core-async/src/workers/web.ts": ["runtime", "clock"]
}
