/** What can be done with smart playlists from several places. */
import { useLocation } from "wouter"
import type { SmartRules } from "../client/smart-playlists.ts"
import { useClient } from "../data/library.ts"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { smartPath } from "../navigation/paths.ts"

const newRules: SmartRules = { filter: "", sort: "path", limit: null }

/** Asks for a new one, beginning with a filter, and shows it. */
export const useCreateSmart = (): ((filter?: string) => void) => {
  const client = useClient()
  const edit = useEdit()
  const dialogs = useDialogs()
  const [, navigate] = useLocation()
  return (filter = "") =>
    dialogs.askSmart({
      title: "New smart playlist",
      rules: { ...newRules, filter },
      action: "Make it",
      act: async (name, rules) => {
        const made = await client.createSmartPlaylist(name, rules)
        await edit(async () => navigate(smartPath(made.name)))
      }
    })
}
