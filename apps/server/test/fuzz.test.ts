/**
 * Requests made from the API's own description and from bad ideas about it. None may be answered with a failure of the server's, hang, or
 * name a path that its asker should not see; and every success must have the shape that is declared for it.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import { ProblemBody, problemKinds } from "../src/answers/problem.ts"
import { problemsOf } from "../src/openapi/describe.ts"
import type { Route } from "../src/routes/route.ts"
import { routeTable } from "../src/routes/route-table.ts"
import { makeWorld, type World } from "./world.ts"

let world: World
/** Ids by the list that they are of. */
const ids = new Map<string, ReadonlyArray<string>>()
beforeAll(async () => {
  world = await makeWorld()
  for (const list of ["releases", "tracks", "artists", "genres", "labels", "descriptors", "collages", "playlists"]) {
    const path = `/api/v1/${list}?limit=20`
    const { items } = await world.json<{ readonly items: ReadonlyArray<{ readonly id?: string; readonly name?: string }> }>(path)
    ids.set(
      list,
      items.map(({ id, name }) => id ?? name ?? "")
    )
  }
})
afterAll(() => world.end())

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const requests = Math.ceil(30_000 * scale)
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")

const oddTexts = [
  "",
  "0",
  "1",
  "50",
  "1000",
  "1001",
  "-1",
  "1.5",
  "1e9",
  "NaN",
  "true",
  "false",
  "null",
  "[]",
  "{}",
  "a",
  "é",
  "愛",
  "a b",
  "AC/DC",
  "don't",
  '"',
  "*",
  "%",
  "%00",
  "\u0000",
  "\uFFFF",
  "../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "/etc/passwd",
  "\\",
  "' or 1=1 --",
  "x".repeat(900),
  "x".repeat(5000),
  "😀".repeat(200),
  "NEAR(a b)",
  "title:velvet",
  "-velvet",
  "(",
  "AND",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "ﷺ",
  "\u202E",
  "%E0%A4%A",
  "+",
  "&",
  "=",
  "#",
  "?"
]
const oddHeaders: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  [
    "range",
    [
      "bytes=0-",
      "bytes=0-0",
      "bytes=-5",
      "bytes=5-1",
      "bytes=999999999-",
      "bytes=0-1,3-4",
      "bytes",
      "lines=1-2",
      "bytes=-0",
      "bytes=a-b"
    ]
  ],
  ["if-range", ['"x"', 'W/"x"', "Thu, 01 Jan 1970 00:00:00 GMT", "nonsense"]],
  ["if-none-match", ["*", '"x"', 'W/"x", "y"', "nonsense", ""]],
  ["if-modified-since", ["Thu, 01 Jan 2099 00:00:00 GMT", "yesterday", ""]],
  ["accept", ["*/*", "text/html", "text/event-stream", "image/avif", "application/xml", ""]],
  ["content-type", ["application/json", "text/plain", "application/json; charset=utf-8", "multipart/form-data", ""]],
  ["authorization", ["Bearer x", "Basic eDp5", "Bearer", ""]],
  ["cookie", ["deadwax_session_4747=x.y", ";;;", "a=b=c"]],
  ["accept-encoding", ["gzip", "identity;q=0"]]
]
const bodies = [
  "",
  "{}",
  '{"force":true}',
  '{"force":1}',
  '{"releases":["x"]}',
  "[]",
  "null",
  "{",
  '{"token":"x"}',
  '{"__proto__":{}}',
  "x".repeat(70_000),
  '{"releases":"x"}',
  "\u0000"
]

const pick = <A>(random: Random, from: ReadonlyArray<A>): A => from[random.below(from.length)] as A

const queryOf = (random: Random, { query }: Route): string => {
  const parts: Array<string> = []
  for (const name of Object.keys(query)) {
    const isGiven = random.below(4) > 0
    const value = random.below(3) > 0 ? String(random.below(1200)) : pick(random, oddTexts)
    if (isGiven) parts.push(`${name}=${random.below(8) > 0 ? encodeURIComponent(value.toWellFormed()) : value.toWellFormed()}`)
  }
  if (random.below(10) === 0) parts.push(`${encodeURIComponent(pick(random, oddTexts).toWellFormed())}=1`)
  return parts.length === 0 ? "" : `?${parts.join("&")}`
}

interface Asked {
  readonly route: Route
  readonly url: string
  readonly init: RequestInit
}

/** What can be answered in part is mostly asked for in part. */
const headersOf = (random: Random, { successes }: Route): Headers => {
  const headers = new Headers()
  const hasParts = successes.some(({ status }) => status === 206)
  for (const [name, values] of oddHeaders)
    if (random.below(hasParts && name === "range" ? 2 : 4) === 0) headers.set(name, pick(random, values))
  return headers
}

const isRead = ({ method }: Route): boolean => method === "GET"
const reads = routeTable.filter(isRead)

/** An id that is there, for most; what is deleted is one of the last, so that something is left to ask for. */
const idFor = (random: Random, route: Route): string => {
  const known = ids.get(route.path.split("/")[3] ?? "") ?? []
  if (known.length === 0 || random.below(3) === 0) return pick(random, oddTexts)
  return route.method === "DELETE" ? (known.at(-1 - random.below(2)) ?? "") : pick(random, known)
}

const makeRequest = (random: Random): Asked => {
  const route = random.below(4) > 0 ? pick(random, reads) : pick(random, routeTable)
  const id = encodeURIComponent(idFor(random, route).toWellFormed())
  const method = random.below(8) > 0 ? route.method : pick(random, ["GET", "HEAD", "PUT", "PATCH", "OPTIONS"])
  const hasBody = method !== "GET" && method !== "HEAD" && random.below(3) > 0
  const init = { method, headers: headersOf(random, route), ...(hasBody && { body: pick(random, bodies) }) }
  return { route, url: `http://localhost:4747${route.path.replace("{id}", id)}${queryOf(random, route)}`, init }
}

const decodeProblem = Schema.decodeUnknownResult(ProblemBody)

/** What is wrong with an answer; undefined: nothing. */
const faultOf = async ({ route, init }: Asked, response: Response): Promise<string | undefined> => {
  const type = response.headers.get("content-type") ?? ""
  if (type === "text/event-stream") {
    await response.body?.cancel()
    return undefined
  }
  const text = await response.text()
  const answering = routeTable.find(({ path, method }) => path === route.path && method === init.method) ?? route
  if (response.status >= 500) return `status ${response.status}: ${text.slice(0, 300)}`
  if (init.method === "HEAD") return text === "" ? undefined : "a body for HEAD"
  if (type === "application/problem+json") return faultOfProblem(answering, init, response.status, text)
  if (response.status >= 400) return `a refusal of type ${type}`
  const declared = answering.successes.filter(({ status }) => status === response.status)
  if (declared.length === 0) return `status ${response.status} is not declared`
  const schema = declared.find(({ contentType }) => contentType === "application/json")?.schema
  if (type !== "application/json" || schema === undefined) return undefined
  const decoded = Schema.decodeUnknownResult(schema as Schema.Codec<unknown>)(JSON.parse(text), { onExcessProperty: "error" })
  return Result.isFailure(decoded) ? `not of the declared shape: ${String(decoded.failure).slice(0, 300)}` : undefined
}

const faultOfProblem = (route: Route, init: RequestInit, status: number, text: string): string | undefined => {
  const decoded = decodeProblem(JSON.parse(text), { onExcessProperty: "error" })
  if (Result.isFailure(decoded)) return `no problem: ${text.slice(0, 300)}`
  const { code } = decoded.success
  if (problemKinds[code].status !== status) return `${code} with status ${status}`
  if (text.includes(world.directory) || /\/(?:etc|tmp|usr|proc)\//.test(text)) return `a path: ${text}`
  const isOther = init.method !== route.method || code === "not-found"
  return isOther || problemsOf(route).includes(code) ? undefined : `${code} is not declared`
}

describe("[X2] the whole API", () => {
  test(`${requests} odd requests: no failure of the server's, no path, and the declared shapes`, async () => {
    const random = seeded(seed)
    const statuses = new Map<number, number>()
    const faults: Array<string> = []
    for (let i = 0; i < requests; i++) {
      const asked = makeRequest(random)
      const response = await world.app.fetch(new Request(asked.url, asked.init))
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      const fault = await faultOf(asked, response)
      if (fault !== undefined) faults.push(`${asked.init.method} ${asked.url.slice(0, 200)}: ${fault}`)
    }
    console.log(
      `soak: ${requests} requests, seed ${seed}: ${[...statuses]
        .sort()
        .map(([status, count]) => `${count} × ${status}`)
        .join(", ")}`
    )
    expect(faults).toEqual([])
    // A part of a file is asked for so rarely that it is left to the tests of streams.
    for (const status of [200, 304, 400, 404, 405]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0)
  }, 120_000)
})
