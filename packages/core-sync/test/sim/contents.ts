/** What files of a simulated life hold, what everybody made of it, and what therefore must be, may be, or must not be here. */
import type { SimulatedDisk } from "@deadwax/core-async/simulated"
import { audioIn, mp3 } from "../../../core-cache/test/world.ts"

type Directory = SimulatedDisk["Service"]["root"]
export type FileNode = Extract<Directory["entries"] extends Map<string, infer Node> ? Node : never, { readonly kind: "file" }>

/** The bytes that a number stands for: music where the path says so. */
export const contentOf = (number: number, path: string): Uint8Array =>
  path.endsWith(".mp3")
    ? mp3({ title: `Song ${number}`, album: "Velvet", albumArtist: "Reds", artist: "Reds", sound: number }, 5 + (number % 3))
    : new TextEncoder().encode(`picture ${number} ${"·".repeat(number % 50)}`)

/** Bytes in a few signs: of a song its sound alone, since ids change the rest. */
export const signOf = (bytes: Uint8Array): string => {
  const content = audioIn(bytes)
  return `${content.length}:${content.reduce((sum, byte, i) => (sum * 31 + byte * (i + 1)) % 1_000_003, 7)}`
}

/** What was made of contents, each by its sign. */
export class Contents {
  /** By sign, for people. Whatever lies under a name of its own is one of these. */
  readonly known = new Map<string, string>()
  /** The user made it here and did not take it away. */
  readonly precious = new Set<string>()
  /** Nobody can tell that two files of it are one: it may be here twice. */
  readonly loose = new Set<string>()
  /** The user moved it here, by itself. */
  readonly moved = new Set<string>()
  /** SOURCE PATH of whatever a source did not have at some time. */
  readonly everGone = new Set<string>()
  /** Files that lay under a name of their own and were none of the known ones. */
  readonly torn = new Set<string>()

  /** Bytes that somebody makes. */
  make(number: number, path: string): { readonly bytes: Uint8Array; readonly sign: string } {
    const bytes = contentOf(number, path)
    const sign = signOf(bytes)
    this.known.set(sign, `number ${number}`)
    return { bytes, sign }
  }

  nameOf(sign: string): string {
    return this.known.get(sign) ?? `torn ${sign}`
  }

  /** What lies at a path of the library now must be whole, if it has a name of its own. */
  checkWhole(path: string, { data }: FileNode): void {
    const sign = signOf(data)
    if (!this.known.has(sign)) this.torn.add(`${path}: ${sign}`)
  }
}

const isOwnName = (name: string): boolean => !name.startsWith(".")

/** The directory at an absolute path; undefined: there is none. */
export const directoryAt = ({ root }: SimulatedDisk["Service"], path: string): Directory | undefined => {
  let at: Directory = root
  for (const name of path.split("/").filter((part) => part !== "")) {
    const node = at.entries.get(name)
    if (node?.kind !== "directory") return undefined
    at = node
  }
  return at
}

/** Every file below a directory, by its path, in order; those that have no name of their own (parts, what is being written) only where asked for. */
export const filesBelow = (directory: Directory, wants = isOwnName): ReadonlyMap<string, FileNode> => {
  const found = new Map<string, FileNode>()
  const visit = ({ entries }: Directory, path: string): void => {
    for (const [name, node] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!wants(name)) continue
      if (node.kind === "directory") visit(node, `${path}${name}/`)
      else if (node.kind === "file") found.set(`${path}${name}`, node)
    }
  }
  visit(directory, "")
  return found
}
