/**
 * What a driver has to know about an SQL text, read once for each text, so that all drivers refuse the same things as `misuse`.
 *
 * What makes it hard: one driver ignores a second statement, one binds NULL to a parameter that was not given, none says how many `?`
 * a text has before it is prepared; and the semicolons in the body of CREATE TRIGGER end nothing.
 */
import { misuse } from "./errors.ts"
import { visitTokens } from "./sql-tokens.ts"

export interface StatementText {
  /** How many positional `?` it has. */
  readonly parameters: number
  /** It changes nothing, so it can be run a second time: SELECT, VALUES, EXPLAIN, or WITH … SELECT. */
  readonly reads: boolean
  /** INSERT, UPDATE, DELETE or REPLACE: only after these does SQLite's count of changed rows speak of this statement. */
  readonly changesRows: boolean
  /** A result column is written `*`: the names of the columns follow the schema. */
  readonly star: boolean
  /** It may change the schema, and with it the names of other statements' columns. */
  readonly mayChangeSchema: boolean
}

/** SQLite's default limit; Bun's build would take 250,000. */
export const maxParameters = 32_766

const changingWords: ReadonlySet<string> = new Set(["insert", "update", "delete"])
const readingWords: ReadonlySet<string> = new Set(["select", "values", "explain"])
const schemaKeepingWords: ReadonlySet<string> = new Set(["begin", "commit", "end", "savepoint", "release"])
const beforeResultStar: ReadonlySet<string> = new Set(["select", "distinct", "all", "returning", ",", "."])

/** True from the `;` that ends a CREATE TRIGGER, or any other statement, on. */
const makeEndFinder = (): ((token: string) => boolean) => {
  let head = ""
  let isTrigger = false
  let previous = ""
  let beforePrevious = ""
  let ended = false
  return (token) => {
    if (!isTrigger && head.length < 40) {
      head = `${head} ${token}`
      isTrigger = /^( explain( query plan)?)? create( temp| temporary)? trigger$/.test(head)
    }
    // A body's statements end in `;`, so `; end ;` is the end of the trigger and of nothing else (CASE … END follows no `;`).
    if (token === ";" && (!isTrigger || (previous === "end" && beforePrevious === ";"))) ended = true
    beforePrevious = previous
    previous = token
    return ended
  }
}

/** Reads the text of one statement. Throws `misuse`: none, several, too many parameters, or a token the port refuses. */
export const readStatementText = (sql: string): StatementText => {
  const isEnded = makeEndFinder()
  let first = ""
  let previous = ""
  let parameters = 0
  let star = false
  let changes = false
  let ended = false
  visitTokens(sql, (token) => {
    if (token === ";" && (ended || first === "")) return
    if (ended) throw misuse("the SQL text holds several statements", sql)
    if (first === "") first = token
    if (token === "?") parameters++
    else if (token === "*") star ||= beforeResultStar.has(previous)
    else if (changingWords.has(token) || (token === "into" && previous === "replace")) changes = true
    previous = token
    ended = isEnded(token)
  })
  if (first === "") throw misuse("the SQL text holds no statement", sql)
  if (parameters > maxParameters) throw misuse(`the SQL text has ${parameters} parameters; ${maxParameters} are allowed`, sql)
  const isWith = first === "with"
  const reads = readingWords.has(first) || (isWith && !changes)
  const changesRows = changingWords.has(first) || first === "replace" || (isWith && changes)
  return { parameters, reads, changesRows, star, mayChangeSchema: !reads && !changesRows && !schemaKeepingWords.has(first) }
}

/** Checks a text of any number of statements without parameters; false when it holds none. Throws `misuse`. */
export const checkScript = (sql: string): boolean => {
  let holdsStatement = false
  visitTokens(sql, (token) => {
    if (token === "?") throw misuse("exec takes no parameters: prepare the statement", sql)
    holdsStatement ||= token !== ";"
  })
  return holdsStatement
}
