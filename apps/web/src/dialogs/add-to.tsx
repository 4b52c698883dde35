/** Where is it to go? One field finds a collage or playlist and names a new one. */
import { useQuery } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import { type FormEvent, useId, useState } from "react"
import type { CollectionKind } from "../client/edits.ts"
import { useClient } from "../data/library.ts"
import { formatCount } from "../parts/time.ts"
import type { Addition } from "./dialogs.tsx"
import { NameField } from "./name-field.tsx"
import { useSay } from "./said.tsx"
import { Sheet } from "./sheet.tsx"
import { useEdit } from "./use-edit.ts"

const ones = { collages: "collage", playlists: "playlist" } as const
const members = { collages: "release", playlists: "track" } as const

const useCollectionNames = (kind: CollectionKind) => {
  const client = useClient()
  return useQuery({
    queryKey: [kind, "names"],
    queryFn: ({ signal }) => client.collections(kind, { limit: 1000, signal })
  }).data?.items
}

const useAdd = ({ kind, ids, what }: Addition, close: () => void) => {
  const client = useClient()
  const edit = useEdit()
  const say = useSay()
  return async (name: string, isNew: boolean): Promise<void> => {
    close()
    const added = await edit(async () => {
      const before = isNew ? await client.createCollection(kind, name) : await client.collection(kind, name)
      return { before, after: await client.addEntries(kind, name, ids) }
    })
    if (added === undefined) return
    const count = added.after.count - added.before.count
    say({ text: count === 0 ? `${what}: already in “${name}”` : `${what} added to “${name}”` })
  }
}

export const AddTo = ({ asked, close }: { readonly asked: Addition; readonly close: () => void }) => {
  const { kind, what } = asked
  const id = useId()
  const [text, setText] = useState("")
  const add = useAdd(asked, close)
  const all = useCollectionNames(kind)
  const wanted = text.trim()
  const found = (all ?? []).filter(({ name }) => name.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()))
  const exact = (all ?? []).find(({ name }) => name === wanted)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (wanted !== "" && all !== undefined) void add(wanted, exact === undefined)
  }
  return (
    <Sheet title={`Add to a ${ones[kind]}`} close={close}>
      <form className="sheet-form" onSubmit={submit}>
        <p className="soft truncate" dir="auto">
          {what}
        </p>
        <NameField id={id} label="Find one, or name a new one" name={text} setName={setText} />
        <ul className="pick-list" aria-label={kind === "collages" ? "Collages" : "Playlists"}>
          {wanted !== "" && exact === undefined && (
            <li>
              <button type="submit" className="pick is-new">
                <Plus size={18} />
                <span className="truncate">
                  New {ones[kind]} “<bdi>{wanted}</bdi>”
                </span>
              </button>
            </li>
          )}
          {found.map(({ name, count }) => (
            <li key={name}>
              <button type="button" className="pick" onClick={() => void add(name, false)}>
                <span className="truncate" dir="auto">
                  {name}
                </span>
                <span className="soft">{formatCount(count, members[kind])}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </Sheet>
  )
}
