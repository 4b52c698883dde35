/** Keys of tags, found where they stand in memory: most values of a file feed no field, and need not become texts to be told so. */

const lowerCase = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)

const mixed = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0

interface Known<A> {
  readonly key: string
  readonly value: A
}

type Entries<A> = Iterable<readonly [key: string, value: A]>

const indexed = <A>(entries: Entries<A>): ReadonlyMap<number, ReadonlyArray<Known<A>>> => {
  const known = new Map<number, ReadonlyArray<Known<A>>>()
  for (const [name, value] of entries) {
    const key = name.toLowerCase()
    const hash = Array.from(key, (letter) => letter.charCodeAt(0)).reduce(mixed, 0)
    known.set(hash, [...(known.get(hash) ?? []), { key, value }])
  }
  return known
}

/** Keys of plain letters, in any case, and what each stands for. Made when one is looked for: most programs that load this read no file. */
export class KeyIndex<A> {
  readonly #entries: () => Entries<A>
  #known: ReadonlyMap<number, ReadonlyArray<Known<A>>> | undefined

  constructor(entries: () => Entries<A>) {
    this.#entries = entries
  }

  /** What the key in the bytes from `start` to `end` stands for. */
  find(bytes: Uint8Array, start: number, end: number): A | undefined {
    let hash = 0
    for (let at = start; at < end; at += 1) hash = mixed(hash, lowerCase(bytes[at] ?? 0))
    this.#known ??= indexed(this.#entries())
    for (const { key, value } of this.#known.get(hash) ?? []) if (isText(key, bytes, start, end)) return value
    return undefined
  }
}

/** Whether the bytes from `start` to `end` are this text, which is in lower case, in any case. */
export const isText = (text: string, bytes: Uint8Array, start: number, end: number): boolean => {
  if (text.length !== end - start) return false
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at - start) !== lowerCase(bytes[at] ?? 0)) return false
  return true
}
