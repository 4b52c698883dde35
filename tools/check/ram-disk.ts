/**
 * A directory in memory for what tests write: waiting for a disk's flushes is a third of the time of tests that open libraries. It is a file
 * system like another, and a process that is killed leaves in it what it leaves on a disk. A soak runs on the disk.
 */
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs"
import { join } from "node:path"

const shared = "/dev/shm"
const tmpfsMagic = 0x01021994
const neededBytes = 6 * 1024 ** 3

/** What programs may take without swapping, as Linux estimates it; 0 where nobody tells. */
const availableBytes = (): number =>
  Number(/^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1] ?? 0) * 1024

const hasRoom = (): boolean => {
  try {
    accessSync(shared, constants.W_OK)
    const { type, bavail, bsize } = statfsSync(shared)
    return type === tmpfsMagic && bavail * bsize >= neededBytes && availableBytes() >= neededBytes
  } catch {
    return false
  }
}

/** A new directory in memory, gone when this process is; undefined where there is no such disk, or too little room on it. */
export const makeRamDirectory = (): string | undefined => {
  if (!hasRoom()) return undefined
  const directory = mkdtempSync(join(shared, "deadwax-check-"))
  // Servers and programs that tests start as another user look into directories of theirs below it, as they do below /tmp.
  chmodSync(directory, 0o1777)
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }))
  return directory
}
