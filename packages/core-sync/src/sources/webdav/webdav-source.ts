/**
 * The source port over a WebDAV server: Nextcloud and its kin, Apache's mod_dav, rclone, and whatever else speaks RFC 4918.
 *
 * Where a server keeps a feed of changes (RFC 6578) that is the source's; elsewhere what is there is compared with what was told last, if there
 * is a place to keep that.
 */
import { Http } from "@deadwax/core-async"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import { comparedFeed, type Snapshots } from "../compared-feed.ts"
import type { Source, SourceCapabilities } from "../source.ts"
import { type Failing, failingAs, type SourceError, type SourceOperation } from "../source-error.ts"
import { type Pace, pacedHttp } from "../wrappers/paced-http.ts"
import { Authorization, type WebdavCredentials } from "./authorization.ts"
import { rootSegments } from "./paths.ts"
import { readDav, readEntry } from "./reading.ts"
import { askProperties, type DavPlace } from "./resources.ts"
import { currentToken, reportChanges, tellsChanges } from "./sync-collection.ts"
import { walkDav } from "./walk.ts"

/** Where a WebDAV source is, and how it is asked. */
export interface WebdavOptions {
  /** What people call it. */
  readonly name: string
  /** The folder that is the source's root: http or https, without user name and password. */
  readonly url: string
  readonly credentials?: WebdavCredentials
  /** The password itself may cross the network over plain http. */
  readonly allowPlainHttp?: boolean
  /** How the server is asked: how much at a time, and how often again. */
  readonly pace?: Pace
  /** How long a body may be silent; 60 s when absent. */
  readonly silenceMs?: number
  /** Where to keep what was told, for servers without a feed of changes. */
  readonly snapshots?: Snapshots
}

const rootProperties = "<d:resourcetype/><d:supported-report-set/><d:sync-token/><o:fileid/>"

interface Opened {
  readonly place: DavPlace
  /** It offers to tell changes. */
  readonly offersChanges: boolean
  /** Its folders' revisions stand for all below them. */
  readonly foldersTell: boolean
}

/** Asks the root what it is. A server may have moved it; what it is called from then on is where that led. */
const askRoot = (place: DavPlace, failing: Failing): Effect.Effect<Opened, SourceError> =>
  Effect.gen(function* () {
    const { rootUrl } = place
    const { responses, url } = yield* askProperties(place, {
      url: rootUrl,
      path: "",
      depth: 0,
      properties: rootProperties,
      failing
    })
    const properties = responses[0]?.properties
    if (properties === undefined) return yield* failing("protocol", "said nothing about the folder at its address")
    if (!properties.isCollection) return yield* failing("protocol", "has a file and no folder at its address")
    const at = url.endsWith("/") ? url : `${url}/`
    const offersChanges = properties.reports.has("sync-collection") && properties.syncToken !== undefined
    return {
      place: { ...place, rootUrl: at, root: rootSegments(new URL(at).pathname) },
      offersChanges,
      foldersTell: properties.fileId !== undefined
    }
  })

const parseUrl = ({ url }: WebdavOptions, failing: Failing): Effect.Effect<URL, SourceError> => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    return Effect.fail(failing("protocol", "has an address that is no http or https URL"))
  if (parsed.username !== "" || parsed.password !== "")
    return Effect.fail(
      failing("protocol", "has a user name or password in its address, where it would be shown: give them apart")
    )
  parsed.search = ""
  parsed.hash = ""
  if (!parsed.pathname.endsWith("/")) parsed.pathname += "/"
  return Effect.succeed(parsed)
}

const fingerprintOf = (rootUrl: string, username: string): string => {
  const digest = sha256(new TextEncoder().encode(`${rootUrl}\n${username}`))
  return `webdav:${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`
}

const makePlace = (http: Http["Service"], options: WebdavOptions, url: URL): DavPlace => {
  const { credentials, allowPlainHttp = false, silenceMs = 60_000, pace } = options
  const authorization = new Authorization(credentials, url.protocol === "https:" || allowPlainHttp)
  const session = { http: pacedHttp(http, pace), origin: url.origin, authorization, silenceMs }
  return { session, rootUrl: url.href, root: rootSegments(url.pathname) }
}

/** The change feed that the server keeps, or one by comparing. */
const feedOf = (options: WebdavOptions, { place, foldersTell }: Opened, keepsFeed: boolean, fingerprint: string) => {
  const { name, pace, snapshots } = options
  const concurrency = pace?.concurrency ?? 8
  const compared = comparedFeed({
    name,
    fingerprint,
    snapshots: keepsFeed ? undefined : snapshots,
    walk: (operation, last) =>
      walkDav({ place, failing: failingAs(name, operation), concurrency, last: foldersTell ? last : undefined })
  })
  if (!keepsFeed) return compared
  return {
    list: compared.list,
    startCursor: () => currentToken(place, failingAs(name, "start-cursor")),
    changes: (cursor: string) => reportChanges(place, cursor, failingAs(name, "changes"))
  }
}

/** Asks the server what it can do, and answers the source. Fails as `Source.check` does. */
export const openWebdav = (options: WebdavOptions): Effect.Effect<Source, SourceError, Http> =>
  Effect.gen(function* () {
    const { name, credentials, snapshots } = options
    const failing = (operation: SourceOperation): Failing => failingAs(name, operation)
    const url = yield* parseUrl(options, failing("check"))
    const opened = yield* askRoot(makePlace(yield* Http, options, url), failing("check"))
    const { place } = opened
    const keepsFeed = opened.offersChanges && (yield* tellsChanges(place, failing("check")))
    const fingerprint = fingerprintOf(url.href, credentials?.username ?? "")
    const capabilities: SourceCapabilities = {
      changes: keepsFeed || snapshots !== undefined,
      ranges: true,
      stableIds: false,
      revisions: "etag",
      hashes: false
    }
    return {
      name,
      address: url.href,
      fingerprint,
      capabilities,
      disk: () => Effect.succeed(undefined),
      check: () => Effect.asVoid(askRoot(place, failing("check"))),
      ...feedOf(options, opened, keepsFeed, fingerprint),
      read: (request) => readDav(place, request, failing("read")),
      head: (id) => readEntry(place, id, failing("head"))
    }
  })
