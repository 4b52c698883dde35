/**
 * Which library the app shows. Pages that come from `deadwax serve` show the server's and offer this browser's; pages from anywhere else
 * have no server to ask. The choice is remembered.
 */
import type { Client, Place } from "./client/client.ts"
import { makeServerClient } from "./client/server-client.ts"
import type { BrowserLibrary } from "./library/browser-library.ts"

/** What is known of a server behind these pages. `unreachable`: there was one, and it does not answer now. */
export type ServerState = "reachable" | "unreachable" | "none"

/** What the app starts with. */
export interface Session {
  readonly client: Client
  /** Present exactly where `client.place` is "browser". */
  readonly library: BrowserLibrary | undefined
  readonly server: ServerState
  /** The places that can be chosen. */
  readonly places: ReadonlyArray<Place>
  /** Remembers the choice and starts the app anew. */
  readonly choosePlace: (place: Place) => void
}

const keys = { place: "deadwax.place", served: "deadwax.served" } as const

/** Storage may be forbidden, which costs the memory and nothing else. */
export const remembered = (key: string): string | undefined => {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
  } catch {
    // As above.
  }
}

const findServer = async (): Promise<ServerState> => {
  const wasServed = remembered(keys.served) === "yes"
  try {
    const response = await fetch("/health", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(5000) })
    const isServer = (response.headers.get("content-type") ?? "").includes("json")
    if (isServer) remember(keys.served, "yes")
    return isServer ? "reachable" : wasServed ? "unreachable" : "none"
  } catch {
    return wasServed ? "unreachable" : "none"
  }
}

/** Pure: what is shown, given what is known. */
export const decidePlace = (server: ServerState, chosen: string | undefined): Place =>
  server === "none" || chosen === "browser" ? "browser" : "server"

/** Looks where the pages come from and opens the place that was chosen. */
export const startSession = async (): Promise<Session> => {
  const server = await findServer()
  return {
    client: makeServerClient(),
    library: undefined,
    server,
    places: server === "none" ? ["browser"] : ["server", "browser"],
    choosePlace: (chosen) => {
      remember(keys.place, chosen)
      location.assign("/")
    }
  }
}
