/** The syncs that the server runs, as all views see them: they go on while one looks at other views, and are said where one does not. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react"
import type { ClientEvent } from "../client/client.ts"
import { useClient } from "../data/library.ts"
import { useAnnounce } from "../navigation/announcer.tsx"
import { afterEvent, noSyncs, type RunningSyncs } from "./running.ts"

const RunningContext = createContext<RunningSyncs>(noSyncs)

export const useRunningSyncs = (): RunningSyncs => useContext(RunningContext)

/** What screen readers are told of an event; undefined: nothing. */
const spoken = (event: ClientEvent): string | undefined => {
  if (event.kind === "sync-finished") return `The sync of ${event.job.source} has finished`
  return event.kind === "sync-failed" ? event.error.message : undefined
}

export const RunningSyncsProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = useClient()
  const announce = useAnnounce()
  const [running, setRunning] = useState(noSyncs)
  useEffect(
    () =>
      client.events((event) => {
        setRunning((before) => afterEvent(before, event))
        const text = spoken(event)
        if (text !== undefined) announce(text)
      }),
    [client, announce]
  )
  return <RunningContext value={running}>{children}</RunningContext>
}
