/** What was deleted: it can be put back until the trash is emptied. */
import type { TrashedItem } from "@deadwax/core-cache"
import { useQuery } from "@tanstack/react-query"
import { File, Folder, Undo2 } from "lucide-react"
import { useState } from "react"
import { useClient, useStatus } from "../data/library.ts"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useSay } from "../dialogs/said.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { formatCount, formatSince } from "../parts/time.ts"

/** Shown at once, and so many more at each asking. */
const step = 100

/** The newest, which the library lists last. */
const useTrash = (shown: number) => {
  const client = useClient()
  return useQuery({
    queryKey: ["trash", shown],
    queryFn: async ({ signal }) => {
      const { total } = await client.trash({ limit: 0, signal })
      const page = await client.trash({ limit: shown, offset: Math.max(0, total - shown), signal })
      return { total, items: page.items.toReversed() }
    },
    placeholderData: (before) => before
  })
}

const useEmpty = (total: number): (() => void) => {
  const client = useClient()
  const edit = useEdit()
  const say = useSay()
  const { confirm } = useDialogs()
  const empty = async (): Promise<void> => {
    const removed = await edit(() => client.emptyTrash())
    if (removed !== undefined) say({ text: `${formatCount(removed, "thing")} removed for good` })
  }
  return () =>
    confirm({
      title: "Empty the trash?",
      text: `${formatCount(total, "thing")} in it would be removed from the disk for good. Nobody can take that back.`,
      action: "Remove for good",
      act: () => void empty()
    })
}

export const TrashView = () => {
  const [shown, setShown] = useState(step)
  const trash = useTrash(shown)
  const empty = useEmpty(trash.data?.total ?? 0)
  useScrollMemory(trash.data !== undefined)
  if (trash.error !== null && trash.data === undefined) return <Problem error={trash.error} retry={() => void trash.refetch()} />
  const { items = [], total } = trash.data ?? {}
  return (
    <div className="view">
      <div className="view-head">
        <ViewTitle title="Trash" />
        <div className="view-tools">
          <p className="soft">{total === undefined ? "\u00a0" : formatCount(total, "thing")}</p>
          {total !== undefined && total > 0 && (
            <button type="button" className="button is-small" onClick={empty}>
              Empty
            </button>
          )}
        </div>
      </div>
      {total === 0 && (
        <Message title="The trash is empty" isPart>
          <p>What you delete waits here, and can be put back. It lies in the library’s own folder, so it is away when that is.</p>
        </Message>
      )}
      <ul className="trash" aria-label="Deleted">
        {items.map((item) => (
          <TrashRow key={item.id} item={item} />
        ))}
      </ul>
      {total !== undefined && total > items.length && (
        <button type="button" className="button" onClick={() => setShown(Math.min(1000, shown + step))}>
          Show older
        </button>
      )}
    </div>
  )
}

const TrashRow = ({ item }: { readonly item: TrashedItem }) => {
  const client = useClient()
  const edit = useEdit()
  const say = useSay()
  const { data: status } = useStatus()
  const root = status?.library.root
  const shown = root !== undefined && item.path.startsWith(`${root}/`) ? item.path.slice(root.length + 1) : item.path
  const [name, place] = [shown.slice(shown.lastIndexOf("/") + 1), shown.slice(0, Math.max(0, shown.lastIndexOf("/")))]
  const restore = async (): Promise<void> => {
    const isBack = await edit(async () => {
      await client.restore(item.id)
      return true
    })
    if (isBack === true) say({ text: `“${name}” is back` })
  }
  return (
    <li className="trash-row">
      {item.kind === "directory" ? <Folder size={20} /> : <File size={20} />}
      <div className="track-words">
        <p className="track-title truncate" dir="auto" title={item.path}>
          {name}
        </p>
        <p className="track-artist truncate">
          {[place, item.kind === "directory" ? formatCount(item.files, "file") : "", formatSince(item.trashedAt, Date.now())]
            .filter((part) => part !== "")
            .join(" · ")}
        </p>
      </div>
      <button type="button" className="button is-small" aria-label={`Put back ${name}`} onClick={() => void restore()}>
        <Undo2 size={16} /> Put back
      </button>
    </li>
  )
}
