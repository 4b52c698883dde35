/** Where several libraries are registered, a command that a remedy names must say which of them it is about. */
import { CacheError } from "@deadwax/core-cache"
import { Failure } from "../errors/failure.ts"
import { shellWord } from "../print/escape.ts"
import type { LocatedLibrary } from "./open-library.ts"

const allowing = /deadwax (scan|sync) (?=--allow-removal)/g

/** Completes the remedy of what stopped because much of a library would go: pasted as it is, it lets the same library's tracks go. */
export const namingLibrary =
  ({ options, registered }: LocatedLibrary) =>
  <E>(error: E): E | Failure => {
    if (registered.length < 2) return error
    const complete = (remedy: string): string =>
      remedy.replaceAll(allowing, `deadwax $1 --library ${shellWord(options.library.name).replaceAll("$", "$$$$")} `)
    if (error instanceof CacheError && error.reason === "mass-change") {
      const { message, remedy, path } = error
      return new Failure({ code: "mass-change", message, remedy: complete(remedy), path, cause: error })
    }
    if (!(error instanceof Failure) || error.code !== "mass-change") return error
    const { code, message, remedy, path, cause } = error
    return new Failure({ code, message, remedy: complete(remedy), path, cause })
  }
