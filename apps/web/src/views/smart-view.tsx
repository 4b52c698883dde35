/** One smart playlist: the tracks that meet its filter now, and what can be done with it. */
import type { SmartPlaylist } from "@deadwax/core-cache"
import { useQuery } from "@tanstack/react-query"
import { Download, Pencil, Play, SlidersHorizontal, Trash2 } from "lucide-react"
import { useCallback } from "react"
import { useLocation } from "wouter"
import type { PageOptions } from "../client/client.ts"
import { useClient } from "../data/library.ts"
import { useListTotal } from "../data/use-paged-list.ts"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useAttempt, useEdit } from "../dialogs/use-edit.ts"
import { paths, smartPath } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Message } from "../parts/message.tsx"
import { Problem } from "../parts/problem.tsx"
import { saveFile } from "../parts/save-file.ts"
import { formatCount } from "../parts/time.ts"
import { toQueueTrack, usePlayer } from "../player/use-player.ts"
import { orderTitle } from "../smart/orders.ts"
import { TrackGrid } from "./tracks-view.tsx"

/** As many as a queue of one sitting needs. */
const queued = 500

export const SmartView = ({ name }: { readonly name: string }) => {
  const client = useClient()
  const { data, error, refetch } = useQuery({
    queryKey: ["smart-playlists", "whole", name],
    queryFn: ({ signal }) => client.smartPlaylist(name, signal)
  })
  if (error !== null && data === undefined) return <Problem error={error} retry={() => void refetch()} />
  if (data === undefined) return <div className="view" aria-busy="true" />
  return <WholeSmart smart={data} />
}

const WholeSmart = ({ smart }: { readonly smart: SmartPlaylist }) => {
  const { name, filter, sort, limit, failure } = smart
  const client = useClient()
  // Other rules make another list, though it is called the same.
  const listName = JSON.stringify([name, filter, sort, limit])
  const read = useCallback((options: PageOptions = {}) => client.smartPlaylistTracks(name, options), [client, name])
  const { total, error, retry } = useListTotal(listName, read)
  useScrollMemory(total !== undefined, name)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  return (
    <div className="view">
      <div className="view-head">
        <div>
          <p className="etched">Smart playlist</p>
          <ViewTitle title={name} />
          <p className="soft">
            {total === undefined ? "\u00a0" : `${formatCount(total, "track")} · ${orderTitle(sort)}`}
            {limit === null ? "" : ` · at most ${limit.toLocaleString("en")}`}
          </p>
          <p className="filter-shown" dir="auto">
            {filter === "" ? "Every track" : filter}
          </p>
        </div>
        <SmartTools smart={smart} total={total ?? 0} read={read} />
      </div>
      {failure !== null && (
        <p className="remark is-warning" role="alert">
          Its filter is not understood: {failure.message}.
        </p>
      )}
      {total === 0 && failure === null && (
        <Message title="Nothing meets it now" isPart>
          <p>Tracks stand here as soon as they meet the filter.</p>
        </Message>
      )}
      {total !== undefined && total > 0 && <TrackGrid key={listName} name={listName} read={read} total={total} />}
    </div>
  )
}

interface ToolsProps {
  readonly smart: SmartPlaylist
  readonly total: number
  readonly read: (options: PageOptions) => ReturnType<ReturnType<typeof useClient>["smartPlaylistTracks"]>
}

const SmartTools = ({ smart, total, read }: ToolsProps) => {
  const { name } = smart
  const player = usePlayer()
  const attempt = useAttempt()
  const { change, rename, remove, save } = useSmartEdits(smart)
  const playAll = async (): Promise<void> => {
    const page = await attempt(() => read({ limit: queued }))
    if (page !== undefined) player.playTracks(page.items.map(toQueueTrack))
  }
  return (
    <div className="view-tools">
      <button type="button" className="button is-small" disabled={total === 0} onClick={() => void playAll()}>
        <Play size={16} fill="currentColor" strokeWidth={0} /> Play
      </button>
      <button type="button" className="button is-small" onClick={change}>
        <SlidersHorizontal size={16} /> Edit
      </button>
      <button type="button" className="icon-button" aria-label={`Rename ${name}`} title="Rename" onClick={rename}>
        <Pencil size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Save ${name} as an M3U8 file`}
        title="Save as an M3U8 file"
        onClick={() => void save()}
      >
        <Download size={18} />
      </button>
      <button type="button" className="icon-button" aria-label={`Delete ${name}`} title="Delete" onClick={remove}>
        <Trash2 size={18} />
      </button>
    </div>
  )
}

const useSmartEdits = ({ name, filter, sort, limit }: SmartPlaylist) => {
  const client = useClient()
  const edit = useEdit()
  const attempt = useAttempt()
  const dialogs = useDialogs()
  const [, navigate] = useLocation()
  return {
    change: () =>
      dialogs.askSmart({
        title: "Edit this smart playlist",
        name,
        rules: { filter, sort, limit },
        action: "Save",
        act: async (_, rules) => {
          await client.updateSmartPlaylist(name, rules)
          await edit(async () => undefined)
        }
      }),
    rename: () =>
      dialogs.askName({
        title: "Rename this smart playlist",
        initial: name,
        action: "Rename",
        act: async (to) => {
          const renamed = await client.renameSmartPlaylist(name, to)
          await edit(async () => navigate(smartPath(renamed.name), { replace: true }))
        }
      }),
    remove: () =>
      dialogs.confirm({
        title: "Delete this smart playlist?",
        text: `“${name}” is a filter and goes for good. None of its tracks does.`,
        action: "Delete it",
        act: () => {
          void edit(async () => {
            await client.deleteSmartPlaylist(name)
            navigate(paths.playlists, { replace: true })
          })
        }
      }),
    save: async () => {
      const text = await attempt(() => client.exportSmartPlaylist(name))
      if (text !== undefined) saveFile(`${name}.m3u8`, text, "audio/x-mpegurl")
    }
  }
}
