/**
 * Which library the app shows. Pages that come from `deadwax serve` show the server's and offer this browser's; pages from anywhere else
 * have no server to ask. The choice is remembered.
 */
import type { Client, Place } from "./client/client.ts"
import { successOf } from "./client/problem.ts"
import { makeServerClient } from "./client/server-client.ts"
import type { BrowserLibrary } from "./library/browser-library.ts"
import { remember, remembered } from "./memory.ts"

/**
 * What is known of a server behind these pages. `unreachable`: there was one, and it does not answer now. Where this browser's library was
 * chosen nobody waits for an answer: `reachable` then means that there was one.
 */
export type ServerState = "reachable" | "unreachable" | "none"

/** What the app starts with. */
export interface Session {
  readonly client: Client
  /** Present exactly where `client.place` is "browser". */
  readonly library: BrowserLibrary | undefined
  readonly server: ServerState
  /** The places that can be chosen. */
  readonly places: ReadonlyArray<Place>
  /**
   * Gives the server its token, for requests that were refused as `unauthorized`. Refused as that too when it is a wrong one. The browser
   * keeps what it gets in return, not the token.
   */
  readonly signIn: (token: string) => Promise<void>
  /** Is this browser in by a token it gave? False where none is needed. */
  readonly isSignedIn: (signal?: AbortSignal) => Promise<boolean>
  /** Lets go of what it got for the token, and starts the app anew: nothing of the library stays in sight. */
  readonly signOut: () => Promise<void>
  /** Remembers the choice and starts the app anew. */
  readonly choosePlace: (place: Place) => void
}

interface SessionState {
  readonly isTokenNeeded: boolean
  readonly isSignedIn: boolean
}

const keys = { place: "deadwax.place", served: "deadwax.served" } as const

/** Asks who serves these pages, and remembers what it was. Anything that answers with JSON is a Deadwax. */
const askServer = async (): Promise<boolean> => {
  const response = await fetch("/health", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(5000) })
  const isServer = (response.headers.get("content-type") ?? "").startsWith("application/json")
  remember(keys.served, isServer ? "yes" : "no")
  return isServer
}

const findServer = async (): Promise<ServerState> => {
  const served = remembered(keys.served)
  const asked = askServer().then(
    (isServer): ServerState => (isServer ? "reachable" : "none"),
    (): ServerState => (served === "yes" ? "unreachable" : "none")
  )
  // This browser's library must not wait for a network; what is learnt counts at the next start.
  if (served === "no") return "none"
  return served === "yes" && remembered(keys.place) === "browser" ? "reachable" : asked
}

/** Pure: what is shown, given what is known. */
export const decidePlace = (server: ServerState, chosen: string | undefined): Place =>
  server === "none" || chosen === "browser" ? "browser" : "server"

/** Looks where the pages come from and opens the place that was chosen. `openBrowser` loads what only that place needs. */
export const startSession = async (openBrowser: () => Promise<Pick<Session, "client" | "library">>): Promise<Session> => {
  const server = await findServer()
  const place = decidePlace(server, remembered(keys.place))
  const opened = place === "server" ? { client: makeServerClient(), library: undefined } : await openBrowser()
  return {
    ...opened,
    server,
    places: server === "none" ? ["browser"] : ["server", "browser"],
    signIn: async (token) => {
      await successOf(await opened.client.request("/api/v1/session", { method: "POST", body: { token } }))
    },
    isSignedIn: async (signal) => {
      const asked = opened.client.request("/api/v1/session", signal === undefined ? {} : { signal })
      const state = (await (await successOf(await asked)).json()) as SessionState
      return state.isTokenNeeded && state.isSignedIn
    },
    signOut: async () => {
      await successOf(await opened.client.request("/api/v1/session", { method: "DELETE" }))
      location.assign("/")
    },
    choosePlace: (chosen) => {
      remember(keys.place, chosen)
      location.assign("/")
    }
  }
}
