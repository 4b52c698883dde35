import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { describe as describeApi } from "../../apps/server/src/openapi/describe.ts"
import { pageOf } from "../../apps/server/src/routes/page.ts"
import { flagParameter, textParameter, wordParameter } from "../../apps/server/src/routes/parameter.ts"
import { type Route, route } from "../../apps/server/src/routes/route.ts"
import { routeTable } from "../../apps/server/src/routes/route-table.ts"
import { readProject } from "../style/project.ts"
import { exportedNames } from "../style/public-exports.ts"
import { brokenPromises, promisesOf } from "./promises.ts"

const released = readFileSync(join(import.meta.dirname, "released.txt"), "utf8")
  .trim()
  .split("\n")

const Thing = Schema.Struct({ id: Schema.String, size: Schema.NullOr(Schema.Int) }).annotate({ identifier: "Thing" })
const Sent = Schema.Struct({ kind: Schema.Literals(["a", "b"]), note: Schema.optional(Schema.String) })

const listThings = {
  method: "POST",
  path: "/api/v1/things",
  name: "things",
  summary: "Things.",
  access: "read",
  query: { deep: flagParameter(""), by: wordParameter(["size", "id"], "") },
  body: Sent,
  successes: [{ status: 200, description: "", contentType: "application/json", schema: pageOf(Thing, "ThingPage") }],
  problems: ["not-found"],
  handle: () => Effect.succeed(new Response())
} as const

const promises = (...routes: ReadonlyArray<Route>) => promisesOf(describeApi(routes, "1.0.0"))
const before = promises(route(listThings))
const brokenBy = (changed: Partial<typeof listThings> | Record<string, unknown>, from = before) =>
  brokenPromises(from, promises(route({ ...listThings, ...changed } as typeof listThings)))

test("[A5] [A8] every name that the last release's packages exported is still exported", () => {
  const names = readFileSync(join(import.meta.dirname, "released-names.txt"), "utf8")
    .trim()
    .split("\n")
  expect(names.length).toBeGreaterThan(200)
  const now = new Set(exportedNames(readProject()))
  expect(names.filter((name) => !now.has(name))).toEqual([])
})

describe("[A8] the API of the last release", () => {
  test("is all still there, and asks for nothing that it did not ask for", () => {
    expect(released.length).toBeGreaterThan(500)
    expect(brokenPromises(released, promisesOf(describeApi(routeTable, "")))).toEqual([])
  })

  test("is written down route by route, field by field", () => {
    expect(before).toEqual(
      expect.arrayContaining([
        "POST /api/v1/things",
        "POST /api/v1/things ?by = size",
        "POST /api/v1/things body application/json takes .kind = a",
        "POST /api/v1/things body application/json needs .kind",
        "POST /api/v1/things 200 application/json answers ThingPage",
        "schema ThingPage .items Thing[]",
        "schema Thing .size integer|null"
      ])
    )
  })

  test.each([
    ["a route", { path: "/api/v1/other" }, /^gone: POST \/api\/v1\/things$/],
    ["a parameter", { query: { by: listThings.query.by } }, /^gone: .* \?deep boolean$/],
    ["a word of a parameter", { query: { ...listThings.query, by: wordParameter(["id"], "") } }, /^gone: .* \?by = size$/],
    ["a field of a body", { body: Schema.Struct({ kind: Sent.fields.kind }) }, /^gone: .*takes \.note null\|string$/],
    ["a word of a body", { body: Schema.Struct({ ...Sent.fields, kind: Schema.Literals(["a", "c"]) }) }, /^gone: .* = b$/],
    ["a status", { successes: [] }, /^gone: POST \/api\/v1\/things 200$/]
  ])("is missed without %s", (_, changed, told) => {
    expect(brokenBy(changed)).toEqual(expect.arrayContaining([expect.stringMatching(told)]))
  })

  test("is missed when a field goes, may be absent, or is of another type; one more breaks nothing", () => {
    const answering = (fields: Schema.Struct.Fields) => {
      const thing = Schema.Struct(fields).annotate({ identifier: "Thing" })
      return brokenBy({ successes: [{ ...listThings.successes[0], schema: pageOf(thing, "ThingPage") }] })
    }
    const { id, size } = Thing.fields
    expect(answering({ id })).toEqual(["gone: schema Thing .size integer|null"])
    expect(answering({ id, size: Schema.optional(size) })).toEqual(["gone: schema Thing .size integer|null"])
    expect(answering({ id, size: Schema.NullOr(Schema.String) })).toEqual(["gone: schema Thing .size integer|null"])
    expect(answering({ id, size, more: Schema.String })).toEqual([])
  })

  test("is missed when something must be given that needed not be", () => {
    const asked = "asked besides: POST /api/v1/things"
    expect(brokenBy({ query: { ...listThings.query, q: textParameter(9, "") } })).toEqual([`${asked} needs ?q`])
    expect(brokenBy({ body: Schema.Struct({ ...Sent.fields, must: Schema.Int }) })).toEqual([
      `${asked} body application/json needs .must`
    ])
    expect(brokenBy({ query: { ...listThings.query, more: flagParameter("") } })).toEqual([])
    expect(brokenBy({ problems: [] })).toEqual([])
  })

  test("lets go what it called deprecated, and nothing else", () => {
    const other = route({ ...listThings, path: "/api/v1/others", name: "others" })
    const told = promises(route({ ...listThings, deprecated: "Use /api/v1/others." }), other)
    expect(told).toContain("POST /api/v1/things deprecated")
    expect(brokenPromises(told, promises(other))).toEqual([])
    expect(brokenPromises(told, promises(route(listThings))).length).toBeGreaterThan(5)
  })
})
