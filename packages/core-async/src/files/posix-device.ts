/**
 * Which file system a directory lies on, as a text that stays the same from one mount to the next.
 *
 * What makes it hard: the numbers that the system gives do not last. `st_dev` changes with the order in which disks are found, and so does
 * the id of `statfs` on the very file systems that are always read-only. So the best lasting fact is taken, in this order: the file system's
 * UUID; the name of what is mounted (`nas:/music`); the birth of the directory; the size and the time of what is never written.
 */
import { type BigIntStats, readdirSync, readFileSync, realpathSync, statfsSync, statSync } from "node:fs"
import { FileError } from "./files.ts"
import { checkPath, isWithin, joinPath } from "./path.ts"

/** One line of `/proc/self/mountinfo`. */
interface Mount {
  /** "major:minor", as `st_dev` has them; on btrfs they differ. */
  readonly device: string
  /** The directory of the file system that is mounted. */
  readonly from: string
  readonly at: string
  readonly kind: string
  readonly source: string
}

/** The system writes spaces and the like as `\040`. */
const unescaped = (field: string): string =>
  field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

export const parseMounts = (text: string): ReadonlyArray<Mount> =>
  text.split("\n").flatMap((line) => {
    const [place = "", about] = line.split(" - ")
    const [, , device, from, at] = place.split(" ")
    const [kind, source] = about?.split(" ") ?? []
    if (device === undefined || from === undefined || at === undefined || kind === undefined) return []
    return [{ device, from: unescaped(from), at: unescaped(at), kind, source: unescaped(source ?? "") }]
  })

/** What is mounted where `path` (real) lies: the deepest, of two at one place the later; one of its device before all others. */
export const mountOf = (mounts: ReadonlyArray<Mount>, path: string, device: string): Mount | undefined => {
  const around = mounts.filter(({ at }) => isWithin(at, path))
  const own = around.filter((mount) => mount.device === device)
  const deeper = (best: Mount | undefined, mount: Mount) =>
    best === undefined || mount.at.length >= best.at.length ? mount : best
  return (own.length > 0 ? own : around).reduce<Mount | undefined>(deeper, undefined)
}

/** Linux's `st_dev`, taken apart. */
const deviceNumbers = (dev: bigint): string =>
  `${((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n)}:${(dev & 0xffn) | ((dev >> 12n) & 0xffffff00n)}`

const unlessAbsent = <A>(look: () => A): A | undefined => {
  try {
    return look()
  } catch {
    return undefined
  }
}

const uuids = "/dev/disk/by-uuid"

/** The UUID under which the system lists a disk; none in a container, on a network, or in memory. */
const uuidOf = (source: string): string | undefined => {
  if (!source.startsWith("/dev/")) return undefined
  const disk = unlessAbsent(() => realpathSync(source)) ?? source
  return unlessAbsent(() => readdirSync(uuids))?.find((uuid) => unlessAbsent(() => realpathSync(`${uuids}/${uuid}`)) === disk)
}

/** A share, a data set or an export has a name of its own; `tmpfs` and `/dev/sdb1` are none. */
const isName = ({ kind, source }: Mount): boolean =>
  (/[:/]/.test(source) && !source.startsWith("/dev/")) || kind === "9p" || kind === "virtiofs"

/** Their inode numbers are made up anew by each mount. */
const inventsInodes = (kind: string): boolean => /^(fuse|vfat$|msdos$|exfat$)/.test(kind)

const fact = (path: string, stats: BigIntStats, mount: Mount | undefined): string => {
  const uuid = mount === undefined ? undefined : uuidOf(mount.source)
  if (uuid !== undefined) return `uuid=${uuid}`
  if (mount !== undefined && isName(mount)) return `name=${mount.source}`
  const inode = inventsInodes(mount?.kind ?? "") ? "" : ` inode=${stats.ino}`
  if (stats.birthtimeNs > 0n) return `born=${stats.birthtimeNs}${inode}`
  const { blocks, bsize } = statfsSync(path, { bigint: true })
  const isNeverWritten = /^(squashfs|iso9660|erofs|cramfs|romfs)$/.test(mount?.kind ?? "")
  return `bytes=${blocks * bsize}${inode}${isNeverWritten ? ` time=${stats.mtimeNs}` : ""}`
}

/** Throws the system's errors, and `not-a-directory`. */
export const deviceOf = (given: string): string => {
  const path = realpathSync(checkPath("deviceOf", given))
  const stats = statSync(path, { bigint: true })
  if (!stats.isDirectory()) throw new FileError({ reason: "not-a-directory", operation: "deviceOf", path: given })
  const table = unlessAbsent(() => readFileSync("/proc/self/mountinfo", "utf8"))
  const mount = table === undefined ? undefined : mountOf(parseMounts(table), path, deviceNumbers(stats.dev))
  if (mount === undefined) return fact(path, stats, undefined)
  const below = path.slice(mount.at === "/" ? 0 : mount.at.length).replace(/^\//, "")
  return `${mount.kind} ${fact(path, stats, mount)} ${below === "" ? mount.from : joinPath(mount.from, below)}`
}
