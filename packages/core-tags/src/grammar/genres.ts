/** Genre fields: several values, codes of the numbered list that ID3v1 began, and the parents that rosé appends. */
import { splitAll } from "./split-values.ts"

/** What rosé writes between a file's genres and their parents. */
const parentsMarker = "\\\\PARENTS:\\\\"

/** The genres of a field: values split and each once, cut where the parents begin. */
export const parseGenres = (values: ReadonlyArray<string>): ReadonlyArray<string> => {
  const kept: Array<string> = []
  for (const value of values) {
    const cut = value.indexOf(parentsMarker)
    kept.push(cut < 0 ? value : value.slice(0, cut))
    if (cut >= 0) break
  }
  return splitAll(kept)
}

/** A genre by its number in the ID3v1 list; undefined where the list has none. */
export const genreOfCode = (code: number): string | undefined => numberedGenres[code]

/**
 * Expands one value of an ID3 genre frame: `17`, `(17)`, `(17)(18)`, `(4)Eurodisco`, `RX`, `CR`, `((Text)`.
 * A parenthesis that holds no code belongs to the name: `Rock (Live)` stays.
 */
export const expandId3Genre = (value: string): ReadonlyArray<string> => {
  const bare = codeName(value.trim())
  if (bare !== undefined) return [bare]
  const genres: Array<string> = []
  let rest = value.trim()
  for (let code = leadingCode.exec(rest); code !== null; code = leadingCode.exec(rest)) {
    const name = codeName(code[1] ?? "")
    if (name === undefined) break
    genres.push(name)
    rest = rest.slice(code[0].length).trim()
  }
  if (rest.startsWith("((")) rest = rest.slice(1)
  if (rest !== "" && !genres.includes(rest)) genres.push(rest)
  return genres
}

const leadingCode = /^\((\d{1,3}|RX|CR)\)/

const codeName = (code: string): string | undefined => {
  if (code === "RX") return "Remix"
  if (code === "CR") return "Cover"
  return /^\d{1,3}$/.test(code) ? genreOfCode(Number(code)) : undefined
}

/** The list that ID3v1 and Winamp made: the position is the code. */
const numberedGenres: ReadonlyArray<string> = (
  "Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|Reggae|Rock|" +
  "Techno|Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz+Funk|" +
  "Fusion|Trance|Classical|Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|Alt. Rock|Bass|Soul|Punk|Space|" +
  "Meditative|Instrumental Pop|Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|" +
  "Eurodance|Dream|Southern Rock|Comedy|Cult|Gangsta Rap|Top 40|Christian Rap|Pop/Funk|Jungle|Native American|Cabaret|" +
  "New Wave|Psychedelic|Rave|Showtunes|Trailer|Lo-Fi|Tribal|Acid Punk|Acid Jazz|Polka|Retro|Musical|Rock & Roll|" +
  "Hard Rock|Folk|Folk-Rock|National Folk|Swing|Fast-Fusion|Bebop|Latin|Revival|Celtic|Bluegrass|Avantgarde|" +
  "Gothic Rock|Progressive Rock|Psychedelic Rock|Symphonic Rock|Slow Rock|Big Band|Chorus|Easy Listening|Acoustic|" +
  "Humour|Speech|Chanson|Opera|Chamber Music|Sonata|Symphony|Booty Bass|Primus|Porn Groove|Satire|Slow Jam|Club|Tango|" +
  "Samba|Folklore|Ballad|Power Ballad|Rhythmic Soul|Freestyle|Duet|Punk Rock|Drum Solo|A Cappella|Euro-House|" +
  "Dance Hall|Goa|Drum & Bass|Club-House|Hardcore|Terror|Indie|BritPop|Afro-Punk|Polsk Punk|Beat|" +
  "Christian Gangsta Rap|Heavy Metal|Black Metal|Crossover|Contemporary Christian|Christian Rock|Merengue|Salsa|" +
  "Thrash Metal|Anime|JPop|Synthpop|Abstract|Art Rock|Baroque|Bhangra|Big Beat|Breakbeat|Chillout|Downtempo|Dub|EBM|" +
  "Eclectic|Electro|Electroclash|Emo|Experimental|Garage|Global|IDM|Illbient|Industro-Goth|Jam Band|Krautrock|" +
  "Leftfield|Lounge|Math Rock|New Romantic|Nu-Breakz|Post-Punk|Post-Rock|Psytrance|Shoegaze|Space Rock|Trop Rock|" +
  "World Music|Neoclassical|Audiobook|Audio Theatre|Neue Deutsche Welle|Podcast|Indie Rock|G-Funk|Dubstep|Garage Rock|" +
  "Psybient"
).split("|")
