/** What the page asks for, with what is said when that is refused. */
import { useMemo } from "react"
import { useClient } from "../data/library.ts"
import { useSay } from "../dialogs/said.tsx"
import { useAttempt } from "../dialogs/use-edit.ts"
import { makeSyncClient, type SyncClient, type SyncWish } from "./sync-client.ts"

export const useSyncClient = (): SyncClient => {
  const { request } = useClient()
  return useMemo(() => makeSyncClient(request), [request])
}

export interface SyncActions {
  readonly begin: (wish: SyncWish) => void
  readonly cancel: (source: string) => void
}

export const useSyncActions = (): SyncActions => {
  const client = useSyncClient()
  const attempt = useAttempt()
  const say = useSay()
  const cancel = async (source: string): Promise<void> => {
    const cancelled = await attempt(() => client.cancel([source]))
    if (cancelled !== undefined)
      say({ text: cancelled.length === 0 ? `No sync of ${source} is under way` : `The sync of ${source} is ending` })
  }
  return {
    begin: (wish) => void attempt(() => client.begin(wish)),
    cancel: (source) => void cancel(source)
  }
}
