/** A credit as one line of text, by the library format's rules. */
import { type ArtistsByRole, formatArtists } from "@deadwax/core-tags"
import type { Artists } from "../model/model.ts"
import type { roles } from "./roles.ts"

/** Names by role, of whatever knows them. */
export const byRole = (names: (role: (typeof roles)[number]) => ReadonlyArray<string>): ArtistsByRole => ({
  main: names("main"),
  guest: names("guest"),
  remixer: names("remixer"),
  producer: names("producer"),
  composer: names("composer"),
  conductor: names("conductor"),
  djmixer: names("djmixer")
})

/** The names in the tags; those that an alias adds are never printed. */
export const taggedNames = (artists: Artists): ArtistsByRole =>
  byRole((role) => artists[role].filter(({ alias }) => !alias).map(({ name }) => name))

/** The credit as it is printed everywhere: the names in the tags; aliases and remixers are not printed, nobody is `Unknown Artists`. */
export const printedCredit = (artists: Artists): string => formatArtists(taggedNames(artists))
