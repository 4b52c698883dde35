/** What can be done with a release besides playing it. */
import type { Release } from "@deadwax/core-cache"
import { LayoutGrid, ListMusic, Sparkles, Trash2 } from "lucide-react"
import { useDeleteRelease } from "../collections/use-delete.ts"
import { useClient } from "../data/library.ts"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { useAnnounce } from "../navigation/announcer.tsx"
import { formatCount } from "./time.ts"

const useToggleNew = ({ id, isNew, title }: Release): (() => Promise<void>) => {
  const client = useClient()
  const edit = useEdit()
  const announce = useAnnounce()
  return async () => {
    const after = await edit(() => client.setNew(id, !isNew))
    if (after !== undefined) announce(`${title} is ${after.isNew ? "new" : "not new"}`)
  }
}

export const ReleaseTools = ({ release }: { readonly release: Release }) => {
  const { addTo } = useDialogs()
  const remove = useDeleteRelease()
  const toggleNew = useToggleNew(release)
  const { id, isNew, title, tracks = [] } = release
  return (
    <span className="action-icons">
      <button
        type="button"
        className="icon-button"
        aria-label={`Mark ${title} as new`}
        aria-pressed={isNew}
        title={isNew ? "Not new any more" : "Mark as new"}
        onClick={() => void toggleNew()}
      >
        <Sparkles size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Add ${title} to a collage`}
        title="Add to a collage"
        onClick={() => addTo({ kind: "collages", ids: [id], what: title })}
      >
        <LayoutGrid size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Add the tracks of ${title} to a playlist`}
        title="Add its tracks to a playlist"
        disabled={tracks.length === 0}
        onClick={() =>
          addTo({
            kind: "playlists",
            ids: tracks.map((track) => track.id),
            what: `${title}, ${formatCount(tracks.length, "track")}`
          })
        }
      >
        <ListMusic size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Move ${title} to the trash`}
        title="Move to the trash"
        onClick={() => void remove(release)}
      >
        <Trash2 size={18} />
      </button>
    </span>
  )
}
