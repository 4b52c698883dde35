/** What is kept, the least recently used at the end: bounded by number and by bytes. Each look and each change costs the same, however many there are. */

interface Node<A> {
  readonly key: string
  readonly value: A
  readonly bytes: number
  newer: Node<A> | undefined
  older: Node<A> | undefined
}

export interface Entries<A> {
  /** Finds one, which becomes the most recently used. */
  readonly get: (key: string) => A | undefined
  /** Keeps one, in place of any of its key; answers how many others had to go for it. */
  readonly set: (key: string, value: A, bytes: number) => number
  readonly remove: (key: string) => boolean
  readonly clear: () => void
  readonly size: () => number
  readonly bytes: () => number
  /** All of them, the most recently used first. */
  readonly all: () => IterableIterator<readonly [key: string, value: A]>
}

interface Room<A> {
  readonly nodes: Map<string, Node<A>>
  bytes: number
  newest: Node<A> | undefined
  oldest: Node<A> | undefined
}

/** Makes room for so many entries of so many bytes in all. One that is larger than that by itself is not kept. */
export const makeEntries = <A>(mostEntries: number, mostBytes: number): Entries<A> => {
  const room: Room<A> = { nodes: new Map(), bytes: 0, newest: undefined, oldest: undefined }
  const remove = (key: string): boolean => {
    const node = room.nodes.get(key)
    if (node === undefined) return false
    drop(room, node)
    return true
  }
  return {
    get: (key) => {
      const node = room.nodes.get(key)
      if (node === undefined) return undefined
      if (node !== room.newest) {
        unlink(room, node)
        link(room, node)
      }
      return node.value
    },
    set: (key, value, bytes) => {
      remove(key)
      if (bytes > mostBytes) return 0
      const node: Node<A> = { key, value, bytes, newer: undefined, older: undefined }
      room.nodes.set(key, node)
      room.bytes += bytes
      link(room, node)
      let evicted = 0
      while (room.nodes.size > mostEntries || room.bytes > mostBytes) {
        drop(room, room.oldest!)
        evicted++
      }
      return evicted
    },
    remove,
    clear: () => {
      room.nodes.clear()
      room.bytes = 0
      room.newest = undefined
      room.oldest = undefined
    },
    size: () => room.nodes.size,
    bytes: () => room.bytes,
    all: () => fromNewest(room)
  }
}

const link = <A>(room: Room<A>, node: Node<A>): void => {
  node.older = room.newest
  node.newer = undefined
  if (room.newest !== undefined) room.newest.newer = node
  room.newest = node
  room.oldest ??= node
}

const unlink = <A>(room: Room<A>, node: Node<A>): void => {
  if (node.newer === undefined) room.newest = node.older
  else node.newer.older = node.older
  if (node.older === undefined) room.oldest = node.newer
  else node.older.newer = node.newer
}

const drop = <A>(room: Room<A>, node: Node<A>): void => {
  unlink(room, node)
  room.nodes.delete(node.key)
  room.bytes -= node.bytes
}

function* fromNewest<A>(room: Room<A>): IterableIterator<readonly [string, A]> {
  for (let node = room.newest; node !== undefined; node = node.older) yield [node.key, node.value]
}
