/** [T3] [T4] What core packages must not touch themselves, because Effect or a port supplies it. Each ban names its replacement. */
import { type Allowance, coreDrivers } from "../core-drivers.ts"
import type { Token } from "../lexer.ts"
import { isCore, type Rule, type SourceFile, type Violation } from "../project.ts"
import { importsOf } from "./imports.ts"

const runtimeGlobals = new Map<string, string>([
  ...["Bun", "Deno", "process", "Buffer", "require", "global"].map((name) => [name, "a port of core-async"] as const),
  ...["self", "window", "document", "navigator", "globalThis"].map((name) => [name, "a port of core-async"] as const),
  ...["localStorage", "sessionStorage", "indexedDB", "caches"].map((name) => [name, "the files or sqlite port"] as const),
  ...["Worker", "SharedWorker", "MessageChannel", "BroadcastChannel", "postMessage", "importScripts"].map(
    (name) => [name, "the workers port"] as const
  ),
  ...["fetch", "XMLHttpRequest", "WebSocket", "EventSource"].map((name) => [name, "Effect's HttpClient"] as const),
  ["console", "Effect.log"]
])

const clockGlobals = new Map([
  ["performance", "Clock"],
  ["setTimeout", "Effect.sleep or Effect.timeout"],
  ["setInterval", "Schedule"],
  ["setImmediate", "Effect.yieldNow"],
  ["queueMicrotask", "Effect.yieldNow"]
])

const builtinModules =
  /^(?:node:|bun:|bun$|(?:fs|path|os|crypto|child_process|worker_threads|util|url|stream|events|buffer)(?:\/|$))/

const isMember = (before: Token | undefined): boolean => before?.kind === "mark" && (before.text === "." || before.text === "?.")

/** Globals with ordinary names, which a file may well give to things of its own. */
const ordinaryNames = new Set(["self", "window", "document", "global", "caches", "fetch"])

/** Does the file declare the name itself, as a variable or a parameter? */
const isDeclared = (code: ReadonlyArray<Token>, name: string): boolean =>
  code.some((token, index) => {
    if (token.kind !== "name" || token.text !== name) return false
    const [before = "", after = "", next = ""] = [-1, 1, 2].map((offset) => code[index + offset]?.text)
    if (["const", "let", "var", "function"].includes(before) || after === "=>") return true
    return (before === "(" || before === ",") && (after === ":" || (after === ")" && next === "=>"))
  })

/** A name that stands for the global itself: no member, no key of an object or type. */
const isReference = (code: ReadonlyArray<Token>, index: number): boolean => {
  const [before, after] = [code[index - 1], code[index + 1]]
  if (code[index]?.kind !== "name" || isMember(before)) return false
  const startsMember =
    before === undefined || ["{", ",", ";", "(", "readonly"].includes(before.text) || before.line !== code[index]?.line
  const key = after?.text === ":" || (after?.text === "?" && code[index + 2]?.text === ":")
  return !(startsMember && key)
}

const found = (file: SourceFile, token: Token, message: string): Violation => ({ path: file.path, line: token.line, message })

const sequence = (code: ReadonlyArray<Token>, index: number, ...texts: ReadonlyArray<string>): boolean =>
  texts.every((text, offset) => code[index + offset]?.text === text && code[index + offset]?.kind !== "string")

const runtimeCalls = (file: SourceFile): ReadonlyArray<Violation> => [
  ...importsOf(file)
    .filter((item) => builtinModules.test(item.from))
    .map((item) => ({
      path: file.path,
      line: item.line,
      message: `${item.from} belongs to one runtime; use a port of core-async`
    })),
  ...file.code.flatMap((token, index) => {
    const instead = isReference(file.code, index) ? runtimeGlobals.get(token.text) : undefined
    const own = ordinaryNames.has(token.text) && isDeclared(file.code, token.text)
    return instead === undefined || own ? [] : [found(file, token, `${token.text} belongs to one runtime; use ${instead}`)]
  })
]

const clockCalls = (file: SourceFile): ReadonlyArray<Violation> =>
  file.code.flatMap((token, index) => {
    if (token.kind !== "name" || isMember(file.code[index - 1])) return []
    const instead = isReference(file.code, index) ? clockGlobals.get(token.text) : undefined
    if (instead !== undefined) return [found(file, token, `${token.text} reads a real clock; use ${instead}`)]
    if (sequence(file.code, index, "Date", ".", "now")) return [found(file, token, "Date.now reads a real clock; use Clock")]
    if (sequence(file.code, index, "new", "Date", "(", ")"))
      return [found(file, token, "new Date() reads a real clock; use Clock or DateTime")]
    if (sequence(file.code, index, "Math", ".", "random")) return [found(file, token, "Math.random cannot be seeded; use Random")]
    const random =
      token.text === "crypto" && isReference(file.code, index) && !sequence(file.code, index, "crypto", ".", "subtle")
    return random ? [found(file, token, "crypto's randomness cannot be seeded; use Random or the ids service")] : []
  })

const promiseCalls = (file: SourceFile): ReadonlyArray<Violation> =>
  file.code.flatMap((token, index) => {
    if (token.kind !== "name" || isMember(file.code[index - 1])) return []
    if (sequence(file.code, index, "new", "Promise"))
      return [found(file, token, "new Promise cannot be interrupted; use Effect.callback")]
    if (token.text === "AbortController") return [found(file, token, "AbortController is Effect's interruption, done by hand")]
    const after = file.code[index + 1]
    const opensFunction = after?.kind === "name" || after?.text === "(" || after?.text === "*" || after?.text === "["
    if (token.text === "async" && opensFunction)
      return [found(file, token, "async functions cannot be interrupted; use Effect.gen")]
    return token.text === "await" ? [found(file, token, "await waits outside Effect; use yield*")] : []
  })

/** For each allowance, what a file would need it for. */
export const needs: Readonly<Record<Allowance, (file: SourceFile) => ReadonlyArray<Violation>>> = {
  runtime: runtimeCalls,
  clock: clockCalls,
  promises: promiseCalls
}

const names: Readonly<Record<Allowance, string>> = {
  runtime: "[T3] core packages use no runtime API",
  clock: "[T4] core packages read no clock, timer or randomness",
  promises: "[T3] core packages make no promises by hand"
}

export const coreRules: ReadonlyArray<Rule> = (["runtime", "clock", "promises"] as const).map((allowance) => ({
  name: names[allowance],
  appliesTo: (path) => isCore(path) && coreDrivers[path]?.includes(allowance) !== true,
  check: needs[allowance]
}))
