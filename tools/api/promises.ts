/**
 * What the HTTP API promises, as lines of text: one for each route, parameter, status and field. A line that stood in the last release and is
 * gone is a promise broken; so is a thing that must be given now and needed not before.
 *
 * Components are told once under their names, since they refer to each other without end.
 */

type Json = Readonly<Record<string, unknown>>

const asJson = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {})
const asList = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** A schema's type in a word or two: "string", "integer|null", "Track", "Track[]". */
const typeOf = (schema: unknown): string => {
  const { $ref, type, anyOf, oneOf, items, enum: words, const: word } = asJson(schema)
  if (typeof $ref === "string") return $ref.slice($ref.lastIndexOf("/") + 1)
  const among = asList(anyOf ?? oneOf)
  if (among.length > 0) return [...new Set(among.map(typeOf))].sort().join("|")
  if (type === "array") return `${typeOf(items)}[]`
  if (type !== undefined) return asList(type).length > 0 ? asList(type).map(String).sort().join("|") : String(type)
  return words !== undefined || word !== undefined ? "string" : "any"
}

/** The words that a text may be, where it may not be any; of what is sent each is a promise that it is taken. */
const wordsOf = (schema: unknown): ReadonlyArray<string> => {
  const { enum: words, anyOf, items } = asJson(schema)
  return [...asList(words).map(String), ...asList(anyOf).flatMap(wordsOf), ...(items === undefined ? [] : wordsOf(items))]
}

interface Field {
  readonly path: string
  readonly schema: unknown
  readonly isRequired: boolean
}

/** The fields of a schema, and theirs, down to where a component begins. */
const fieldsOf = (schema: unknown, path = ""): ReadonlyArray<Field> => {
  const { properties, required, items, anyOf, allOf } = asJson(schema)
  if (items !== undefined) return fieldsOf(items, `${path}[]`)
  const parts = [...asList(anyOf), ...asList(allOf)].flatMap((part) => fieldsOf(part, path))
  const own = Object.entries(asJson(properties)).flatMap(([name, inner]): ReadonlyArray<Field> => {
    const at = `${path}.${name}`
    return [{ path: at, schema: inner, isRequired: asList(required).includes(name) }, ...fieldsOf(inner, at)]
  })
  return [...own, ...parts]
}

/** What is answered: each field with its type, and whether it is always there. */
const answeredLines = (name: string, schema: unknown): ReadonlyArray<string> => [
  `${name} answers ${typeOf(schema)}`,
  ...fieldsOf(schema).map(({ path, schema: inner, isRequired }) => `${name} ${path}${isRequired ? "" : "?"} ${typeOf(inner)}`)
]

/** What is sent: each field, each word that it may be, and what must not be left out. */
const sentLines = (name: string, schema: unknown): ReadonlyArray<string> =>
  fieldsOf(schema).flatMap(({ path, schema: inner, isRequired }) => [
    `${name} takes ${path} ${typeOf(inner)}`,
    ...wordsOf(inner).map((word) => `${name} takes ${path} = ${word}`),
    ...(isRequired ? [`${name} needs ${path}`] : [])
  ])

const parameterLines = (name: string, parameter: Json): ReadonlyArray<string> => {
  const at = `${name} ${parameter["in"] === "path" ? "/" : "?"}${parameter["name"]}`
  return [
    `${at} ${typeOf(parameter["schema"])}`,
    ...wordsOf(parameter["schema"]).map((word) => `${at} = ${word}`),
    ...(parameter["required"] === true ? [`${name} needs ${at.slice(name.length + 1)}`] : [])
  ]
}

const contentLines = (
  name: string,
  contents: unknown,
  linesOf: (name: string, schema: unknown) => ReadonlyArray<string>
): ReadonlyArray<string> =>
  Object.entries(asJson(contents)).flatMap(([type, content]) => {
    const { schema } = asJson(content)
    return [`${name} ${type}`, ...(schema === undefined ? [] : linesOf(`${name} ${type}`, schema))]
  })

const operationLines = (name: string, operation: Json): ReadonlyArray<string> => [
  name,
  ...(operation["deprecated"] === true ? [`${name} deprecated`] : []),
  ...asList(operation["parameters"]).flatMap((parameter) => parameterLines(name, asJson(parameter))),
  ...contentLines(`${name} body`, asJson(operation["requestBody"])["content"], sentLines),
  // What can go wrong is no promise: less of it breaks nobody.
  ...Object.entries(asJson(operation["responses"])).flatMap(([status, response]) =>
    Number(status) >= 400
      ? []
      : [`${name} ${status}`, ...contentLines(`${name} ${status}`, asJson(response)["content"], answeredLines)]
  )
]

/** All lines of an OpenAPI description, sorted. */
export const promisesOf = (description: unknown): ReadonlyArray<string> => {
  const { paths, components } = asJson(JSON.parse(JSON.stringify(description)))
  const routes = Object.entries(asJson(paths)).flatMap(([path, operations]) =>
    Object.entries(asJson(operations)).flatMap(([method, operation]) =>
      operationLines(`${method.toUpperCase()} ${path}`, asJson(operation))
    )
  )
  const schemas = Object.entries(asJson(asJson(components)["schemas"])).flatMap(([name, schema]) =>
    answeredLines(`schema ${name}`, schema)
  )
  return [...new Set([...routes, ...schemas])].sort()
}

/** `GET /api/v1/tracks`, of a line about it. */
const routeOf = (line: string): string => line.split(" ", 2).join(" ")

/**
 * What a description breaks of what the last release promised, a sentence each. A route that the last release called deprecated may go, and
 * what it alone answered with it.
 */
export const brokenPromises = (released: ReadonlyArray<string>, now: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = new Set(now)
  const before = new Set(released)
  const mayGo = new Set(released.filter((line) => line.endsWith(" deprecated")).map(routeOf))
  const gone = released.filter((line) => !known.has(line) && !/ needs [^ ]+$/.test(line) && !mayGo.has(routeOf(line)))
  const asked = now.filter((line) => / needs [^ ]+$/.test(line) && before.has(routeOf(line)) && !before.has(line))
  return [...gone.map((line) => `gone: ${line}`), ...asked.map((line) => `asked besides: ${line}`)]
}
