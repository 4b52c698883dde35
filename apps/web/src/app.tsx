/** The app: what all views need around them, and the gate before the library of this browser. */
import { QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { LibraryGate } from "./browser-library/library-gate.tsx"
import { followChanges, makeQueryClient, SessionContext } from "./data/library.ts"
import { DialogsProvider } from "./dialogs/dialogs.tsx"
import { SaidProvider } from "./dialogs/said.tsx"
import { remember, remembered } from "./memory.ts"
import { Announcer } from "./navigation/announcer.tsx"
import { applyTheme, rememberedTheme } from "./parts/theme.ts"
import type { Session } from "./places.ts"
import { connectMediaSession } from "./player/media-session.ts"
import { Player } from "./player/player.ts"
import { PlayerContext } from "./player/use-player.ts"
import { ScanProvider } from "./scan/scan-state.tsx"
import { SearchProvider } from "./search/search-state.tsx"
import { Shell } from "./shell.tsx"
import { RunningSyncsProvider } from "./sync/running-syncs.tsx"
import { type HeardPlays, makeHeardPlays } from "./track-state/heard-plays.ts"
import "./styles/app.css"

// Before anything is drawn.
applyTheme(rememberedTheme())

const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!

const memory = { remembered, remember }

const makePlayer = ({ client }: Session, { add }: HeardPlays): Player =>
  new Player({ audio: client.audio, makeElement: () => new Audio(), memory, seed: randomSeed, heard: (id) => void add(id) })

const makeHeard = ({ client }: Session): HeardPlays =>
  makeHeardPlays({
    recordPlay: client.recordPlay,
    place: client.place,
    memory,
    newKey: () => crypto.randomUUID(),
    now: () => new Date()
  })

export const App = ({ session }: { readonly session: Session }) => {
  const [queries] = useState(makeQueryClient)
  useEffect(() => followChanges(session.client, queries), [session, queries])
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={queries}>
        <Announcer>
          <Gate session={session}>
            <WithPlayer session={session}>
              <ScanProvider>
                <SearchProvider>
                  <SaidProvider>
                    <DialogsProvider>
                      <RunningSyncsProvider>
                        <Shell />
                      </RunningSyncsProvider>
                    </DialogsProvider>
                  </SaidProvider>
                </SearchProvider>
              </ScanProvider>
            </WithPlayer>
          </Gate>
        </Announcer>
      </QueryClientProvider>
    </SessionContext>
  )
}

const Gate = ({ session, children }: { readonly session: Session; readonly children: ReactNode }) =>
  session.library === undefined ? children : <LibraryGate library={session.library}>{children}</LibraryGate>

const WithPlayer = ({ session, children }: { readonly session: Session; readonly children: ReactNode }) => {
  const [heard] = useState(() => makeHeard(session))
  const [player] = useState(() => makePlayer(session, heard))
  useEffect(() => {
    const disconnect = connectMediaSession(player, session.client)
    void heard.flush()
    const unfollow = session.client.events(({ kind }) => kind === "reconnected" && void heard.flush())
    window.addEventListener("pagehide", player.keep)
    return () => {
      window.removeEventListener("pagehide", player.keep)
      unfollow()
      disconnect()
    }
  }, [player, heard, session])
  return <PlayerContext value={player}>{children}</PlayerContext>
}
