/** What stands on the back of the sleeve: credits, dates, labels, genres. */
import type { Release } from "@deadwax/core-cache"
import type { ReactNode } from "react"
import { Link } from "wouter"
import type { ShelfKind } from "../client/client.ts"
import { shelfPath } from "../navigation/paths.ts"
import { ArtistNames } from "./artist-names.tsx"
import { otherCredits } from "./credits.ts"
import { formatDate } from "./time.ts"

export const LinerNotes = ({ release }: { readonly release: Release }) => {
  const notes: ReadonlyArray<readonly [string, ReactNode]> = [
    ...otherCredits(release.artists).map(({ role, names }) => [role, <ArtistNames key={role} names={names} />] as const),
    ...datesOf(release),
    ...(release.edition === null ? [] : [["Edition", release.edition] as const]),
    ...linked(release.labels.length === 1 ? "Label" : "Labels", "label", release.labels),
    ...(release.catalogNumber === null ? [] : [["Catalogue number", release.catalogNumber] as const]),
    ...linked("Genres", "genre", release.genres),
    ...linked("Secondary genres", "genre", release.secondaryGenres),
    ...linked("Descriptors", "descriptor", release.descriptors)
  ]
  if (notes.length === 0) return null
  return (
    <dl className="liner">
      {notes.map(([name, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{note}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Dates that differ from one another; a release that came out once has one. */
const datesOf = ({ originalDate, releaseDate, compositionDate }: Release): ReadonlyArray<readonly [string, string]> => {
  const [name, first] =
    originalDate !== null && originalDate !== releaseDate ? ["This release", releaseDate] : ["Released", releaseDate]
  const dates = [
    ["Composed", compositionDate],
    ["First released", originalDate === releaseDate ? null : originalDate],
    [name!, first]
  ] as const
  return dates.flatMap(([title, date]) => (date === null || date === undefined ? [] : [[title, formatDate(date)] as const]))
}

const linked = (name: string, by: ShelfKind, values: ReadonlyArray<string>): ReadonlyArray<readonly [string, ReactNode]> =>
  values.length === 0 ? [] : [[name, <Tags key={name} by={by} values={values} />]]

const Tags = ({ by, values }: { readonly by: ShelfKind; readonly values: ReadonlyArray<string> }) => (
  <ul className="tags">
    {values.map((value) => (
      <li key={value}>
        <Link href={shelfPath(by, value)} className="tag">
          {value}
        </Link>
      </li>
    ))}
  </ul>
)
