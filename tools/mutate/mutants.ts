/**
 * All the ways in which a file is changed to see whether its tests notice: one small change each. Types are left alone, since nothing of
 * them is there when the program runs.
 */
import { type ESTree, parseSync, Visitor } from "vite"
import { changesOf, type Edit } from "./operators.ts"

/** One change of one file. */
export interface Mutant {
  /** Relative to the project's root. */
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly edit: Edit
  /** What stands there, and what would. */
  readonly from: string
  readonly to: string
  /** The whole line before and after, without the spaces around it: together they name a change even when lines move. */
  readonly lineBefore: string
  readonly lineAfter: string
}

/** Every change of a file with this text, in its order. Throws when the text is no TypeScript. */
export const mutantsOf = (path: string, text: string): ReadonlyArray<Mutant> => {
  const { program, errors } = parseSync(path, text, { sourceType: "module" })
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const edits: Array<Edit> = []
  const untouched: Array<Span> = []
  new Visitor(visiting(text, edits, untouched)).visit(program)
  const isInside = ({ start, end }: Span, { start: from, end: to }: Span) => start >= from && end <= to
  return edits
    .filter((edit) => !untouched.some((span) => isInside(edit, span)))
    .filter((edit) => text.slice(edit.start, edit.end) !== edit.text)
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => describe(path, text, edit))
}

const describe = (path: string, text: string, edit: Edit): Mutant => {
  const index = text.slice(0, edit.start).split("\n").length - 1
  const lineOf = (whole: string): string => whole.split("\n")[index]?.trim() ?? ""
  return {
    path,
    line: index + 1,
    edit,
    from: oneLine(text.slice(edit.start, edit.end)),
    to: oneLine(edit.text),
    lineBefore: lineOf(text),
    lineAfter: lineOf(applyEdit(text, edit))
  }
}

type Span = Pick<Edit, "start" | "end">

/** A text with the change made in it. */
export const applyEdit = (text: string, { start, end, text: other }: Edit): string =>
  text.slice(0, start) + other + text.slice(end)

const oneLine = (text: string): string => text.replace(/\s+/g, " ")

const visiting = (text: string, edits: Array<Edit>, untouched: Array<Span>) => {
  const collect = (node: ESTree.Node): void => void edits.push(...changesOf(node, text))
  const leave = ({ start, end }: Span): void => void untouched.push({ start, end })
  return {
    ArrayExpression: collect,
    ArrowFunctionExpression: collect,
    AssignmentExpression: collect,
    BinaryExpression: collect,
    CallExpression: collect,
    ConditionalExpression: collect,
    ContinueStatement: collect,
    ExpressionStatement: collect,
    FunctionDeclaration: collect,
    IfStatement: collect,
    Literal: collect,
    LogicalExpression: collect,
    MemberExpression: collect,
    ObjectExpression: collect,
    ReturnStatement: collect,
    TemplateLiteral: collect,
    ThrowStatement: collect,
    UnaryExpression: collect,
    UpdateExpression: collect,
    WhileStatement: collect,
    ForStatement: collect,
    ImportDeclaration: leave,
    TSLiteralType: leave,
    TSTypeAliasDeclaration: leave,
    TSInterfaceDeclaration: leave,
    Property: (node: ESTree.ObjectProperty | ESTree.BindingProperty | ESTree.AssignmentTargetProperty) => {
      if (!node.computed) leave(node.key)
    }
  }
}
