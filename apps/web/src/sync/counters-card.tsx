/** What the catalogs of all sources come to. */
import type { CatalogSummary, LibraryStatus } from "@deadwax/core-sync"
import { formatCount } from "../parts/time.ts"
import { retryWord } from "./words.ts"

const counters = [
  ["songs", "Songs"],
  ["artists", "Artists"],
  ["albums", "Albums"],
  ["downloaded", "Downloaded"],
  ["missing", "Missing"],
  ["downloading", "Downloading"],
  ["failed", "Failed"],
  ["ignored", "Ignored"]
] as const

/** Artists and albums are counted by tags that were read; where none were, nothing is known of them. */
const isUnknown = ({ artists, albums, songs }: CatalogSummary, key: keyof CatalogSummary): boolean =>
  (key === "artists" || key === "albums") && songs > 0 && artists === 0 && albums === 0

export const CountersCard = ({ status: { catalog, queue } }: { readonly status: LibraryStatus }) => {
  if (catalog === undefined) return null
  return (
    <section className="card" aria-labelledby="sync-counters">
      <h2 id="sync-counters">What the sources have</h2>
      <dl className="facts">
        {counters.map(([key, name]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd className="number">{isUnknown(catalog, key) ? "–" : catalog[key].toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      <p>
        {catalog.otherFiles === 1 ? "1 cover or other file" : `${catalog.otherFiles.toLocaleString("en")} covers and other files`}{" "}
        besides. Artists and albums are those of music whose tags are known by now.
        {queue !== undefined && ` ${formatCount(queue.ready, "file")} can be fetched now.`}
        {queue !== undefined && queue.waiting > 0 && ` ${waitingLine(queue.waiting, queue.nextAt)}`}
      </p>
    </section>
  )
}

const waitingLine = (waiting: number, nextAt: string | null): string =>
  `${formatCount(waiting, "file")} that failed ${waiting === 1 ? "is" : "are"} left alone for a while${nextAt === null ? "" : `; the first is ${retryWord(nextAt, Date.now())}`}.`
