/** What the conditions of a search leave of each kind. Of artists: those who are named, and credited on something that meets them all. */
import { compileFilter } from "../filter/compile.ts"
import { textTestOf } from "../filter/compile-text.ts"
import type { Filter } from "../filter/filter.ts"
import { artistNosWith } from "../filter/text-rows.ts"
import type { Hit } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import type { Narrowing } from "./candidates.ts"

/** The fields and kinds by which each kind is named: what a search is about that has conditions and no words. */
const naming: Readonly<Record<Hit["kind"], ReadonlyArray<string>>> = {
  artist: ["artist", "releaseArtist", "trackArtist"],
  release: ["title", "releaseTitle"],
  track: ["title", "trackTitle"]
}

const partsOf = (filter: Filter): ReadonlyArray<Filter> => (filter.kind === "and" ? filter.filters : [filter])

/** The text of the first condition by which this kind is named. */
export const subjectOf = (filter: Filter, kind: Hit["kind"]): string | undefined => {
  for (const part of partsOf(filter)) {
    if (part.kind === "text" && naming[kind].includes(part.field) && part.text !== "") return part.text
    if ("name" in part && naming[kind].includes(part.kind)) return part.name
  }
  return undefined
}

/** The condition that this kind must meet. */
export const narrowingOf = (reader: Reader, kind: Hit["kind"], filter: Filter): Narrowing => {
  if (kind === "release") return compileFilter(filter, "releases", reader.names)
  return kind === "track" ? compileFilter(filter, "tracks", reader.names) : artistsOf(reader, filter)
}

const artistsOf = (reader: Reader, filter: Filter): Narrowing => {
  const release = compileFilter(filter, "releases", reader.names)
  const track = compileFilter(filter, "tracks", reader.names)
  const named = partsOf(filter).flatMap((part) => {
    const nos = namedNos(reader, part)
    return nos === undefined ? [] : [JSON.stringify(nos)]
  })
  const credited = `artists.no in (
    select artist_no from release_artists where release_no in (select no from releases where ${release.sql})
    union select artist_no from track_artists where track_no in (select no from tracks where ${track.sql}))`
  return {
    sql: [...named.map(() => "artists.no in (select value from json_each(?))"), credited].join(" and "),
    values: [...named, ...release.values, ...track.values]
  }
}

/** The artists that a condition names; undefined: it names none. */
const namedNos = ({ cache, names }: Reader, part: Filter): ReadonlyArray<number> | undefined => {
  if (part.kind === "text" && naming.artist.includes(part.field)) return artistNosWith(names.texts, textTestOf(part))
  if (!("name" in part) || !naming.artist.includes(part.kind)) return undefined
  const found = cache.prepare("select no from artists where name in (select value from json_each(?))")
  return found.values(JSON.stringify(names.artistNames(part.name))).flat() as Array<number>
}
