import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { problemKinds } from "../src/answers/problem.ts"
import type { AppState } from "../src/app-state.ts"
import { describe as describeApi, problemsOf } from "../src/openapi/describe.ts"
import { route } from "../src/routes/route.ts"
import { routeTable } from "../src/routes/route-table.ts"

const api = JSON.parse(JSON.stringify(describeApi(routeTable, "1.2.3"))) as {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string; readonly responses: object }>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
const manual = readFileSync(join(import.meta.dirname, "../../../docs/http.md"), "utf8")

/** Every value of a key, anywhere below. */
const valuesOf = (value: unknown, key: string): ReadonlyArray<unknown> => {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === key ? [inner] : valuesOf(inner, key)))
}

describe("[X2] the description of the API", () => {
  test("names every route once, each with its own name, and nothing else", () => {
    const described = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
    )
    expect(described.sort()).toEqual(routeTable.map(({ method, path }) => `${method} ${path}`).sort())
    const names = valuesOf(api.paths, "operationId")
    expect(new Set(names).size).toBe(names.length)
    expect(api.openapi).toBe("3.1.0")
  })

  test("leads to no schema that is not there", () => {
    const references = new Set(valuesOf(api, "$ref"))
    expect(references.size).toBeGreaterThan(5)
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(.+)$/.exec(String(reference))?.[1] ?? ""
      expect({ reference, isThere: api.components.schemas[name] !== undefined }).toEqual({ reference, isThere: true })
    }
    for (const name of ["Release", "Track", "Hit", "Status", "ScanReport", "Problem"])
      expect(api.components.schemas).toHaveProperty(name)
  })

  test("has a schema, of this project's own, for every JSON that is sent", () => {
    for (const { successes, name } of routeTable)
      for (const { contentType, schema } of successes)
        if (contentType === "application/json" && name !== "describe") expect(Schema.isSchema(schema)).toBe(true)
  })

  test("[A8] and the manual say the same of every route and every problem", () => {
    const rows = [...manual.matchAll(/^\| `([A-Z]+) (\/[^`?]*)(?:\?[^`]*)?` \|/gm)].map(([, method, path]) => `${method} ${path}`)
    expect(rows.sort()).toEqual(routeTable.map(({ method, path }) => `${method} ${path}`).sort())
    for (const { path, query, method } of routeTable) {
      const row =
        manual
          .split("\n")
          .find(
            (line) => line.startsWith(`| \`${method} ${path}`) && /[`?]/.test(line.slice(`| \`${method} ${path}`.length)[0] ?? "")
          ) ?? ""
      for (const name of Object.keys(query))
        expect({ path, names: row.includes(name) ? name : "" }).toEqual({ path, names: name })
    }
    for (const [code, { status }] of Object.entries(problemKinds)) expect(manual).toContain(`| \`${code}\` | ${status} |`)
  })

  test("says for each route what can go wrong", () => {
    for (const route of routeTable) {
      expect(problemsOf(route)).toContain("internal")
      if (route.id !== undefined) expect(problemsOf(route)).toContain("not-found")
    }
  })

  test("[A8] marks a deprecated route, and whoever runs the server is warned of it once", async () => {
    const warnings: Array<unknown> = []
    const logger = Logger.make(({ logLevel, message }) => {
      if (logLevel === "Warn") warnings.push(message)
    })
    const old = route({
      method: "GET",
      path: "/api/v1/old",
      name: "old",
      summary: "What was there before.",
      access: "read",
      deprecated: "Use /api/v1/new.",
      query: {},
      successes: [{ status: 204, description: "Nothing." }],
      problems: [],
      handle: () => Effect.succeed(new Response(null, { status: 204 }))
    })
    expect(describeApi([old], "1.2.3")).toMatchObject({ paths: { [old.path]: { get: { deprecated: true } } } })
    const url = new URL("http://localhost/api/v1/old")
    const asked = { raw: new Request(url), connection: { address: "" }, url, id: "" }
    // This handler asks for nothing, neither of the app nor of a library.
    const answer = () => old.answer(asked, {} as AppState) as Effect.Effect<Response, unknown>
    for (let round = 0; round < 3; round++)
      expect((await Effect.runPromise(Effect.provide(answer(), Logger.layer([logger])))).status).toBe(204)
    expect(warnings).toHaveLength(1)
    expect(String(warnings[0])).toContain("Use /api/v1/new.")
  })
})
