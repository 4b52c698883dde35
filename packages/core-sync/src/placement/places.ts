/**
 * Where the files of a source lie in the library when they lie as they do there.
 *
 * What makes it hard: names that differ there may be one name here (another case, another Unicode form, a sign that was replaced), and the
 * same remote path must always lead to the same place. So each name has two forms, the second with a digest of its own; who comes first
 * takes the first form, and a place that was once given is kept. Whether a place is free on the disk is not asked here.
 */
import { compareBytewise, foldName } from "@deadwax/core-cache"
import { isSafePath, markedName, safeName } from "./safe-name.ts"

/** A file that was placed before: its path at the source, and where it was placed, relative to the library's root. */
export interface KnownPlace {
  readonly remotePath: string
  readonly place: string
}

/** What was placed before, asked piece by piece: each answers one of those that there are, or undefined. */
export interface KnownPlaces {
  /** What was placed from this path at the source. */
  readonly from: (remotePath: string) => KnownPlace | undefined
  /** Something that was placed from below this directory of the source. */
  readonly fromBelow: (remoteDirectory: string) => KnownPlace | undefined
  /** What was placed at, or below, a place with this form (`foldName`). */
  readonly at: (folded: string) => KnownPlace | undefined
}

/** Where sources are placed. */
export interface PlaceOptions {
  /** The directory of the library that a source lies in, relative to the root, of safe names; "" is the root itself. */
  readonly below: string
  /** What was placed before, and stays where it is. */
  readonly known?: Iterable<KnownPlace> | KnownPlaces
  /** The longest place, in UTF-8 bytes. */
  readonly mostBytes?: number
}

/**
 * `too-long`: no disk would surely take the path. `taken`: both forms of a name have been taken by others, which only a source that means
 * to bring it about can do.
 */
export type PlaceProblem = "too-long" | "taken"

/** Places by remote path, and what has none. */
export interface Places {
  readonly places: ReadonlyMap<string, string>
  readonly problems: ReadonlyMap<string, PlaceProblem>
}

/** macOS takes paths of 1,024 bytes, and the root needs some of them. */
const usualMostBytes = 800

const nothingKnown: KnownPlaces = { from: () => undefined, fromBelow: () => undefined, at: () => undefined }

/** What of the source a place belongs to, for every directory and file, by the place's folded form. */
class Register {
  readonly #owners = new Map<string, string>()
  readonly #placed = new Map<string, string>()
  readonly #below: string
  readonly #known: KnownPlaces
  readonly #asked = new Set<string>()

  constructor(below: string, known: Iterable<KnownPlace> | KnownPlaces) {
    const isListed = Symbol.iterator in known
    this.#below = below
    this.#known = isListed ? nothingKnown : known
    if (isListed) for (const one of known) takeKnown(this, below, one)
  }

  directoryAt(remote: string): string | undefined {
    return this.#placed.get(directoryKey(remote)) ?? this.#learn(directoryKey(remote), this.#known.fromBelow(remote))
  }

  fileAt(remote: string): string | undefined {
    return this.#placed.get(fileKey(remote)) ?? this.#learn(fileKey(remote), this.#known.from(remote))
  }

  /** Takes over what was placed before; answers where this is, then. */
  #learn(remote: string, known: KnownPlace | undefined): string | undefined {
    if (known !== undefined) takeKnown(this, this.#below, known)
    return this.#placed.get(remote)
  }

  /** Of a place that nothing here is known to have: was something placed there before? */
  #ownerOf(key: string): string | undefined {
    const owner = this.#owners.get(key)
    if (owner !== undefined || this.#asked.has(key)) return owner
    this.#asked.add(key)
    const known = this.#known.at(key)
    if (known !== undefined) takeKnown(this, this.#below, known)
    return this.#owners.get(key)
  }

  /** As `take`, of what was placed before: nobody has to be asked about that. */
  keep(remote: string, place: string): void {
    const key = foldName(place)
    const owner = this.#owners.get(key)
    if (owner !== undefined && owner !== remote) return
    this.#owners.set(key, remote)
    this.#placed.set(remote, place)
  }

  /** False: another has the place. */
  take(remote: string, place: string): boolean {
    const key = foldName(place)
    const owner = this.#ownerOf(key)
    if (owner !== undefined && owner !== remote) return false
    this.#owners.set(key, remote)
    this.#placed.set(remote, place)
    return true
  }
}

const parentOf = (path: string): string | undefined => {
  const slash = path.lastIndexOf("/")
  return slash < 0 ? undefined : path.slice(0, slash)
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

const join = (directory: string, name: string): string => (directory === "" ? name : `${directory}/${name}`)

/** A directory of the source is told apart from a file of the same path, which some sources can have. */
const directoryKey = (path: string): string => `directory ${path}`
const fileKey = (path: string): string => `file ${path}`

/** What was placed keeps its place, and its directories theirs as far as they are the ones that its remote directories became. */
const takeKnown = (register: Register, below: string, { remotePath, place }: KnownPlace): void => {
  register.keep(fileKey(remotePath), place)
  let [remote, local] = [parentOf(remotePath), parentOf(place)]
  while (remote !== undefined && local !== undefined && local !== below) {
    register.keep(directoryKey(remote), local)
    remote = parentOf(remote)
    local = parentOf(local)
  }
}

const takeName = (register: Register, key: string, directory: string, name: string): string | undefined => {
  const forms = [safeName(name), markedName(name)].map((form) => join(directory, form))
  return forms.find((place) => register.take(key, place))
}

const placeDirectory = (register: Register, below: string, remote: string | undefined): string | undefined => {
  if (remote === undefined) return below
  const key = directoryKey(remote)
  const known = register.directoryAt(remote)
  if (known !== undefined) return known
  const parent = placeDirectory(register, below, parentOf(remote))
  return parent === undefined ? undefined : takeName(register, key, parent, nameOf(remote))
}

const placeOne = (register: Register, below: string, remotePath: string): string | undefined => {
  const key = fileKey(remotePath)
  const known = register.fileAt(remotePath)
  if (known !== undefined) return known
  const directory = placeDirectory(register, below, parentOf(remotePath))
  return directory === undefined ? undefined : takeName(register, key, directory, nameOf(remotePath))
}

const encoder = new TextEncoder()

/**
 * Gives every remote path a place. What every disk takes as it stands comes first, and else bytewise order decides, so that the answer does
 * not depend on the order in which a source tells of its files.
 */
export const decidePlaces = (remotePaths: Iterable<string>, { below, known = [], mostBytes }: PlaceOptions): Places => {
  const register = new Register(below, known)
  const paths = [...new Set(remotePaths)].sort(compareBytewise)
  const plain = paths.filter(isSafePath)
  const others = new Set(paths)
  for (const path of plain) others.delete(path)
  const places = new Map<string, string>()
  const problems = new Map<string, PlaceProblem>()
  for (const path of [...plain, ...others]) {
    const place = placeOne(register, below, path)
    if (place === undefined) problems.set(path, "taken")
    else if (encoder.encode(place).length > (mostBytes ?? usualMostBytes)) problems.set(path, "too-long")
    else places.set(path, place)
  }
  return { places, problems }
}
