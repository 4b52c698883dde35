/** Which names of the library are taken, by what is here or by what the plan puts there. Disks that take two names for one count. */
import { candidateName, extensionPart, foldName } from "@deadwax/core-cache"
import type { LocalItem } from "./trees.ts"

const longestNameBytes = 255

/** The `number`-th name beside a path: itself, then ` [2]` … */
export const numberedPath = (path: string, number: number): string => {
  const slash = path.lastIndexOf("/") + 1
  const name = path.slice(slash)
  const extension = extensionPart(name)
  const stem = name.slice(0, name.length - extension.length)
  return path.slice(0, slash) + candidateName({ stem, extension }, number, longestNameBytes)
}

/** The files of the library by path: as they are spelt, and where none is spelt so, as some disk would find them. */
export class LocalNames {
  readonly #exact: ReadonlyMap<string, LocalItem>
  readonly #folded = new Map<string, LocalItem>()

  constructor(items: ReadonlyArray<LocalItem>) {
    this.#exact = new Map(items.map((item) => [item.path, item]))
    for (const item of items) if (!this.#folded.has(foldName(item.path))) this.#folded.set(foldName(item.path), item)
  }

  at(path: string): LocalItem | undefined {
    return this.#exact.get(path) ?? this.#folded.get(foldName(path))
  }
}

/** Names that nothing may be given any more. */
export class TakenNames {
  readonly #counts = new Map<string, number>()

  take(path: string): void {
    const key = foldName(path)
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  release(path: string): void {
    const key = foldName(path)
    const left = (this.#counts.get(key) ?? 0) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
  }

  has(path: string): boolean {
    return this.#counts.has(foldName(path))
  }

  /** Takes the first name that is free of those that `nameOf` makes for 1, 2, 3 … */
  takeFirst(nameOf: (number: number) => string): string {
    for (let number = 1; ; number++) {
      const path = nameOf(number)
      if (this.has(path)) continue
      this.take(path)
      return path
    }
  }
}
