/**
 * Reads the answer of a WebDAV server to PROPFIND and REPORT, as it arrives: one resource after the other, so that a folder of 100,000 files
 * is never held as text.
 *
 * What makes it hard: it comes from elsewhere. There is no doctype in an honest answer, so one is refused and with it all entities; text,
 * depth and the whole are limited; and a resource's properties count only where the server says that it could give them.
 */
import { SaxesParser, type SaxesTagNS } from "saxes"

/** What of a resource's properties is of use here; undefined where the server does not say. */
export interface DavProperties {
  isCollection: boolean
  contentLength: string | undefined
  lastModified: string | undefined
  etag: string | undefined
  syncToken: string | undefined
  /** A file id of ownCloud and its kin, whose folders' ETags stand for all that is below them. */
  fileId: string | undefined
  /** The reports that it offers, by local name. */
  readonly reports: Set<string>
}

/** What a server says of one resource. */
export interface DavResponse {
  readonly href: string
  /** Of the resource as a whole, where it has one: 404 in a feed of changes is a removal. */
  readonly status: number | undefined
  readonly properties: DavProperties
}

/** What a server says beside its resources. */
export interface DavAnswer {
  readonly syncToken: string | undefined
  /** Conditions that the request failed, by local name. */
  readonly conditions: ReadonlySet<string>
}

/** Why an answer cannot be taken. */
export class DavAnswerProblem extends Error {
  readonly reason: "protocol" | "too-large"
  constructor(reason: "protocol" | "too-large", message: string) {
    super(message)
    this.reason = reason
  }
}

const mebibyte = 1024 * 1024
const limits = { bytes: 512 * mebibyte, silentBytes: mebibyte, depth: 32 }

const emptyProperties = (): DavProperties => ({
  isCollection: false,
  contentLength: undefined,
  lastModified: undefined,
  etag: undefined,
  syncToken: undefined,
  fileId: undefined,
  reports: new Set()
})

/** Which property an element's text is. */
const textProperties = {
  getcontentlength: "contentLength",
  getlastmodified: "lastModified",
  getetag: "etag",
  "sync-token": "syncToken",
  "http://owncloud.org/ns fileid": "fileId"
} as const

const isTextProperty = (name: string): name is keyof typeof textProperties => name in textProperties

const statusOf = (line: string): number | undefined => {
  const [, code] = /^\s*HTTP\/\S+\s+(\d{3})/.exec(line) ?? []
  return code === undefined ? undefined : Number(code)
}

const isGiven = (status: number | undefined): boolean => status === undefined || (status >= 200 && status < 300)

/** Names of DAV's own elements are local, others have their namespace before them. */
const nameOf = ({ uri, local }: SaxesTagNS): string => (uri === "DAV:" ? local : `${uri} ${local}`)

/** Takes chunks of an answer, and hands each resource on as soon as it is whole. Throws `DavAnswerProblem`. */
export class MultistatusReader {
  readonly #parser = new SaxesParser({ xmlns: true })
  readonly #decoder = new TextDecoder("utf-8", { fatal: true })
  readonly #open: Array<string> = []
  readonly #onResponse: (response: DavResponse) => void
  readonly #conditions = new Set<string>()
  #text = ""
  #bytes = 0
  #silentBytes = 0
  #syncToken: string | undefined
  #hrefs: Array<string> = []
  #status: number | undefined
  #properties = emptyProperties()
  /** Those of the group that is being read, whose status comes last. */
  #group = emptyProperties()
  #groupStatus: number | undefined

  constructor(onResponse: (response: DavResponse) => void) {
    this.#onResponse = onResponse
    const parser = this.#parser
    parser.on("error", (error) => {
      throw new DavAnswerProblem("protocol", `sent XML that is none: ${error.message}`)
    })
    parser.on("doctype", () => {
      throw new DavAnswerProblem("protocol", "sent XML with a doctype")
    })
    parser.on("opentag", (tag) => this.#opened(nameOf(tag)))
    parser.on("closetag", (tag) => this.#closed(nameOf(tag)))
    parser.on("text", (text) => this.#said(text))
    parser.on("cdata", (text) => this.#said(text))
  }

  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    this.#silentBytes += chunk.length
    if (this.#bytes > limits.bytes) throw new DavAnswerProblem("too-large", "sent more than any listing can hold")
    this.#parser.write(this.#decode(chunk, true))
    if (this.#silentBytes > limits.silentBytes + chunk.length) throw new DavAnswerProblem("too-large", "sent an endless text")
  }

  /** The end of the answer; it must have been one. */
  end(): DavAnswer {
    this.#parser.write(this.#decode(new Uint8Array(), false))
    this.#parser.close()
    return { syncToken: this.#syncToken, conditions: this.#conditions }
  }

  #decode(chunk: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream })
    } catch {
      throw new DavAnswerProblem("protocol", "sent XML that is not UTF-8")
    }
  }

  #said(text: string): void {
    this.#silentBytes = 0
    this.#text += text
    if (this.#text.length > limits.silentBytes) throw new DavAnswerProblem("too-large", "sent an endless text")
  }

  #opened(name: string): void {
    this.#silentBytes = 0
    const parent = this.#open.at(-1)
    if (parent === undefined && name !== "multistatus" && name !== "error")
      throw new DavAnswerProblem("protocol", "sent XML that is no answer of WebDAV")
    this.#open.push(name)
    if (this.#open.length > limits.depth) throw new DavAnswerProblem("too-large", "sent XML that is nested too deep")
    this.#text = ""
    if (name === "response") {
      this.#hrefs = []
      this.#status = undefined
      this.#properties = emptyProperties()
    } else if (name === "propstat") {
      this.#group = emptyProperties()
      this.#groupStatus = undefined
    } else if (name === "collection" && parent === "resourcetype") this.#group.isCollection = true
    else if (parent === "report") this.#group.reports.add(name)
    else if (parent === "error") this.#conditions.add(name)
  }

  #closed(name: string): void {
    this.#silentBytes = 0
    this.#open.pop()
    const parent = this.#open.at(-1)
    const text = this.#text.trim()
    this.#text = ""
    if (name === "response") this.#finish()
    else if (name === "propstat") this.#take()
    else if (name === "href" && parent === "response") this.#hrefs.push(text)
    else if (name === "status" && parent === "propstat") this.#groupStatus = statusOf(text)
    else if (name === "status" && parent === "response") this.#status = statusOf(text)
    else if (name === "sync-token" && parent === "multistatus") this.#syncToken = text
    else if (parent === "prop" && isTextProperty(name) && text !== "") this.#group[textProperties[name]] = text
  }

  #take(): void {
    if (!isGiven(this.#groupStatus)) return
    const { reports } = this.#properties
    for (const report of this.#group.reports) reports.add(report)
    const given = Object.entries(this.#group).filter(([, value]) => typeof value === "string" || value === true)
    this.#properties = { ...this.#properties, ...Object.fromEntries(given), reports }
  }

  #finish(): void {
    for (const href of this.#hrefs) this.#onResponse({ href, status: this.#status, properties: this.#properties })
  }
}
