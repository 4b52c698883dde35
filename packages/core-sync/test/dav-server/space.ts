/** One place on the tests' own WebDAV server: what is in it, and in which ways it misbehaves. */
import { SimulatedRemote } from "../../src/sources/simulated/remote.ts"

/** How a place is made; it stays so. */
export interface SpaceOptions {
  /** Keeps a feed of changes (RFC 6578). */
  readonly feed?: boolean
  /** A folder's ETag follows everything below it, as Nextcloud's do; else only the names right in it, as Apache's. */
  readonly foldersTell?: boolean
  readonly authentication?: "none" | "basic" | "digest" | "digest-sha-256" | "digest-md5-sess" | "digest-2069"
  /** Calls its roots by another host than it was asked by, as behind a proxy. */
  readonly wholeUrls?: boolean
}

/** What goes wrong, until it is set otherwise. Numbers count down: so many requests. */
export interface Misbehaviour {
  /** Answers 429, with this Retry-After where there is one. */
  tooMany: number
  retryAfter: string | undefined
  /** Answers 503, likewise. */
  overloaded: number
  /** Bodies of files and listings end in the middle. */
  truncates: boolean
  /** Says another ETag with a file than in listings. */
  wrongEtag: boolean
  /** Says no ETag with a file. */
  noEtag: boolean
  /** Says this ETag of every file, whatever it holds. */
  everyEtag: string | undefined
  /** Listings tell this many bytes more than there are. */
  wrongSizes: number
  /** Sends another range than was asked for. */
  wrongRange: boolean
  /** Knows no ranges: always sends the whole. */
  ignoresRanges: boolean
  /** Where every request is sent on to. */
  redirectsTo: string | undefined
  /** Every authorised request makes its nonce stale. */
  nonceOnce: boolean
  /** An extra href in every listing. */
  extraHref: string | undefined
  /** Says this instead of any listing. */
  body: string | undefined
  /** Never answers. */
  silent: boolean
  /** Sends so many files more; who asks for another waits until something is set anew. */
  filesLeft: number
  /** Every folder but the root is forbidden. */
  forbidsFolders: boolean
  /** Answers 404 to who asks for this folder, and names it to who asks for its parent. */
  missesFolder: string | undefined
  /** As soon as someone asks for the one folder, the other goes. */
  losesFolder: { readonly asked: string; readonly goes: string } | undefined
  /** Listings of this folder leave out the folder itself. */
  leavesOutSelf: string | undefined
}

const wellBehaved = (): Misbehaviour => ({
  tooMany: 0,
  retryAfter: undefined,
  overloaded: 0,
  truncates: false,
  wrongEtag: false,
  noEtag: false,
  everyEtag: undefined,
  wrongSizes: 0,
  wrongRange: false,
  ignoresRanges: false,
  redirectsTo: undefined,
  nonceOnce: false,
  extraHref: undefined,
  body: undefined,
  silent: false,
  filesLeft: Number.POSITIVE_INFINITY,
  forbidsFolders: false,
  missesFolder: undefined,
  losesFolder: undefined,
  leavesOutSelf: undefined
})

/** One request as it came, for tests that count or look. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly depth: string | undefined
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly authorization: string | undefined
}

export const userName = "märy"
export const password = "s3cret:pässword"

export class Space {
  readonly remote = new SimulatedRemote()
  readonly folders = new Set<string>([""])
  readonly wrong = wellBehaved()
  readonly seen: Array<Seen> = []
  readonly options: SpaceOptions
  isThere = true
  /** Those who wait for a file. */
  readonly held: Array<() => void> = []
  /** The nonces that are good, each with the counts that were used with it. */
  readonly nonces = new Map<string, Set<string>>()

  constructor(options: SpaceOptions) {
    this.options = options
  }

  put(path: string, content: Uint8Array): void {
    this.makeFolder(parentOf(path))
    this.remote.put(path, content)
  }

  makeFolder(path: string): void {
    const names = path.split("/")
    for (let count = 1; count <= names.length; count++) this.folders.add(names.slice(0, count).join("/"))
  }

  move(from: string, to: string): void {
    this.makeFolder(parentOf(to))
    this.remote.move(from, to)
  }

  removeFolder(path: string): void {
    for (const folder of [...this.folders]) if (folder === path || folder.startsWith(`${path}/`)) this.folders.delete(folder)
    this.remote.removeFolder(path)
  }

  newNonce(): string {
    const nonce = crypto.randomUUID()
    this.nonces.set(nonce, new Set())
    return nonce
  }
}

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")))
