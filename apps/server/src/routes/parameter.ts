/**
 * Parameters of routes: how a text of the address becomes a value, and what the API's description says of it. One schema does both.
 * An unknown or repeated parameter is refused: a filter that is spelt wrong must not answer the whole library.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Problem } from "../answers/problem.ts"

/** One parameter in the query. `A` is what a handler gets. */
export interface Parameter<A> {
  readonly schema: Schema.Codec<A>
  /** What the text stands for, before the schema has judged it. */
  readonly parse: (text: string) => unknown
  readonly description: string
  /** Completes "NAME must be …". */
  readonly expects: string
  readonly isRequired: boolean
  /** What a handler gets when the parameter is not there. */
  readonly absent: A | undefined
}

/** Parameters by name. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>

/** What the handler of a route with these parameters gets. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer A> ? A : never
}

const wholeNumber = /^\d{1,15}$/

/** A whole number from 0 on. */
export const countParameter = (absent: number, description: string): Parameter<number> => ({
  schema: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate({ default: absent }),
  parse: (text) => (wholeNumber.test(text) ? Number(text) : undefined),
  description,
  expects: "a whole number from 0 on",
  isRequired: false,
  absent
})

/** `true` or `false`; the bare name means true. */
export const flagParameter = (description: string): Parameter<boolean> => ({
  schema: Schema.Boolean.annotate({ default: false }),
  parse: (text) => (text === "true" || text === "" ? true : text === "false" ? false : undefined),
  description,
  expects: "true or false",
  isRequired: false,
  absent: false
})

/** A number of pixels; undefined when it is not there. */
export const sizeParameter = (mostPx: number, description: string): Parameter<number | undefined> => ({
  schema: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mostPx })),
  parse: (text) => (wholeNumber.test(text) ? Number(text) : undefined),
  description,
  expects: `a whole number from 1 to ${mostPx}`,
  isRequired: false,
  absent: undefined
})

/** A text of at most `mostCharacters`. */
export const textParameter = (mostCharacters: number, description: string): Parameter<string> => ({
  schema: Schema.String.check(Schema.isMaxLength(mostCharacters)),
  parse: (text) => text,
  description,
  expects: `a text of at most ${mostCharacters} characters`,
  isRequired: true,
  absent: undefined
})

/** A text of at most `mostCharacters` that need not be there. */
export const optionalTextParameter = (mostCharacters: number, description: string): Parameter<string | undefined> => ({
  ...textParameter(mostCharacters, description),
  isRequired: false
})

/** `true` or `false`, and a third thing where it is not there. */
export const choiceParameter = (description: string): Parameter<boolean | undefined> => ({
  schema: Schema.Boolean,
  parse: flagParameter("").parse,
  description,
  expects: "true or false",
  isRequired: false,
  absent: undefined
})

/** One of some words; undefined when it is not there. */
export const wordParameter = <const Word extends string>(
  words: ReadonlyArray<Word>,
  description: string
): Parameter<Word | undefined> => ({
  schema: Schema.Literals(words),
  parse: (text) => text,
  description,
  expects: `one of ${words.join(", ")}`,
  isRequired: false,
  absent: undefined
})

const refused = (detail: string, remedy = "Mend the address; /openapi.json describes it."): Problem =>
  new Problem({ code: "bad-request", detail, remedy })

const readOne = (name: string, parameter: Parameter<unknown>, texts: ReadonlyArray<string>): Result.Result<unknown, Problem> => {
  const [text] = texts
  if (texts.length > 1) return Result.fail(refused(`The parameter ${name} is given more than once.`, "Give it once."))
  if (text === undefined)
    return parameter.isRequired
      ? Result.fail(refused(`The parameter ${name} is missing.`, `Give ${parameter.expects}.`))
      : Result.succeed(parameter.absent)
  return Result.mapError(Schema.decodeUnknownResult(parameter.schema)(parameter.parse(text)), () =>
    refused(`The parameter ${name} is not what it must be.`, `Give ${parameter.expects}.`)
  )
}

/** Reads the parameters of a query, or says which is wrong. */
export const readParameters = <P extends Parameters>(
  parameters: P,
  query: URLSearchParams
): Effect.Effect<ValuesOf<P>, Problem> => {
  const names = Object.keys(parameters)
  if ([...query.keys()].some((name) => !Object.hasOwn(parameters, name)))
    return Effect.fail(refused("There is a parameter that is not known here.", `Known are: ${names.join(", ") || "none"}.`))
  const values: Record<string, unknown> = {}
  for (const name of names) {
    const result = readOne(name, parameters[name]!, query.getAll(name))
    if (Result.isFailure(result)) return Effect.fail(result.failure)
    values[name] = result.success
  }
  // Every name of P was read by its own schema just now.
  return Effect.succeed(values as ValuesOf<P>)
}
