/**
 * Where the files of a source lie in the library when they lie as they do there.
 *
 * What makes it hard: names that differ there may be one name here (another case, another Unicode form, a sign that was replaced), and the
 * same remote path must always lead to the same place. So each name has two forms, the second with a digest of its own; who comes first
 * takes the first form, and a place that was once given is kept. Directories whose names are one here are one directory: it is mostly the same one,
 * whose name was written otherwise there, and what lies in it is told apart by itself. Whether a place is free on the disk is not asked here.
 */
import { candidateName, compareBytewise, extensionPart, foldName } from "@deadwax/core-cache"
import { isSafePath, markedName, safeName } from "./safe-name.ts"

/** A file that was placed before: its path at the source, and where it was placed, relative to the library's root. */
export interface KnownPlace {
  readonly remotePath: string
  readonly place: string
  /** The source has it no more: its directories stay what they are here, and another file may have its place. */
  readonly isGone?: boolean
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

/** Where a file is to lie that does not lie as it does at the source. */
export type WantedPlace =
  /** Where it was placed before, whatever it is called at the source by now. */
  | { readonly kind: "kept"; readonly place: string }
  /** In this directory, relative to the root, under this name, or that with a number where it is taken; both of safe names. */
  | { readonly kind: "named"; readonly directory: string; readonly name: string; readonly maxBytes: number }

/** Where sources are placed. */
export interface PlaceOptions {
  /** The directory of the library that a source lies in, relative to the root, of safe names; "" is the root itself. */
  readonly below: string
  /** What was placed before, and stays where it is. */
  readonly known?: Iterable<KnownPlace> | KnownPlaces
  /** By remote path: what does not lie as it does there. */
  readonly wanted?: ReadonlyMap<string, WantedPlace>
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

/**
 * What of the source a place belongs to, by the place's folded form. Each item of a large source has an entry here, so what can be left out is:
 * of a file that is given its place here, only whose that is. A file and a directory of one path are told apart, since some sources have both.
 */
class Register {
  readonly #fileOwners = new Map<string, string>()
  /** As each directory here was spelt first. */
  readonly #spelt = new Map<string, string>()
  /** Those that were placed before. */
  readonly #files = new Map<string, string>()
  readonly #directories = new Map<string, string>()
  /** Places of what the source has no more, for what comes back under its name. */
  readonly #former = new Map<string, string>()
  readonly #below: string
  readonly #known: KnownPlaces

  constructor(below: string, known: Iterable<KnownPlace> | KnownPlaces) {
    const isListed = Symbol.iterator in known
    this.#below = below
    this.#known = isListed ? nothingKnown : known
    if (isListed) for (const one of known) this.#takeOver(one)
  }

  directoryAt(remote: string): string | undefined {
    if (!this.#directories.has(remote)) this.#takeOver(this.#known.fromBelow(remote))
    return this.#directories.get(remote)
  }

  fileAt(remote: string): string | undefined {
    if (!this.#files.has(remote)) this.#takeOver(this.#known.from(remote))
    return this.#files.get(remote)
  }

  /** Where a file of this path lay that the source has no more; to be asked after `fileAt`. */
  formerAt(remote: string): string | undefined {
    return this.#former.get(remote)
  }

  /** The place; undefined: another has it. */
  takeFile(remote: string, place: string): string | undefined {
    const folded = foldName(place)
    this.#lookUp(folded)
    if (this.#spelt.has(folded) || (this.#fileOwners.get(folded) ?? remote) !== remote) return undefined
    this.#fileOwners.set(folded, remote)
    return place
  }

  /** The directory as it is spelt here; undefined: a file has the place. */
  takeDirectory(remote: string, place: string): string | undefined {
    const folded = foldName(place)
    this.#lookUp(folded)
    if (this.#fileOwners.has(folded)) return undefined
    const spelt = this.#spelt.get(folded) ?? place
    this.#spelt.set(folded, spelt)
    this.#directories.set(remote, spelt)
    return spelt
  }

  /** A directory of the library, with all above it, as they are spelt here; undefined: a file has the place of one of them. */
  takePath(directory: string): string | undefined {
    let spelt = ""
    for (const name of directory === "" ? [] : directory.split("/")) {
      const place = join(spelt, name)
      const folded = foldName(place)
      this.#lookUp(folded)
      if (this.#fileOwners.has(folded)) return undefined
      spelt = this.#spelt.get(folded) ?? place
      this.#spelt.set(folded, spelt)
    }
    return spelt
  }

  /** Was something placed there before? */
  #lookUp(folded: string): void {
    if (!this.#fileOwners.has(folded) && !this.#spelt.has(folded)) this.#takeOver(this.#known.at(folded))
  }

  /** What was placed keeps its place, and its directories theirs as far as they are the ones that its remote directories became. */
  #takeOver(known: KnownPlace | undefined): void {
    if (known === undefined) return
    const { remotePath, place, isGone = false } = known
    const folded = foldName(place)
    if (isGone) this.#former.set(remotePath, place)
    else if (!this.#spelt.has(folded) && (this.#fileOwners.get(folded) ?? remotePath) === remotePath) {
      this.#fileOwners.set(folded, remotePath)
      this.#files.set(remotePath, place)
    }
    let [remote, local] = [parentOf(remotePath), parentOf(place)]
    while (local !== undefined && local !== this.#below) {
      // What was placed by a template does not say what the directories of the source are here.
      if (remote !== undefined && !isNamedAfter(local, remote)) remote = undefined
      this.#keepDirectory(remote, local)
      remote = remote === undefined ? undefined : parentOf(remote)
      local = parentOf(local)
    }
  }

  #keepDirectory(remote: string | undefined, local: string): void {
    const folded = foldName(local)
    if (this.#fileOwners.has(folded)) return
    if (!this.#spelt.has(folded)) this.#spelt.set(folded, local)
    if (remote !== undefined && !this.#directories.has(remote)) this.#directories.set(remote, local)
  }
}

const parentOf = (path: string): string | undefined => {
  const slash = path.lastIndexOf("/")
  return slash < 0 ? undefined : path.slice(0, slash)
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

const join = (directory: string, name: string): string => (directory === "" ? name : `${directory}/${name}`)

/** Can a directory here be what one of the source became by its name? */
const isNamedAfter = (local: string, remote: string): boolean => {
  const folded = foldName(nameOf(local))
  const name = nameOf(remote)
  return folded === foldName(safeName(name)) || folded === foldName(markedName(name))
}

/** The first of the two forms of a name that its place can have. */
const takeName = (directory: string, name: string, take: (place: string) => string | undefined): string | undefined =>
  take(join(directory, safeName(name))) ?? take(join(directory, markedName(name)))

const placeDirectory = (register: Register, below: string, remote: string | undefined): string | undefined => {
  if (remote === undefined) return below
  const known = register.directoryAt(remote)
  if (known !== undefined) return known
  const parent = placeDirectory(register, below, parentOf(remote))
  return parent === undefined ? undefined : takeName(parent, nameOf(remote), (place) => register.takeDirectory(remote, place))
}

const placeOne = (register: Register, below: string, remotePath: string): string | undefined => {
  const known = register.fileAt(remotePath)
  if (known !== undefined) return known
  const former = register.formerAt(remotePath)
  if (former !== undefined && register.takeFile(remotePath, former) !== undefined) return former
  const directory = placeDirectory(register, below, parentOf(remotePath))
  return directory === undefined
    ? undefined
    : takeName(directory, nameOf(remotePath), (place) => register.takeFile(remotePath, place))
}

/** What is called alike comes beside, with a number. */
const placeWanted = (register: Register, remotePath: string, wanted: WantedPlace): string | undefined => {
  if (wanted.kind === "kept") return wanted.place
  const directory = register.takePath(wanted.directory)
  if (directory === undefined) return undefined
  const extension = extensionPart(wanted.name)
  const parts = { stem: wanted.name.slice(0, wanted.name.length - extension.length), extension }
  for (let number = 1; ; number++) {
    const place = register.takeFile(remotePath, join(directory, candidateName(parts, number, wanted.maxBytes)))
    if (place !== undefined) return place
  }
}

const encoder = new TextEncoder()

/** A UTF-16 unit takes three bytes at most. */
const isTooLong = (place: string, mostBytes: number): boolean =>
  place.length * 3 > mostBytes && encoder.encode(place).length > mostBytes

/**
 * Gives every remote path a place. What every disk takes as it stands comes first, and else bytewise order decides, so that the answer does
 * not depend on the order in which a source tells of its files.
 */
export const decidePlaces = (remotePaths: Iterable<string>, { below, known = [], wanted, mostBytes }: PlaceOptions): Places => {
  const register = new Register(below, known)
  const [plain, others]: readonly [Array<string>, Array<string>] = [[], []]
  for (const path of new Set(remotePaths)) (isSafePath(path) ? plain : others).push(path)
  plain.sort(compareBytewise)
  others.sort(compareBytewise)
  const places = new Map<string, string>()
  const problems = new Map<string, PlaceProblem>()
  const give = (path: string): void => {
    const one = wanted?.get(path)
    const place = one === undefined ? placeOne(register, below, path) : placeWanted(register, path, one)
    if (place === undefined) problems.set(path, "taken")
    else if (isTooLong(place, mostBytes ?? usualMostBytes)) problems.set(path, "too-long")
    // Most lie as they do there: one text for both is enough.
    else places.set(path, place === path ? path : place)
  }
  for (const path of plain) give(path)
  for (const path of others) give(path)
  return { places, problems }
}
