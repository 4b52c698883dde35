/** One collage or playlist: its entries in order, and what can be done with it. */
import { useQuery } from "@tanstack/react-query"
import { Download, Pencil, Play, Shuffle, Trash2 } from "lucide-react"
import { useLocation } from "wouter"
import type { Collection, CollectionKind } from "../client/edits.ts"
import { presentBefore } from "../collections/entries.ts"
import { EntryList } from "../collections/entry-list.tsx"
import { useDeleteCollection } from "../collections/use-delete.ts"
import { useEntries } from "../collections/use-entries.ts"
import { usePlayCollection } from "../collections/use-play-collection.ts"
import { countWords, kindWords } from "../collections/words.ts"
import { useClient } from "../data/library.ts"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useAttempt, useEdit } from "../dialogs/use-edit.ts"
import { collectionPath } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { Mosaic } from "../parts/mosaic.tsx"
import { Problem } from "../parts/problem.tsx"
import { saveFile } from "../parts/save-file.ts"

interface CollectionViewProps {
  readonly kind: CollectionKind
  readonly name: string
}

export const CollectionView = ({ kind, name }: CollectionViewProps) => {
  const client = useClient()
  const { data, error, refetch } = useQuery({
    queryKey: [kind, "whole", name],
    queryFn: ({ signal }) => client.collection(kind, name, signal)
  })
  useScrollMemory(data !== undefined, name)
  if (error !== null && data === undefined) return <Problem error={error} retry={() => void refetch()} />
  if (data === undefined) return <div className="view" aria-busy="true" />
  return <WholeCollection kind={kind} collection={data} />
}

interface WholeProps {
  readonly kind: CollectionKind
  readonly collection: Collection
}

const WholeCollection = ({ kind, collection }: WholeProps) => {
  const { name } = collection
  const { confirm } = useDialogs()
  const entries = useEntries(kind, collection)
  const play = usePlayCollection(kind, name)
  const removeMissing = (index: number, title: string): void =>
    confirm({
      title: "Take a missing entry out?",
      text: `“${title}” is not in the library, so it could not be put back into “${name}”.`,
      action: "Take it out",
      act: () => entries.remove(index, title)
    })
  return (
    <article className="view">
      <header className="release-head">
        <Mosaic kind={kind} collection={collection} widthPx={304} />
        <div className="release-words">
          <p className="etched">{kindWords[kind].One}</p>
          <ViewTitle title={name} />
          <p className="release-facts">{countWords(kind, collection)}</p>
          <Actions kind={kind} collection={collection} />
        </div>
      </header>
      <Remarks kind={kind} collection={collection} />
      <EntryList
        kind={kind}
        name={name}
        entries={entries}
        play={(index) => void play({ at: presentBefore(entries.items)[index] ?? 0 })}
        removeMissing={removeMissing}
      />
    </article>
  )
}

const Remarks = ({ kind, collection: { count, missing, failure } }: WholeProps) => (
  <>
    {failure !== null && (
      <p className="remark is-warning" role="alert">
        {failure.message}
      </p>
    )}
    {missing > 0 && (
      <p className="remark">
        {missing === 1 ? "One entry is" : `${missing.toLocaleString("en")} entries are`} missing: what{" "}
        {missing === 1 ? "it stands" : "they stand"} for is not in the library now. The place is kept, and filled again when the
        files are back.
      </p>
    )}
    {count === 0 && failure === null && (
      <p className="remark">
        {kind === "collages"
          ? "Add releases from their pages."
          : "Add tracks from their rows, a release from its page, or the queue."}
      </p>
    )}
  </>
)

const Actions = ({ kind, collection }: WholeProps) => {
  const { name, count, missing } = collection
  const play = usePlayCollection(kind, name)
  const rename = useRename(kind, name)
  const exportPlaylist = useExport(name)
  const remove = useDeleteCollection()
  const present = count - missing
  return (
    <div className="release-actions">
      <button type="button" className="button is-main" disabled={present === 0} onClick={() => void play()}>
        <Play size={18} fill="currentColor" strokeWidth={0} /> Play
      </button>
      <button type="button" className="button" disabled={present < 2} onClick={() => void play({ isShuffled: true })}>
        <Shuffle size={17} /> Shuffle
      </button>
      <span className="action-icons">
        <button type="button" className="icon-button" aria-label={`Rename ${name}`} title="Rename" onClick={rename}>
          <Pencil size={18} />
        </button>
        {kind === "playlists" && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Save ${name} as an M3U8 file`}
            title="Save as an M3U8 file"
            onClick={() => void exportPlaylist()}
          >
            <Download size={18} />
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={`Move ${name} to the trash`}
          title="Move to the trash"
          onClick={() => void remove(kind, name)}
        >
          <Trash2 size={18} />
        </button>
      </span>
    </div>
  )
}

const useRename = (kind: CollectionKind, name: string): (() => void) => {
  const client = useClient()
  const edit = useEdit()
  const { askName } = useDialogs()
  const [, navigate] = useLocation()
  return () =>
    askName({
      title: `Rename this ${kindWords[kind].one}`,
      initial: name,
      action: "Rename",
      act: async (to) => {
        const renamed = await client.renameCollection(kind, name, to)
        await edit(async () => navigate(collectionPath(kind, renamed.name), { replace: true }))
      }
    })
}

const useExport = (name: string): (() => Promise<void>) => {
  const client = useClient()
  const attempt = useAttempt()
  return async () => {
    const text = await attempt(() => client.exportPlaylist(name))
    if (text !== undefined) saveFile(`${name}.m3u8`, text, "audio/x-mpegurl")
  }
}
