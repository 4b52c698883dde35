/** What the library of this browser takes up, whether the browser promises to keep it, and the ways to add to it and to remove it. */
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { explain } from "../data/library.ts"
import { formatBytes } from "../import/format-bytes.ts"
import type { BrowserLibrary } from "../library/browser-library.ts"
import { ImportMusic } from "./import-music.tsx"
import { useImport } from "./use-import.ts"

export const BrowserStorage = ({ library }: { readonly library: BrowserLibrary }) => (
  <>
    <AddMusic library={library} />
    <StorageCard library={library} />
  </>
)

const AddMusic = ({ library }: { readonly library: BrowserLibrary }) => (
  <section className="card" aria-labelledby="add-title">
    <h2 id="add-title">Add music</h2>
    <p>
      Files are copied into this browser’s storage, where they are played from. Nothing is uploaded, and your originals are only
      read.
    </p>
    <ImportMusic music={useImport(library)} />
  </section>
)

const StorageCard = ({ library }: { readonly library: BrowserLibrary }) => {
  const queries = useQueryClient()
  const storage = useQuery({ queryKey: ["storage"], queryFn: () => library.storage() })
  const persist = async (): Promise<void> => {
    await library.persist()
    await queries.invalidateQueries({ queryKey: ["storage"] })
  }
  const use = storage.data
  return (
    <section className="card" aria-labelledby="storage-title">
      <div className="card-head">
        <h2 id="storage-title">Storage of this browser</h2>
        {use !== undefined && (
          <span className={use.persisted ? "badge" : "badge is-warning"}>{use.persisted ? "Kept" : "May be cleared"}</span>
        )}
      </div>
      {use !== undefined && (
        <>
          <div className="progress">
            <progress aria-label="Storage in use" value={use.usedBytes} max={Math.max(1, use.quotaBytes)} />
            <div className="progress-words">
              <span>{formatBytes(use.usedBytes)} used</span>
              <span>{formatBytes(use.quotaBytes)} available to this app</span>
            </div>
          </div>
          <p>
            {use.persisted
              ? "The browser has promised not to clear it by itself."
              : "When the disk runs low, the browser may clear it: keep your originals."}
          </p>
        </>
      )}
      <div className="actions">
        {use?.persisted === false && (
          <button type="button" className="button" onClick={() => void persist()}>
            Ask the browser to keep it
          </button>
        )}
        <RemoveLibrary library={library} />
      </div>
    </section>
  )
}

/** Also the way out where the storage is so full that the library cannot even be opened. */
export const RemoveLibrary = ({ library }: { readonly library: BrowserLibrary }) => {
  const sheet = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState<string>()
  const remove = (): void => {
    sheet.current?.close()
    setProblem(undefined)
    library.reset().catch((error: unknown) => setProblem(explain(error).message))
  }
  return (
    <>
      <button type="button" className="button" onClick={() => sheet.current?.showModal()}>
        Remove this library
      </button>
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <dialog ref={sheet} className="sheet" aria-labelledby="remove-title">
        <div className="card-body">
          <h2 id="remove-title">Remove the library of this browser?</h2>
          <p>
            Its copies of your music and everything known about them are deleted from this browser, for all its tabs. The files
            that you imported from stay.
          </p>
          <div className="actions">
            <button type="button" className="button is-main" onClick={remove}>
              Remove
            </button>
            <button type="button" className="button" onClick={() => sheet.current?.close()}>
              Keep it
            </button>
          </div>
        </div>
      </dialog>
    </>
  )
}
