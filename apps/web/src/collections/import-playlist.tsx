/** A playlist from an M3U8 file of another player. */
import type { PlaylistImport } from "@deadwax/core-cache"
import { type ReactNode, useRef, useState } from "react"
import { useLocation } from "wouter"
import { ClientError } from "../client/client-error.ts"
import { useClient } from "../data/library.ts"
import { useSay } from "../dialogs/said.tsx"
import { Sheet } from "../dialogs/sheet.tsx"
import { useEdit } from "../dialogs/use-edit.ts"
import { collectionPath } from "../navigation/paths.ts"
import { formatCount } from "../parts/time.ts"

const baseName = (fileName: string): string => fileName.replace(/\.m3u8?$/i, "")

/** The two reasons for which the text itself is refused. */
const refusedWords = (error: unknown): unknown =>
  error instanceof ClientError && error.reason === "usage"
    ? new ClientError(
        "usage",
        "It was not imported: there is another playlist of its name, or it is no UTF-8 text.",
        "Rename that playlist, or save the file as UTF-8, and try again."
      )
    : error

export const ImportPlaylist = ({ children }: { readonly children: ReactNode }) => {
  const client = useClient()
  const edit = useEdit()
  const say = useSay()
  const [, navigate] = useLocation()
  const input = useRef<HTMLInputElement>(null)
  const [told, setTold] = useState<PlaylistImport>()
  const take = async (file: File): Promise<void> => {
    const made = await edit(async () => {
      try {
        return await client.importPlaylist(baseName(file.name), await file.text())
      } catch (error) {
        throw refusedWords(error)
      }
    })
    if (made === undefined) return
    if (made.unmatched.length > 0) setTold(made)
    else {
      navigate(collectionPath("playlists", made.name))
      say({ text: `“${made.name}” has ${formatCount(made.count, "track")}` })
    }
  }
  return (
    <>
      <button type="button" className="button is-small" onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        accept=".m3u8,.m3u,audio/x-mpegurl"
        aria-label="Import an M3U8 file"
        className="hidden-visually"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          event.currentTarget.value = ""
          if (file !== undefined) void take(file)
        }}
      />
      {told !== undefined && (
        <ImportReport
          report={told}
          close={() => {
            setTold(undefined)
            navigate(collectionPath("playlists", told.name))
          }}
        />
      )}
    </>
  )
}

const shown = 100

const ImportReport = ({ report, close }: { readonly report: PlaylistImport; readonly close: () => void }) => (
  <Sheet title={`Imported “${report.name}”`} close={close}>
    <div className="sheet-form">
      <p>
        It has {formatCount(report.count, "track")}. No track of the library belongs to{" "}
        {formatCount(report.unmatched.length, "line")} of the file, so {report.unmatched.length === 1 ? "it was" : "they were"}{" "}
        left out:
      </p>
      <ul className="line-list">
        {report.unmatched.slice(0, shown).map(({ line, text }) => (
          <li key={line}>
            <span className="soft">{line}</span> <span dir="auto">{text}</span>
          </li>
        ))}
        {report.unmatched.length > shown && <li>and {formatCount(report.unmatched.length - shown, "other")}</li>}
      </ul>
      <div className="actions is-end">
        <button type="button" className="button is-main" onClick={close}>
          Show it
        </button>
      </div>
    </div>
  </Sheet>
)
