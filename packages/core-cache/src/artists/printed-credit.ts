/** A credit as one line of text, by the library format's rules. */
import { type ArtistsByRole, formatArtists } from "@deadwax/core-tags"
import type { Artists } from "../model/model.ts"

/** The names in the tags; those that an alias adds are never printed. */
export const printedNames = (artists: Artists): ArtistsByRole => {
  const names = (role: keyof Artists) => artists[role].filter(({ alias }) => !alias).map(({ name }) => name)
  return {
    main: names("main"),
    guest: names("guest"),
    remixer: names("remixer"),
    producer: names("producer"),
    composer: names("composer"),
    conductor: names("conductor"),
    djmixer: names("djmixer")
  }
}

/** The credit as it is printed everywhere: aliases and remixers are not, nobody is `Unknown Artists`. */
export const printedCredit = (artists: Artists): string => formatArtists(printedNames(artists))
