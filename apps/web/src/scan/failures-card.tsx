/** Every file that could not be taken in or not be written, as it stands now; also after a reload, and whoever scanned. */
import type { ItemFailure } from "@deadwax/core-cache"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useClient, useStatus } from "../data/library.ts"
import { formatCount } from "../parts/time.ts"
import { failureWords } from "./failure-words.ts"

const step = 50

export const FailuresCard = () => {
  const client = useClient()
  const { data: status } = useStatus()
  const [shown, setShown] = useState(step)
  const { data } = useQuery({
    queryKey: ["failures", shown],
    queryFn: ({ signal }) => client.failures({ limit: shown, signal }),
    enabled: status !== undefined && status.failedTotal > 0,
    placeholderData: (before) => before
  })
  if (status === undefined || status.failedTotal === 0 || data === undefined || data.total === 0) return null
  return (
    <section className="card" aria-labelledby="failures-title">
      <div className="card-head">
        <h2 id="failures-title">Files that failed</h2>
        <span className="badge is-warning">{formatCount(data.total, "file")}</span>
      </div>
      <p>One bad file stops nothing else. Mend it and scan again, and it leaves this list.</p>
      <ul className="failures">
        {data.items.map((failure) => (
          <Failure key={failure.path} failure={failure} root={status.library.root} />
        ))}
      </ul>
      {data.total > data.items.length && (
        <button type="button" className="button" onClick={() => setShown(Math.min(1000, shown + step))}>
          Show more
        </button>
      )}
    </section>
  )
}

const Failure = ({ failure: { path, reason, message }, root }: { readonly failure: ItemFailure; readonly root: string }) => {
  const [what, remedy] = failureWords[reason]
  return (
    <li>
      <div className="path" dir="ltr" title={path}>
        {path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path}
      </div>
      <p>
        <span className="tag is-warning">{what}</span> {message.replace(/([^.!?])$/, "$1.")} {remedy}
      </p>
    </li>
  )
}
