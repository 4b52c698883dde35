/** The client as components see it, and the cache of what it answered. */
import { QueryClient, useQuery } from "@tanstack/react-query"
import { createContext, useContext } from "react"
import type { Client, ClientEvent } from "../client/client.ts"
import { ClientError } from "../client/client-error.ts"
import type { Session } from "../places.ts"

export const SessionContext = createContext<Session | undefined>(undefined)

export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error("no session around this component")
  return session
}

export const useClient = (): Client => useSession().client

/** Answers stay true until the client says that something changed; nothing is asked again only because time passes. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // A server on this machine needs no network.
        networkMode: "always"
      }
    }
  })

const changing: ReadonlySet<ClientEvent["kind"]> = new Set([
  "library-changed",
  "scan-finished",
  "sync-finished",
  "sync-failed",
  "reconnected"
])

/** Asks again for everything that is shown whenever the library has changed, until the answer is called. */
export const followChanges = (client: Client, queries: QueryClient): (() => void) =>
  client.events((event) => {
    if (changing.has(event.kind)) void queries.invalidateQueries()
  })

const offlineEveryMs = 15_000

export const useStatus = () => {
  const client = useClient()
  return useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => client.status(signal),
    // A disk that is connected again tells nobody.
    refetchInterval: ({ state }) => (state.data?.storage === "offline" ? offlineEveryMs : false),
    refetchOnWindowFocus: "always"
  })
}

export const useRelease = (id: string | undefined) => {
  const client = useClient()
  return useQuery({
    queryKey: ["release", id],
    queryFn: ({ signal }) => client.release(id ?? "", signal),
    enabled: id !== undefined
  })
}

export const useTrack = (id: string | undefined) => {
  const client = useClient()
  return useQuery({
    queryKey: ["track", id],
    queryFn: ({ signal }) => client.track(id ?? "", signal),
    enabled: id !== undefined
  })
}

/** What went wrong and what to do about it, as two sentences. */
export const explain = (error: unknown): { readonly message: string; readonly remedy: string | undefined } =>
  error instanceof ClientError
    ? { message: error.message, remedy: error.remedy }
    : { message: "Something went wrong.", remedy: error instanceof Error ? error.message : undefined }
