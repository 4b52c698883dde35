/**
 * A remote place acted out in memory, for tests and simulations: what is there, what happened to it in which order, and how it behaves.
 * All of it is changed synchronously and behind the source's back, also in the middle of a listing.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import type { ContentHash, Entry, SourceCapabilities } from "../source.ts"

/** A file's content: bytes, or a size with a function that makes them, for remotes that are larger than memory. */
export type SimulatedContent = Uint8Array | { readonly sizeBytes: number; readonly make: () => Uint8Array }

/** One file at a simulated remote. */
export interface SimulatedFile {
  readonly id: string
  readonly path: string
  readonly content: SimulatedContent
  readonly modifiedAtUs: number
  readonly revision: string
  readonly hash: ContentHash | null
}

/** How a simulated remote differs from the usual one, which has a feed, ranges, ETags, and ids that are paths. */
export interface SimulatedRemoteOptions {
  readonly capabilities?: Partial<SourceCapabilities>
  /** Entries of a page; 100 when absent. */
  readonly pageEntries?: number
  /** How long each request takes, milliseconds on Effect's clock. */
  readonly latencyMs?: number
}

/** One thing that happened, in order. */
type Event = { readonly kind: "entry"; readonly id: string } | { readonly kind: "folder"; readonly path: string }

/** What a feed has to tell since a cursor. */
export interface SimulatedChanges {
  readonly folders: ReadonlyArray<string>
  /** Every id that something happened to. */
  readonly ids: ReadonlyArray<string>
  readonly next: string
}

/** The size of a simulated file. */
export const contentSizeBytes = (content: SimulatedContent): number =>
  content instanceof Uint8Array ? content.length : content.sizeBytes

/** The bytes of a simulated file. */
export const contentBytes = (content: SimulatedContent): Uint8Array => (content instanceof Uint8Array ? content : content.make())

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** A remote that tests change; `simulatedSource` reads it. */
export class SimulatedRemote {
  readonly capabilities: SourceCapabilities
  readonly pageEntries: number
  readonly latencyMs: number
  /** False: it cannot be reached. */
  isReachable = true
  /** Which disk it lies on; undefined: on none. */
  disk: string | undefined = undefined
  /** False: it lets nobody in. */
  acceptsCredentials = true
  /** Number of calls so far, by operation: what a test counts. */
  readonly calls = { check: 0, list: 0, "start-cursor": 0, changes: 0, read: 0, head: 0 }
  /** Bytes given so far. */
  bytesRead = 0
  readonly #files = new Map<string, SimulatedFile>()
  readonly #ids = new Map<string, string>()
  readonly #events: Array<Event> = []
  #epoch = 0
  #versions = 0
  #lastTimeUs = 1_700_000_000_000_000

  constructor(options: SimulatedRemoteOptions = {}) {
    this.capabilities = {
      changes: true,
      ranges: true,
      stableIds: false,
      revisions: "etag",
      hashes: false,
      ...options.capabilities
    }
    this.pageEntries = options.pageEntries ?? 100
    this.latencyMs = options.latencyMs ?? 0
  }

  /** Ids of all files, in the order in which they came. */
  ids(): ReadonlyArray<string> {
    return [...this.#files.keys()]
  }

  file(id: string): SimulatedFile | undefined {
    return this.#files.get(id)
  }

  fileAt(path: string): SimulatedFile | undefined {
    const id = this.#ids.get(path)
    return id === undefined ? undefined : this.#files.get(id)
  }

  /** Adds a file or gives it new content; answers its id. Without a time, each comes a second after the last. */
  put(path: string, content: SimulatedContent, modifiedAtUs?: number): string {
    this.#versions++
    const id = this.#ids.get(path) ?? (this.capabilities.stableIds ? `f${this.#versions}` : path)
    this.#lastTimeUs += 1_000_000
    this.#store(this.#describe(id, path, content, modifiedAtUs ?? this.#lastTimeUs))
    return id
  }

  /** Gives a file another path; one that is there already is replaced. */
  move(from: string, to: string): void {
    const file = this.fileAt(from)
    if (file === undefined) throw new Error(`there is no file at ${from}`)
    if (from === to) return
    this.remove(to)
    this.#ids.delete(from)
    if (this.capabilities.stableIds) {
      this.#store({ ...file, path: to })
      return
    }
    this.#files.delete(file.id)
    this.#events.push({ kind: "entry", id: file.id })
    this.#store({ ...file, id: to, path: to })
  }

  /** Takes a file away; nothing happens when there is none. */
  remove(path: string): void {
    const id = this.#ids.get(path)
    if (id === undefined) return
    this.#ids.delete(path)
    this.#files.delete(id)
    this.#events.push({ kind: "entry", id })
  }

  /** Takes a folder away with all below it; the feed tells of the folder alone. */
  removeFolder(path: string): void {
    for (const [at, id] of [...this.#ids]) {
      if (!at.startsWith(`${path}/`)) continue
      this.#ids.delete(at)
      this.#files.delete(id)
    }
    this.#events.push({ kind: "folder", path })
  }

  /** Every cursor given so far has expired. */
  expireCursors(): void {
    this.#epoch++
  }

  cursor(): string {
    return `${this.#epoch}.${this.#events.length}`
  }

  /** Undefined: the cursor has expired, or was never one. */
  changesSince(cursor: string): SimulatedChanges | undefined {
    const [, epoch, from] = /^(\d+)\.(\d+)$/.exec(cursor) ?? []
    const at = Number(from)
    if (Number(epoch) !== this.#epoch || !(at <= this.#events.length)) return undefined
    const since = this.#events.slice(at)
    const ids = new Set(since.flatMap((event) => (event.kind === "entry" ? [event.id] : [])))
    const folders = new Set(since.flatMap((event) => (event.kind === "folder" ? [event.path] : [])))
    return { folders: [...folders], ids: [...ids], next: this.cursor() }
  }

  #store(file: SimulatedFile): void {
    this.#files.set(file.id, file)
    this.#ids.set(file.path, file.id)
    this.#events.push({ kind: "entry", id: file.id })
  }

  #describe(id: string, path: string, content: SimulatedContent, modifiedAtUs: number): SimulatedFile {
    const { revisions, hashes } = this.capabilities
    const hex = hashes || revisions === "hash" ? toHex(sha256(contentBytes(content))) : ""
    const states = { hash: hex, etag: `"${this.#versions}"`, "size-time": `${contentSizeBytes(content)} ${modifiedAtUs}` }
    return {
      id,
      path,
      content,
      modifiedAtUs,
      revision: states[revisions],
      hash: hashes ? { algorithm: "sha256", hex } : null
    }
  }
}

/** A file as a source tells of it. */
export const entryOf = ({ id, path, content, modifiedAtUs, revision, hash }: SimulatedFile): Entry => ({
  id,
  path,
  sizeBytes: contentSizeBytes(content),
  modifiedAtUs,
  revision,
  hash
})
