/** The HTTP app over an opened library: what it needs from where it runs, which here is a worker with its private files. */
import { CacheError, type LibraryCache } from "@deadwax/core-cache"
import { type App, createApp } from "@deadwax/server"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { coversPath } from "../import/library-directories.ts"
import type { LibraryPorts } from "./open-library.ts"
import { resizedMime, resizePicture } from "./resize-picture.ts"

export interface AppOptions {
  readonly services: Context.Context<LibraryCache | LibraryPorts>
  /** A failure that says the databases cannot be used any more as they are. */
  readonly onDamage: (error: CacheError) => void
  /** The files of the library are not where they were. */
  readonly onAbsence: () => void
}

/** A damaged cache is made anew by the next opening; a damaged library.db is for a person to decide about. */
const isDamage = (error: unknown): error is CacheError =>
  error instanceof CacheError &&
  (error.reason === "damaged" || (error.reason === "storage" && error.path?.startsWith("/library") === true))

/** What the app says of a server, where there is none. */
const ownWords: Readonly<Record<string, { readonly detail: string; readonly remedy: string }>> = {
  storage: { detail: "The storage of this browser failed or is full.", remedy: "Free some space on the disk, and try again." },
  unavailable: { detail: "The library of this browser is being opened or closed.", remedy: "Try again in a moment." },
  internal: { detail: "A bug in Deadwax.", remedy: "Load the page again." }
}

/** The same problem in the words of this place. A disk that is away is here storage that was cleared. */
const inOwnWords = async (response: Response, onAbsence: () => void): Promise<Response> => {
  if (response.status < 500) return response
  const problem = (await response.json()) as { readonly code: string }
  if (problem.code === "offline") onAbsence()
  const { headers, status } = response
  return new Response(JSON.stringify({ ...problem, ...ownWords[problem.code] }), { headers, status })
}

export const openApp = (options: AppOptions): App => {
  const app = makeApp(options)
  return { fetch: (request) => app.fetch(request).then((response) => inOwnWords(response, options.onAbsence)), stop: app.stop }
}

const makeApp = ({ services, onDamage }: AppOptions): App =>
  createApp({
    version: __DEADWAX_VERSION__,
    run: async (effect, signal) => {
      const exit = await Effect.runPromiseExit(Effect.provideContext(effect, services), signal === undefined ? {} : { signal })
      const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      if (isDamage(error)) onDamage(error)
      return exit
    },
    resizer: { mime: resizedMime, resize: resizePicture },
    coverDirectory: coversPath,
    access: {}
  })
