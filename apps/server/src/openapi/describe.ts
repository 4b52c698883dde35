/** The description of the API (OpenAPI 3.1), made from the route table. */
import * as JsonSchema from "effect/JsonSchema"
import * as Schema from "effect/Schema"
import { ProblemBody, type ProblemCode, problemKinds } from "../answers/problem.ts"
import type { Route, Success } from "../routes/route.ts"

/** What can come of any request. */
const anywhere: ReadonlyArray<ProblemCode> = ["bad-request", "forbidden-host", "uri-too-long", "unavailable", "internal"]
const behindToken: ReadonlyArray<ProblemCode> = ["unauthorised", "too-many-attempts", "cross-site"]
const unfilled: ReadonlyArray<ProblemCode> = ["rebuilding", "offline"]
const withBody: ReadonlyArray<ProblemCode> = ["too-large", "unsupported-media-type"]

/** Every problem that a route declares, with those that any route has. */
export const problemsOf = (route: Route): ReadonlyArray<ProblemCode> => [
  ...anywhere,
  ...(route.access === "open" ? [] : behindToken),
  ...(route.needsFilled === true ? unfilled : []),
  ...(route.body === undefined && route.takes === undefined ? [] : withBody),
  ...route.problems
]

/** All schemas of all routes in one pool; `$ref`s lead to components. */
const makeSchemas = (schemas: ReadonlyArray<Schema.Constraint>) => {
  const definitions: Record<string, unknown> = {}
  const written = new Map<Schema.Constraint, unknown>()
  for (const schema of schemas) {
    const document = Schema.toJsonSchemaDocument(schema)
    const multi = JsonSchema.toMultiDocumentOpenApi3_1({
      dialect: document.dialect,
      schemas: [document.schema],
      definitions: document.definitions
    })
    Object.assign(definitions, multi.definitions)
    written.set(schema, multi.schemas[0])
  }
  return { definitions, of: (schema: Schema.Constraint) => written.get(schema) }
}

type Schemas = ReturnType<typeof makeSchemas>

const schemasOf = (route: Route): ReadonlyArray<Schema.Constraint> => [
  ...Object.values(route.query).map(({ schema }) => schema),
  ...(route.body === undefined ? [] : [route.body]),
  ...route.successes.flatMap(({ schema }) => (schema === undefined ? [] : [schema]))
]

const parametersOf = (route: Route, schemas: Schemas): ReadonlyArray<unknown> => [
  ...(route.id === undefined
    ? []
    : [{ name: "id", in: "path", required: true, description: route.id, schema: { type: "string" } }]),
  ...Object.entries(route.query).map(([name, { description, isRequired, schema }]) => ({
    name,
    in: "query",
    required: isRequired,
    description,
    schema: schemas.of(schema)
  }))
]

const contentOf = (success: Success, schemas: Schemas): Record<string, unknown> => {
  if (success.contentType === undefined) return {}
  const isBytes = success.schema === undefined
  return { [success.contentType]: isBytes ? {} : { schema: schemas.of(success.schema) } }
}

const successesOf = (route: Route, schemas: Schemas): Record<string, unknown> => {
  const answers: Record<string, { description: string; content?: Record<string, unknown>; headers?: unknown }> = {}
  for (const success of route.successes) {
    const before = answers[success.status]
    const content = { ...before?.content, ...contentOf(success, schemas) }
    answers[success.status] = {
      description: before === undefined ? success.description : `${before.description} ${success.description}`,
      ...(Object.keys(content).length > 0 && { content }),
      ...(success.headers !== undefined && { headers: describeHeaders(success.headers) })
    }
  }
  return answers
}

const describeHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]))

const problemsAnswers = (route: Route): Record<string, unknown> => {
  const byStatus = Map.groupBy(problemsOf(route), (code) => problemKinds[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `${code}: ${problemKinds[code].title}.`).join(" "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }
      }
    ])
  )
}

const bodyOf = ({ body, takes }: Route, schemas: Schemas): Record<string, unknown> => {
  if (body !== undefined)
    return { requestBody: { required: false, content: { "application/json": { schema: schemas.of(body) } } } }
  if (takes === undefined) return {}
  return { requestBody: { required: true, content: Object.fromEntries(takes.map((type) => [type, {}])) } }
}

const operationOf = (route: Route, schemas: Schemas): Record<string, unknown> => ({
  operationId: route.name,
  summary: route.summary,
  ...(route.deprecated !== undefined && { deprecated: true, description: route.deprecated }),
  parameters: parametersOf(route, schemas),
  ...bodyOf(route, schemas),
  responses: { ...successesOf(route, schemas), ...problemsAnswers(route) },
  security: route.access === "read" || route.access === "write" ? [{ token: [] }, { session: [] }, {}] : [{}]
})

/** The whole description. */
export const describe = (routes: ReadonlyArray<Route>, version: string): unknown => {
  const schemas = makeSchemas([ProblemBody, ...routes.flatMap(schemasOf)])
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schemas) }
  return {
    openapi: "3.1.0",
    info: { title: "Deadwax", version, description: "A music library: lists, search, sound, covers and scans." },
    paths,
    components: {
      schemas: schemas.definitions,
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "deadwax_session" }
      }
    }
  }
}
