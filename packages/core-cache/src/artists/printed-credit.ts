/** A credit as one line of text, by the library format's rules. */
import { formatArtists } from "@deadwax/core-tags"
import type { Artists } from "../model/model.ts"

/** The credit as it is printed everywhere: the names in the tags; aliases and remixers are not printed, nobody is `Unknown Artists`. */
export const printedCredit = (artists: Artists): string => {
  const names = (role: keyof Artists) => artists[role].filter(({ alias }) => !alias).map(({ name }) => name)
  return formatArtists({
    main: names("main"),
    guest: names("guest"),
    remixer: names("remixer"),
    producer: names("producer"),
    composer: names("composer"),
    conductor: names("conductor"),
    djmixer: names("djmixer")
  })
}
