/** The secret that clients of a server bring, and who needs one. */
import { readFileSync, statSync } from "node:fs"
import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import { printNotice } from "../print/notice.ts"

/** Shorter ones can be guessed by trying. */
const fewestCharacters = 16
const mostBytes = 4096

const configFailure = (message: string, remedy: string, path?: string): Failure =>
  new Failure({ code: "config", message, remedy, path })

const howToMake = "Make one with: openssl rand -hex 32"

const readTokenFile = (path: string): Effect.Effect<string, Failure> =>
  Effect.try({
    try: () => {
      const { size } = statSync(path)
      if (size > mostBytes) throw new Error("it is too large to hold a token")
      return readFileSync(path, "utf8").trim()
    },
    catch: (cause) =>
      configFailure(
        `the token file ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
        "Give a file that holds the token and nothing else.",
        path
      )
  })

/** Others on this machine could read it, and so be let in. */
const warnOfReaders = (path: string) =>
  (statSync(path).mode & 0o077) === 0
    ? Effect.void
    : printNotice("warning", `${path} can be read by other users of this machine; chmod 600 keeps the token to you`)

const checked = (token: string, from: string, path?: string): Effect.Effect<string, Failure> => {
  if (token.length < fewestCharacters)
    return Effect.fail(configFailure(`the token in ${from} has fewer than ${fewestCharacters} characters`, howToMake, path))
  // What HTTP cannot carry in a header would lock everybody out.
  if (!/^[\x21-\x7e]+$/.test(token))
    return Effect.fail(configFailure(`the token in ${from} holds characters that HTTP cannot carry`, howToMake, path))
  return Effect.succeed(token)
}

/** The token of --token-file, else of DEADWAX_TOKEN; undefined without either. An empty one is refused: it was meant to protect. */
export const readToken = Effect.fnUntraced(function* (file: string | undefined, environment: NodeJS.ProcessEnv) {
  if (file !== undefined) {
    const path = resolve(file)
    const token = yield* checked(yield* readTokenFile(path), path, path)
    yield* warnOfReaders(path)
    return token
  }
  const told = environment.DEADWAX_TOKEN
  return told === undefined ? undefined : yield* checked(told.trim(), "DEADWAX_TOKEN")
})
