/** How releases and tracks are named in logs and messages, by the library format's rules. */
import { extensionOf } from "@deadwax/core-tags"
import { printedCredit } from "./artists/printed-credit.ts"
import type { Release, Track } from "./model/model.ts"

/** `Techno Man & Bass Man - 2023. Release 1`; without a release date no year. */
export const releaseLogtext = ({ artists, releaseDate, title }: Pick<Release, "artists" | "releaseDate" | "title">): string =>
  `${printedCredit(artists)} - ${releaseDate === null ? "" : `${releaseDate.slice(0, 4)}. `}${title}`

/** `Techno Man & Bass Man - Track 1 [2023].m4a`; `releaseDate` is that of its release. */
export const trackLogtext = (
  { artists, title, sourcePath }: Pick<Track, "artists" | "title" | "sourcePath">,
  releaseDate: string | null
): string =>
  `${printedCredit(artists)} - ${title}${releaseDate === null ? "" : ` [${releaseDate.slice(0, 4)}]`}${endingOf(sourcePath)}`

// As it is written: extensionOf knows it in lower case.
const endingOf = (path: string): string => {
  const { length } = extensionOf(path)
  return length === 0 ? "" : path.slice(-length - 1)
}
