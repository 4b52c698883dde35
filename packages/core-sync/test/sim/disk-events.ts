/** What becomes of a simulated disk as a whole: it goes and comes back, or the machine stops. */
import { partPathOf } from "@deadwax/core-async"
import { crash, type SimulatedDisk } from "@deadwax/core-async/simulated"

type Disk = SimulatedDisk["Service"]
type Directory = Disk["root"]

const flush = (directory: Directory): void => {
  directory.flushed = new Map(directory.entries)
  for (const node of directory.entries.values()) if (node.kind === "directory") flush(node)
}

/** Whatever was done on a disk so far survives everything: some time has passed. */
export const flushDisk = ({ root }: Disk): void => flush(root)

/** The library's disk goes: its mount point is there, and empty. Answers how to bring it back, and what was written into the mount point. */
export const unmountLibrary = ({ root }: Disk) => {
  const mounted = root.entries.get("music")
  if (mounted?.kind !== "directory") throw new Error("no disk")
  const point: Directory = { ...mounted, entries: new Map(), flushed: new Map() }
  root.entries.set("music", point)
  return {
    mountAgain: () => void root.entries.set("music", mounted),
    written: () => [...point.entries.keys()]
  }
}

const unlinkParts = ({ entries }: Directory, path: string, known: ReadonlySet<string>): void => {
  for (const [name, node] of [...entries]) {
    const at = `${path}/${name}`
    if (node.kind === "directory") unlinkParts(node, at, known)
    else if (name.endsWith(".deadwax-part") && !known.has(at)) entries.delete(name)
  }
}

/**
 * The machine stops. Bytes beside a file that had been thrown away may come back then, with no record of them (`begun`: the paths of those that there
 * are): that is room lost and nothing else, so those are taken away here.
 */
export const stopMachine = (disk: Disk, begun: ReadonlyArray<string>): void => {
  crash(disk)
  unlinkParts(disk.root, "", new Set(begun.map((path) => partPathOf(`/music/${path}`))))
}
