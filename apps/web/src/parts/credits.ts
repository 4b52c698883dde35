/** Who made it, as a line of text. */
import type { Artist, Artists } from "@deadwax/core-cache"

const listed = new Intl.ListFormat("en-GB", { style: "long", type: "conjunction" })

/** The names of a role, without those that only an alias rule added. */
export const namesOf = (artists: ReadonlyArray<Artist>): ReadonlyArray<string> =>
  artists.filter((artist) => !artist.alias).map((artist) => artist.name)

/** Main artists of a line: DJs of a mix stand for it when nobody else does. */
export const mainNames = (artists: Artists): ReadonlyArray<string> => {
  const roles = [
    artists.djmixer,
    artists.main,
    artists.conductor,
    artists.composer,
    artists.producer,
    artists.remixer,
    artists.guest
  ]
  const first = [artists.main, ...roles].map(namesOf).find((names) => names.length > 0)
  return first ?? []
}

/** `A, B and C`; `Unknown artist` when nobody is named. */
export const mainLine = (artists: Artists): string => listed.format(mainNames(artists)) || "Unknown artist"

/** `A, B and C`, with guests as `A (feat. D)`; `Unknown artist` when nobody is named. */
export const creditLine = (artists: Artists): string => {
  const [shown, guests] = [mainLine(artists), namesOf(artists.guest)]
  return guests.length === 0 || artists.main.length === 0 ? shown : `${shown} (feat. ${listed.format(guests)})`
}

/** Every role but the main one, for a list of credits; roles without a name are left out. */
export const otherCredits = (artists: Artists): ReadonlyArray<{ readonly role: string; readonly names: ReadonlyArray<string> }> =>
  (
    [
      ["Featuring", artists.guest],
      ["Remixed by", artists.remixer],
      ["Produced by", artists.producer],
      ["Composed by", artists.composer],
      ["Conducted by", artists.conductor],
      ["Mixed by", artists.djmixer]
    ] as const
  )
    .map(([role, people]) => ({ role, names: namesOf(people) }))
    .filter((credit) => credit.names.length > 0)
