/** Genre names by their ID3v1 number: needed to see that "(17)Rock" and "Rock" say the same. */
const names =
  "Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|Reggae|Rock|Techno|" +
  "Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz-Funk|Fusion|Trance|Classical|" +
  "Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|Alternative Rock|Bass|Soul|Punk|Space|Meditative|Instrumental Pop|" +
  "Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|Dream|Southern Rock|Comedy|Cult|Gangsta|" +
  "Top 40|Christian Rap|Pop/Funk|Jungle|Native American|Cabaret|New Wave|Psychedelic|Rave|Showtunes|Trailer|Lo-Fi|Tribal|Acid Punk|" +
  "Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock"

const genres = names.split("|")

/** The 80 names of the original list; undefined for the later ones, whose spelling varies. */
export const id3v1Genre = (number: number): string | undefined => genres[number]
