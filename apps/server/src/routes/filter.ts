/** What narrows and orders a list of releases or tracks: the same parameters for both. */
import { filterOf, type ReleaseListRequest, type Sort, sortKeys } from "@deadwax/core-cache"
import { choiceParameter, optionalTextParameter, type ValuesOf, wordParameter } from "./parameter.ts"

const mostCharacters = 1000

const name = (description: string) => optionalTextParameter(mostCharacters, description)

const sorts: ReadonlyArray<Sort> = sortKeys.flatMap((key) => [key, `-${key}` as const])

export const listParameters = {
  artist: name("With this artist in any credit, of the release or a track, or with an alias of it."),
  releaseArtist: name("With this artist in the credits of the release."),
  genre: name("Of this genre, or of one below it in the genre tree."),
  descriptor: name("With this descriptor."),
  label: name("On this label."),
  type: name("Of this type of release: album, single, ep, …; single files of the root are loosetrack."),
  new: choiceParameter("Marked as new, or not."),
  loose: choiceParameter("false: without single files of the root."),
  sort: wordParameter(sorts, "The order: by path unless told, with - before a key downwards. What is equal is ordered by path.")
}

/** What a list is asked for. */
export const listRequest = (query: ValuesOf<typeof listParameters>): Pick<ReleaseListRequest, "filter" | "sort"> => {
  const values = (text: string | undefined): ReadonlyArray<string> => (text === undefined ? [] : [text])
  const filter = filterOf({
    artist: values(query.artist),
    releaseArtist: values(query.releaseArtist),
    genre: values(query.genre),
    descriptor: values(query.descriptor),
    label: values(query.label),
    type: values(query.type),
    isNew: query.new,
    loose: query.loose
  })
  return { filter, sort: query.sort }
}
