/**
 * The filter language (decision 0018): text to `Filter`. Conditions beside each other must all hold; `or` between them and parentheses say
 * otherwise; `-` before one leaves out what meets it. A condition is `field:value` or a bare word. Any text gives a filter or one
 * `InvalidFilter`, in time that grows with its length alone.
 */
import * as Result from "effect/Result"
import type { Filter } from "../filter/filter.ts"
import { countConditions, mostConditions, mostDepth } from "../filter/filter-size.ts"
import { joinFilters } from "../filter/normal-filter.ts"
import { type Cursor, isAtEnd, readWritten, skip, skipSpaces, wordAhead } from "./cursor.ts"
import { type Field, type FieldValue, fieldNamed, fieldNames, operators } from "./fields.ts"
import { InvalidFilter, type InvalidFilterReason } from "./invalid-filter.ts"

/** Reads a text as a filter; an empty one is met by everything. */
export const parseFilter = (text: string): Result.Result<Filter, InvalidFilter> => {
  try {
    return Result.succeed(readWhole({ text, at: 0, conditions: 0, depth: 0 }))
  } catch (cause) {
    if (cause instanceof InvalidFilter) return Result.fail(cause)
    throw cause
  }
}

const readWhole = (cursor: Cursor): Filter => {
  const filter = readGroup(cursor)
  if (!isAtEnd(cursor))
    throw wrong("unexpected", cursor.at, 1, {
      message: "a ) stands here that no ( belongs to",
      expected: "a condition, or the end",
      remedy: 'Take it away, or write it in quotes: ")".'
    })
  if (countConditions(filter) === undefined) throw tooLarge(0, cursor.text.length)
  return filter
}

interface Words {
  readonly message: string
  readonly expected: string
  readonly remedy: string
}

const wrong = (reason: InvalidFilterReason, position: number, length: number, words: Words): InvalidFilter =>
  new InvalidFilter({ reason, position, length, ...words })

const tooLarge = (position: number, length: number): InvalidFilter =>
  wrong("too-large", position, length, {
    message: `a filter has more than ${mostConditions} conditions, or more than ${mostDepth} inside each other`,
    expected: "fewer conditions",
    remedy: "Ask for less at once."
  })

/** Conditions up to a `)` or the end. */
const readGroup = (cursor: Cursor): Filter => {
  const choices: Array<Filter> = []
  let together: Array<Filter> = []
  for (skipSpaces(cursor); !isAtEnd(cursor) && cursor.text[cursor.at] !== ")"; skipSpaces(cursor)) {
    const start = cursor.at
    const joint = readJoint(cursor)
    if (joint === undefined) together.push(readCondition(cursor))
    else checkJoint(cursor, joint, start, together)
    if (joint !== "or") continue
    choices.push(joinFilters("and", together))
    together = []
  }
  return joinFilters("or", [...choices, joinFilters("and", together)])
}

/** `or` and `and` as words of their own, in any case; in quotes they are words like others. */
const readJoint = (cursor: Cursor): "or" | "and" | undefined => {
  const word = wordAhead(cursor).toLowerCase()
  if (word !== "or" && word !== "and") return undefined
  cursor.at += word.length
  return word
}

const checkJoint = (cursor: Cursor, joint: string, start: number, before: ReadonlyArray<Filter>): void => {
  skipSpaces(cursor)
  const isFollowed = !isAtEnd(cursor) && cursor.text[cursor.at] !== ")"
  if (isFollowed && before.length > 0) return
  const words = {
    expected: `a condition ${before.length > 0 ? "after" : "before"} it`,
    remedy: `Write one there, or "${joint}" in quotes if it is a word to look for.`
  }
  throw before.length > 0
    ? wrong("missing", cursor.at, 0, { message: `nothing follows ${joint}`, ...words })
    : wrong("missing", start, joint.length, { message: `nothing stands before ${joint}`, ...words })
}

const readCondition = (cursor: Cursor): Filter => {
  const start = cursor.at
  if (skip(cursor, "-")) return { kind: "not", filter: deeper(cursor, start, readNegated) }
  if (skip(cursor, "(")) return deeper(cursor, start, () => readParenthesis(cursor, start))
  if (++cursor.conditions > mostConditions) throw tooLarge(start, wordAhead(cursor).length)
  const name = /^[a-z]+(?=:)/i.exec(wordAhead(cursor))?.[0]
  return name === undefined ? readWord(cursor) : readField(cursor, name)
}

const deeper = <A>(cursor: Cursor, start: number, read: (cursor: Cursor, start: number) => A): A => {
  if (++cursor.depth > mostDepth) throw tooLarge(start, 1)
  const result = read(cursor, start)
  cursor.depth--
  return result
}

const readNegated = (cursor: Cursor, start: number): Filter => {
  if (!/^[\s)]?$/u.test(cursor.text[cursor.at] ?? "")) return readCondition(cursor)
  throw wrong("missing", start, 1, {
    message: "a - stands here with nothing right behind it",
    expected: "the condition whose matches are to be left out",
    remedy: 'Write it right behind the -, or "-" in quotes if it is meant as text.'
  })
}

const readParenthesis = (cursor: Cursor, start: number): Filter => {
  const filter = readGroup(cursor)
  if (skip(cursor, ")")) return filter
  throw wrong("unclosed-group", start, 1, {
    message: "a ( is opened and not closed",
    expected: "a ) behind its last condition",
    remedy: 'Close it, or write it in quotes: "(".'
  })
}

const readWord = (cursor: Cursor): Filter => {
  const written = readWritten(cursor)
  // Whatever ends a word is a space or a parenthesis, and those were looked at before.
  const text = written?.text ?? ""
  if (written?.isQuoted === true) checkBehindQuote(cursor)
  return { kind: "text", field: "any", match: "words", text }
}

const readField = (cursor: Cursor, name: string): Filter => {
  const start = cursor.at
  const field = fieldNamed(name)
  if (field === undefined) throw unknownField(cursor, name)
  cursor.at += name.length + 1
  const value = readValue(cursor, name, field)
  const filter = field.read(value)
  if (filter !== undefined) return filter
  const from = start + name.length + 1
  throw wrong("bad-value", from, cursor.at - from, {
    message: `${name} cannot have this value`,
    expected: field.expects,
    remedy: `Write ${name}: with ${field.expects}.`
  })
}

const unknownField = (cursor: Cursor, name: string): InvalidFilter =>
  wrong("unknown-field", cursor.at, name.length, {
    message: `there is no field of this name`,
    expected: `one of ${fieldNames.join(", ")}`,
    remedy: "Take one of the fields, or write it in quotes if it is meant as text."
  })

const readValue = (cursor: Cursor, name: string, { expects }: Field): FieldValue => {
  const operator = operators.find((known) => skip(cursor, known)) ?? ""
  const written = readWritten(cursor)
  if (written === undefined)
    throw wrong("missing", cursor.at, 0, {
      message: `${name}: has no value`,
      expected: expects,
      remedy: `Write it right behind ${name}:, in quotes if it has spaces.`
    })
  if (!written.isQuoted) {
    const isEnd = written.text.length > 1 && written.text.endsWith("$")
    return { operator, text: isEnd ? written.text.slice(0, -1) : written.text, isEnd }
  }
  const isEnd = skip(cursor, "$")
  checkBehindQuote(cursor)
  return { operator, text: written.text, isEnd }
}

const checkBehindQuote = (cursor: Cursor): void => {
  const rest = wordAhead(cursor)
  if (rest === "") return
  throw wrong("unexpected", cursor.at, rest.length, {
    message: "text stands right behind a quote",
    expected: "a space or a )",
    remedy: 'Put a space there, or write \\" for a quote that is part of the text.'
  })
}
