/**
 * A WebDAV server of the tests' own, for what no real one does on demand: a feed of changes, every way to be let in, and every way to misbehave.
 * Each test has a place of its own below `/spaces/ID/dav`, which it changes by posting to `/spaces/ID/control`. Pages of any origin may ask it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { contentBytes } from "../../src/sources/simulated/remote.ts"
import { describeCut, describeFile, describeFolder, describeGone, insideOf, multistatus } from "./describe.ts"
import { challengeOf, judge } from "./digest-check.ts"
import { type Misbehaviour, Space, type SpaceOptions } from "./space.ts"

/** What a test does to its place. */
export type Control =
  | { readonly do: "put"; readonly path: string; readonly base64: string }
  | { readonly do: "put-all"; readonly paths: ReadonlyArray<string> }
  | { readonly do: "make-folder" | "remove" | "remove-folder"; readonly path: string }
  | { readonly do: "move"; readonly from: string; readonly to: string }
  | { readonly do: "time"; readonly path: string }
  | { readonly do: "there"; readonly is: boolean }
  | { readonly do: "expire" | "seen" }
  | { readonly do: "wrong"; readonly wrong: Partial<Misbehaviour> }

const pageHeaders = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS, PROPFIND, REPORT",
  "access-control-allow-headers": "authorization, content-type, depth, range, accept-encoding",
  "access-control-expose-headers":
    "etag, content-range, content-length, location, retry-after, www-authenticate, authentication-info"
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

const control = (space: Space, action: Control): unknown => {
  switch (action.do) {
    case "put":
      return space.put(action.path, new Uint8Array(Buffer.from(action.base64, "base64")))
    case "put-all":
      for (const path of action.paths) space.put(path, new TextEncoder().encode(path))
      return undefined
    case "make-folder":
      return space.makeFolder(action.path)
    case "remove":
      return space.remote.remove(action.path)
    case "remove-folder":
      return space.removeFolder(action.path)
    case "move":
      return space.move(action.from, action.to)
    case "time":
      return space.remote.fileAt(action.path)?.modifiedAtUs
    case "there":
      space.isThere = action.is
      return undefined
    case "expire":
      return space.remote.expireCursors()
    case "seen":
      return space.seen.splice(0)
    case "wrong":
      // JSON has no undefined.
      for (const [key, value] of Object.entries(action.wrong)) Object.assign(space.wrong, { [key]: value ?? undefined })
      for (const goOn of space.held.splice(0)) goOn()
      return undefined
  }
}

interface Asked {
  readonly space: Space
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What hrefs begin with. */
  readonly base: string
  /** Decoded, below the place. */
  readonly path: string
}

const answer = (
  { response }: Asked,
  status: number,
  headers: Record<string, string> = {},
  body: string | Uint8Array = ""
): true => {
  response.writeHead(status, { ...pageHeaders, "content-length": String(Buffer.byteLength(body)), ...headers }).end(body)
  return true
}

const xml = { "content-type": "application/xml; charset=utf-8" }

/** An answer with a body that may be made to end in the middle. */
const answerBody = (asked: Asked, status: number, headers: Record<string, string>, body: string | Uint8Array): true => {
  if (!asked.space.wrong.truncates) return answer(asked, status, headers, body)
  const { response } = asked
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...pageHeaders, ...headers, "content-length": String(bytes.length) })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
  return true
}

const propfind = (asked: Asked): true => {
  const { space, base, path, request } = asked
  const { wrong } = space
  if (wrong.body !== undefined) return answerBody(asked, 207, xml, wrong.body)
  const file = space.remote.fileAt(path)
  if (file !== undefined) return answerBody(asked, 207, xml, multistatus(describeFile(space, base, file)))
  if (wrong.losesFolder?.asked === path) space.removeFolder(wrong.losesFolder.goes)
  if (!space.folders.has(path) || wrong.missesFolder === path) return answer(asked, 404)
  if (wrong.forbidsFolders && path !== "") return answer(asked, 403)
  const { folders, files } = request.headers.depth === "1" ? insideOf(space, path) : { folders: [], files: [] }
  const extra =
    wrong.extraHref === undefined
      ? ""
      : describeGone("", "").replace(/<D:href>.*<\/D:status>/, `<D:href>${wrong.extraHref}</D:href>`)
  const parts = [
    wrong.leavesOutSelf === path && request.headers.depth === "1" ? "" : describeFolder(space, base, path),
    ...folders.map((folder) => describeFolder(space, base, folder)),
    ...files.map((one) => describeFile(space, base, one)),
    extra
  ]
  return answerBody(asked, 207, xml, multistatus(parts.join("")))
}

/** So many changes are told at a time. */
const partEntries = 500

const report = async (asked: Asked): Promise<unknown> => {
  const { space, base } = asked
  const body = await bodyOf(asked.request)
  const told = (/<d:sync-token>(.*?)<\/d:sync-token>/.exec(body)?.[1] ?? "").replace(/&#(\d+);/g, (_, code) =>
    String.fromCharCode(Number(code))
  )
  const [, cursor = "", from = "0"] = /^(.*?)(?:\+(\d+))?$/.exec(told) ?? []
  const changes = space.options.feed === true ? space.remote.changesSince(cursor) : undefined
  if (changes === undefined)
    return answer(asked, 403, xml, '<?xml version="1.0"?><error xmlns="DAV:"><valid-sync-token/></error>')
  const start = Number(from)
  const ids = changes.ids.slice(start, start + partEntries)
  const isCut = start + partEntries < changes.ids.length
  const parts = [
    ...(start === 0 ? changes.folders.map((folder) => describeGone(base, folder)) : []),
    ...ids.map((id) => {
      const file = space.remote.file(id)
      return file === undefined ? describeGone(base, id) : describeFile(space, base, file)
    }),
    ...(isCut ? [describeCut(base)] : []),
    `<D:sync-token>${isCut ? `${cursor}+${start + partEntries}` : changes.next}</D:sync-token>`
  ]
  return answerBody(asked, 207, xml, multistatus(parts.join("")))
}

const get = (asked: Asked): true => {
  const { space, path, request } = asked
  const { wrong } = space
  const file = space.remote.fileAt(path)
  if (file === undefined) return answer(asked, space.folders.has(path) ? 405 : 404)
  const bytes = contentBytes(file.content)
  const modified = new Date(file.modifiedAtUs / 1000).toUTCString()
  const etag = wrong.wrongEtag ? '"another"' : (wrong.everyEtag ?? file.revision)
  const headers: Record<string, string> = { "last-modified": modified, ...(wrong.noEtag ? {} : { etag }) }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? []
  // A weak ETag vouches for no byte (RFC 9110, 13.1.5).
  const ifRange = request.headers["if-range"]
  const isOther = ifRange !== undefined && ifRange !== modified && (wrong.noEtag || etag.startsWith("W/") || ifRange !== etag)
  if (from === undefined || wrong.ignoresRanges || isOther) return answerBody(asked, 200, headers, bytes)
  const start = Number(from) + (wrong.wrongRange ? 1 : 0)
  const end = Math.min(bytes.length, to === "" || to === undefined ? bytes.length : Number(to) + 1)
  if (start >= bytes.length) return answer(asked, 416, { ...headers, "content-range": `bytes */${bytes.length}` })
  return answerBody(
    asked,
    206,
    { ...headers, "content-range": `bytes ${start}-${end - 1}/${bytes.length}` },
    bytes.subarray(start, end)
  )
}

/** What comes before any answer: a place that is gone, a limit, a way in. True: it was answered. */
const isRefused = (asked: Asked): boolean => {
  const { space, request, response } = asked
  const { wrong } = space
  const retry: Record<string, string> = wrong.retryAfter === undefined ? {} : { "retry-after": wrong.retryAfter }
  if (wrong.silent) return true
  if (!space.isThere) response.destroy()
  else if (wrong.redirectsTo !== undefined) answer(asked, 302, { location: wrong.redirectsTo })
  else if (wrong.tooMany-- > 0) answer(asked, 429, retry)
  else if (wrong.overloaded-- > 0) answer(asked, 503, retry)
  else {
    const verdict = judge(space, request.headers.authorization, request.method ?? "", request.url ?? "")
    if (verdict === "in") return false
    answer(asked, 401, { "www-authenticate": challengeOf(space, verdict === "stale") })
  }
  return true
}

const getInTurn = (asked: Asked): void => {
  const { wrong, held } = asked.space
  if (wrong.filesLeft-- > 0) get(asked)
  else held.push(() => getInTurn(asked))
}

const serveDav = async (asked: Asked): Promise<unknown> => {
  const { space, request, path } = asked
  const { authorization, depth, range } = request.headers
  const ifRange = request.headers["if-range"]?.toString()
  space.seen.push({ method: request.method ?? "", path, depth: depth?.toString(), range, ifRange, authorization })
  if (isRefused(asked)) return undefined
  if (request.method === "PROPFIND") return propfind(asked)
  if (request.method === "REPORT") return report(asked)
  return request.method === "GET" ? getInTurn(asked) : answer(asked, 405)
}

/** Starts it on a port of its own; `stop` ends every connection. */
export const startDavServer = async () => {
  const spaces = new Map<string, Space>()
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ""] = (request.url ?? "").split("?")
    const [, , id = "", kind = "", ...rest] = path.split("/")
    if (request.method === "OPTIONS") return void response.writeHead(204, pageHeaders).end()
    if (request.method === "POST" && id === "") {
      const made = crypto.randomUUID()
      const options: SpaceOptions = JSON.parse(await bodyOf(request))
      spaces.set(made, new Space(options))
      return void response.writeHead(200, pageHeaders).end(JSON.stringify(made))
    }
    // A web server that is none of WebDAV.
    if (id === "pages") return void response.writeHead(request.method === "GET" ? 200 : 405, pageHeaders).end("<html>")
    const space = spaces.get(id)
    if (space === undefined) return void response.writeHead(404, pageHeaders).end()
    if (kind === "control") {
      const value = control(space, JSON.parse(await bodyOf(request)))
      return void response.writeHead(200, pageHeaders).end(JSON.stringify(value ?? null))
    }
    const host = space.options.wholeUrls === true ? "http://inner.invalid:8080" : ""
    const decoded = rest.map(decodeURIComponent).join("/").replace(/\/$/, "")
    await serveDav({ space, request, response, base: `${host}/spaces/${id}/dav`, path: decoded })
  }
  const server = createServer((request, response) => void handle(request, response))
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", resolve)
  await promise
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: (): void => {
      server.close()
      server.closeAllConnections()
    }
  }
}
