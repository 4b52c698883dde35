/** What is changed in one node of a program's tree: conditions, boundaries, constants, parts that are left out. */
import type { ESTree } from "vite"

/** In place of the characters from `start` to before `end` stands `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const opposites: Readonly<Record<string, ReadonlyArray<string>>> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "&&": ["||"],
  "||": ["&&"],
  "++": ["--"],
  "--": ["++"],
  "+=": ["-="],
  "-=": ["+="],
  "??=": ["="]
}

/** Methods that stand for each other. */
const twins: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  startsWith: "endsWith",
  flatMap: "map"
}
/** Methods that leave what they are called on: without them it is that itself. */
const leavable = new Set(["filter", "sort", "slice", "trim", "toLowerCase", "flat", "reverse"])

/** The changes of one node itself; those of what is in it are told of that. */
export const changesOf = (node: ESTree.Node, text: string): ReadonlyArray<Edit> => {
  switch (node.type) {
    case "ArrayExpression":
      return without(node.elements)
    case "ObjectExpression":
      return without(node.properties)
    case "ArrowFunctionExpression":
    case "FunctionDeclaration":
      return node.body === null ? [] : emptied(node.body)
    case "BinaryExpression":
    case "AssignmentExpression":
      return operatorBetween(node, text)
    case "LogicalExpression":
      return node.operator === "??"
        ? [as(node, of(node.left, text)), as(node, of(node.right, text))]
        : operatorBetween(node, text)
    case "CallExpression":
      return [...calls(node, text), ...optional(node, node.callee, text)]
    case "MemberExpression":
      return optional(node, node.object, text)
    case "ConditionalExpression":
      return [as(node.test, "true"), as(node.test, "false")]
    case "IfStatement":
      return [as(node.test, "true"), as(node.test, "false")]
    case "WhileStatement":
    case "ForStatement":
      return node.test === null ? [] : [as(node.test, "false")]
    case "ContinueStatement":
    case "ExpressionStatement":
    case "ReturnStatement":
    case "ThrowStatement":
      return [as(node, ";")]
    case "Literal":
      return literal(node)
    case "TemplateLiteral":
      return [as(node, "``")]
    case "UnaryExpression":
      return node.operator === "!" || node.operator === "-" ? [as(node, of(node.argument, text))] : []
    case "UpdateExpression":
      return [as(node, of(node, text).replace(node.operator, opposites[node.operator]![0]!))]
    default:
      return []
  }
}

type Span = Pick<Edit, "start" | "end">

const of = ({ start, end }: Span, text: string): string => text.slice(start, end)
const as = ({ start, end }: Span, text: string): Edit => ({ start, end, text })

const operatorBetween = (node: { readonly left: Span; readonly operator: string }, text: string): ReadonlyArray<Edit> => {
  const start = text.indexOf(node.operator, node.left.end)
  return (opposites[node.operator] ?? []).map((other) => ({ start, end: start + node.operator.length, text: other }))
}

/** The list with each of its parts left out in turn. */
const without = (parts: ReadonlyArray<Span | null>): ReadonlyArray<Edit> =>
  parts.flatMap((part, i) => {
    if (part === null) return []
    const next = parts[i + 1]
    return next
      ? [{ start: part.start, end: next.start, text: "" }]
      : [{ start: parts[i - 1]?.end ?? part.start, end: part.end, text: "" }]
  })

const emptied = (body: ESTree.Node): ReadonlyArray<Edit> => {
  if (body.type !== "BlockStatement") return [as(body, "undefined")]
  // One statement alone is left out as that.
  return body.body.length > 1 ? [as(body, "{}")] : []
}

const calls = (node: ESTree.CallExpression, text: string): ReadonlyArray<Edit> => {
  const { callee } = node
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return []
  const { name } = callee.property
  const twin = twins[name]
  return [
    ...(twin === undefined ? [] : [as(callee.property, twin)]),
    ...(leavable.has(name) ? [as(node, of(callee.object, text))] : [])
  ]
}

const optional = (node: Span & { readonly optional: boolean }, before: Span, text: string): ReadonlyArray<Edit> => {
  if (!node.optional) return []
  const start = text.indexOf("?.", before.end)
  return [{ start, end: start + 2, text: /[[(]/.test(text[start + 2] ?? "") ? "" : "." }]
}

const literal = (node: Extract<ESTree.Node, { readonly type: "Literal" }>): ReadonlyArray<Edit> => {
  if (typeof node.value === "boolean") return [as(node, String(!node.value))]
  if (typeof node.value === "number") return [as(node, String(node.value + 1))]
  if (typeof node.value === "string") return [as(node, node.value === "" ? '"mutant"' : '""')]
  return []
}
