/** All collages, or all playlists. */
import type { CollectionSummary } from "@deadwax/core-cache"
import { FileUp, Plus, Sparkles, TriangleAlert } from "lucide-react"
import { useCallback } from "react"
import { Link, useLocation } from "wouter"
import type { PageOptions } from "../client/client.ts"
import type { CollectionKind } from "../client/edits.ts"
import { ImportPlaylist } from "../collections/import-playlist.tsx"
import { countWords, kindWords } from "../collections/words.ts"
import { useClient } from "../data/library.ts"
import { useListTotal } from "../data/use-paged-list.ts"
import { useDialogs } from "../dialogs/dialogs.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { ofCollections } from "../navigation/neighbours.ts"
import { collectionPath } from "../navigation/paths.ts"
import { useScrollMemory } from "../navigation/scroller.ts"
import { ViewTitle } from "../navigation/view-title.tsx"
import { WaitingCard } from "../parts/album-card.tsx"
import { Message } from "../parts/message.tsx"
import { Mosaic } from "../parts/mosaic.tsx"
import { Problem } from "../parts/problem.tsx"
import { SwitchLinks } from "../parts/switch-links.tsx"
import { SmartList } from "../smart/smart-list.tsx"
import { useCreateSmart } from "../smart/use-smart.ts"
import { CoverGrid } from "./cover-grid.tsx"

const empty: Readonly<Record<CollectionKind, string>> = {
  collages: "A collage is a shelf of your own: releases in the order that you give them. Add them from their pages.",
  playlists: "Add tracks to one from their rows, or save the queue as one. M3U8 files come in as playlists, too."
}

const useCreate = (kind: CollectionKind): (() => void) => {
  const client = useClient()
  const edit = useEdit()
  const dialogs = useDialogs()
  const [, navigate] = useLocation()
  return () =>
    dialogs.askName({
      title: `New ${kindWords[kind].one}`,
      initial: "",
      action: "Make it",
      act: async (name) => {
        const made = await client.createCollection(kind, name)
        await edit(async () => navigate(collectionPath(kind, made.name)))
      }
    })
}

export const CollectionsView = ({ kind }: { readonly kind: CollectionKind }) => {
  const client = useClient()
  const create = useCreate(kind)
  const createSmart = useCreateSmart()
  const read = useCallback((options: PageOptions) => client.collections(kind, options), [client, kind])
  const { total, error, retry } = useListTotal(kind, read)
  useScrollMemory(total !== undefined, kind)
  if (error !== undefined && total === undefined) return <Problem error={error} retry={retry} />
  return (
    <div className="view">
      <SwitchLinks label="Playlists and collages" links={ofCollections} />
      <div className="view-head">
        <ViewTitle title={kindWords[kind].Many} />
        <div className="view-tools">
          {kind === "playlists" && (
            <ImportPlaylist>
              <FileUp size={17} /> Import
            </ImportPlaylist>
          )}
          {kind === "playlists" && (
            <button type="button" className="button is-small" onClick={() => createSmart()}>
              <Sparkles size={16} /> New smart playlist
            </button>
          )}
          <button type="button" className="button is-small" onClick={create}>
            <Plus size={17} /> New {kindWords[kind].one}
          </button>
        </div>
      </div>
      {kind === "playlists" && <SmartList />}
      {total === 0 && (
        <Message title={`No ${kind} yet`} isPart>
          <p>{empty[kind]}</p>
        </Message>
      )}
      {total !== undefined && total > 0 && (
        <CoverGrid<CollectionSummary>
          label={kindWords[kind].Many}
          name={kind}
          read={read}
          total={total}
          card={(collection, coverPx, isTabbable) =>
            collection === undefined ? (
              <WaitingCard />
            ) : (
              <CollectionCard kind={kind} collection={collection} coverPx={coverPx} isTabbable={isTabbable} />
            )
          }
        />
      )}
    </div>
  )
}

interface CollectionCardProps {
  readonly kind: CollectionKind
  readonly collection: CollectionSummary
  readonly coverPx: number
  readonly isTabbable: boolean
}

const CollectionCard = ({ kind, collection, coverPx, isTabbable }: CollectionCardProps) => (
  <Link href={collectionPath(kind, collection.name)} className="album-card" tabIndex={isTabbable ? 0 : -1}>
    <Mosaic kind={kind} collection={collection} widthPx={coverPx} />
    <span className="album-title truncate block" dir="auto" title={collection.name}>
      {collection.name}
    </span>
    {collection.failure === null ? (
      <span className="album-artist truncate block">{countWords(kind, collection)}</span>
    ) : (
      <span className="album-artist truncate block is-warning" title={collection.failure.message}>
        <TriangleAlert size={14} /> Its file needs mending
      </span>
    )}
  </Link>
)
