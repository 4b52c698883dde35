/** Two releases to change one thing of, in a stored library. */
import { changeState, removeOne, type Said, type Stored, settle, storeOne } from "./stored-library.ts"

const nobody = { main: [], guest: [], remixer: [], producer: [], composer: [], conductor: [], djmixer: [] }
export const by = (name: string) => ({ ...nobody, main: [name] })

const velvet: Said = {
  releaseTitle: "Velvet",
  releaseArtists: by("Ana"),
  artists: by("Ana"),
  genres: ["Techno"],
  releaseDate: "1994",
  releaseType: "album"
}
const harbour: Said = {
  releaseTitle: "Harbour",
  releaseArtists: by("Bo"),
  artists: by("Bo"),
  genres: ["Folk"],
  labels: ["Moss"],
  releaseDate: "2001"
}

export const storeVelvet = (
  stored: Stored,
  change: { readonly said?: Said; readonly first?: Said; readonly ids?: ReadonlyArray<string> } = {}
) =>
  storeOne(stored, {
    id: "velvet",
    path: "velvet",
    said: { ...velvet, ...change.said },
    tracks: (change.ids ?? ["one", "two"]).map((id, i) => ({
      id,
      path: `velvet/${id}.flac`,
      said: { title: id, trackNumber: String(i + 1), ...(id === "one" && change.first) }
    }))
  })

export const storeHarbour = (stored: Stored): void =>
  storeOne(stored, { id: "harbour", path: "harbour", said: harbour, tracks: [{ id: "three", path: "harbour/three.flac" }] })

/** Two releases; the third track is a favourite, rated and played, the others are nothing of that. */
export const makeTwo = (stored: Stored): void => {
  removeOne(stored, "first-track")
  storeVelvet(stored)
  storeHarbour(stored)
  settle(stored)
  changeState(stored, "three", { isFavorite: true, rating: 5, playedUs: 1_000_000 }, 1_000_000)
}
