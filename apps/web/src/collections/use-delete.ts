/** Deleting with a way back, for releases and collections alike. */
import { useLocation } from "wouter"
import type { CollectionKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { useSay } from "../dialogs/said.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { paths } from "../navigation/paths.ts"
import { deleteWithWayBack } from "./undo-trash.ts"

interface Deletion {
  readonly title: string
  readonly remove: () => Promise<unknown>
  readonly isPart: (path: string) => boolean
  /** Where to look once it is gone. */
  readonly next: string
}

const useDelete = (): ((deletion: Deletion) => Promise<void>) => {
  const client = useClient()
  const edit = useEdit()
  const say = useSay()
  const [, navigate] = useLocation()
  return async ({ title, remove, isPart, next }) => {
    const undo = await edit(() => deleteWithWayBack(client, remove, isPart))
    if (undo === undefined) return
    navigate(next, { replace: true })
    const restore = async (): Promise<void> => {
      const restored = await edit(async () => {
        await undo()
        return true
      })
      if (restored === true) say({ text: `“${title}” is back` })
    }
    say({ text: `“${title}” moved to the trash`, undo: () => void restore() })
  }
}

export const useDeleteRelease = () => {
  const client = useClient()
  const run = useDelete()
  return ({ id, title, sourcePath }: { readonly id: string; readonly title: string; readonly sourcePath: string }) =>
    run({ title, remove: () => client.deleteRelease(id), isPart: (path) => path === sourcePath, next: paths.albums })
}

export const useDeleteCollection = () => {
  const client = useClient()
  const run = useDelete()
  return (kind: CollectionKind, name: string) =>
    run({
      title: name,
      remove: () => client.deleteCollection(kind, name),
      // Its file, and beside it the cover of a playlist.
      isPart: (path) => path.includes(`/!${kind}/${name}.`),
      next: paths[kind]
    })
}
