/**
 * The order of a collection as it is being changed: shown at once, sent one change after another, and the library's own again when all of
 * them have been answered. After one that failed the rest is dropped: they were meant for an order that does not exist.
 */
import type { CollectionItem } from "@deadwax/core-cache"
import { useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import type { Collection, CollectionKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { useSay } from "../dialogs/said.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { moved, without } from "./entries.ts"

export interface Entries {
  readonly items: ReadonlyArray<CollectionItem>
  /** Indexes from 0. */
  readonly move: (from: number, to: number) => void
  readonly remove: (index: number, title: string) => void
}

interface Changes {
  last: Promise<void>
  waiting: number
  isBroken: boolean
}

export const useEntries = (kind: CollectionKind, collection: Collection): Entries => {
  const client = useClient()
  const queries = useQueryClient()
  const edit = useEdit()
  const say = useSay()
  const [pending, setPending] = useState<ReadonlyArray<CollectionItem>>()
  const changes = useRef<Changes>({ last: Promise.resolve(), waiting: 0, isBroken: false })
  const { name } = collection
  const items = pending ?? collection.items

  const run = async (send: () => Promise<Collection>): Promise<void> => {
    const state = changes.current
    const after = state.isBroken ? undefined : await edit(send)
    state.waiting--
    state.isBroken = after === undefined && state.waiting > 0
    if (state.waiting > 0) return
    if (after !== undefined) queries.setQueryData([kind, "whole", name], after)
    setPending(undefined)
  }
  const change = (next: ReadonlyArray<CollectionItem>, send: () => Promise<Collection>): void => {
    setPending(next)
    changes.current.waiting++
    changes.current.last = changes.current.last.then(() => run(send))
  }
  return {
    items,
    move: (from, to) => {
      const item = items[from]
      if (item === undefined || to < 0 || to >= items.length || to === from) return
      change(moved(items, from, to), () => client.moveEntry(kind, name, item.id, from + 1, to + 1))
    },
    remove: (index, title) => {
      const item = items[index]
      if (item === undefined) return
      change(without(items, index), () => client.removeEntry(kind, name, item.id, index + 1))
      const undo = (): void => void edit(() => client.addEntries(kind, name, [item.id], index + 1))
      say({ text: `${title} taken out of “${name}”`, ...(item.missing ? {} : { undo }) })
    }
  }
}
