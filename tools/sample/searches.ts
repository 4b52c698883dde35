/** What people type into the search of the flat sample library, and what they must (and must not) get. */

export interface ExpectedHit {
  readonly kind: "track" | "release" | "artist"
  /** The track's or release's title, or the artist's name. */
  readonly title: string
}

export interface Search {
  readonly query: string
  readonly shows: string
  /** Among the hits; others may come too. */
  readonly finds: ReadonlyArray<ExpectedHit>
  /** The very first hit. */
  readonly first?: ExpectedHit
  readonly never?: ReadonlyArray<ExpectedHit>
  /** Nothing at all. */
  readonly nothing?: boolean
}

const track = (title: string): ExpectedHit => ({ kind: "track", title })
const release = (title: string): ExpectedHit => ({ kind: "release", title })
const artist = (title: string): ExpectedHit => ({ kind: "artist", title })

export const searches: ReadonlyArray<Search> = [
  {
    query: "velvet static",
    shows: "title of a release and of a track",
    finds: [release("Velvet Static"), track("Velvet Static")],
    never: [track("Static Bloom"), track("Thunder / Rain")]
  },
  { query: "static velvet", shows: "words in any order", finds: [release("Velvet Static"), track("Velvet Static")] },
  { query: "VELVET", shows: "capitals", finds: [release("Velvet Static"), track("Velvet Static")] },
  { query: "neon orch", shows: "the last word may be a beginning", finds: [track("Neon Orchard")] },
  { query: "lanterns glow", shows: "words of artist and title together", finds: [track("Glow Worm (Interlude)")] },
  { query: "paper lanterns", shows: "a name finds the artist first", finds: [], first: artist("The Paper Lanterns") },
  { query: "ester quill", shows: "an artist of one track only", finds: [artist("Ester Quill"), track("Harbour Clash")] },
  { query: "mira", shows: "an artist who is mostly a guest", finds: [artist("Mira Solvang"), track("Glow Worm (Interlude)")] },
  { query: "uberlandleitung", shows: "umlaut folded", finds: [track("Überlandleitung")] },
  { query: "cafe ole", shows: "decomposed accents folded", finds: [track("Cafe\u0301 Ole\u0301")] },
  { query: "café olé", shows: "composed accents find decomposed ones", finds: [track("Cafe\u0301 Ole\u0301")] },
  { query: "zoë", shows: "the same in a name", finds: [artist("Zoe\u0308 Ha\u030Agen")] },
  { query: "硝子", shows: "two Han characters", finds: [track("硝子の海")] },
  { query: "海", shows: "one Han character in the middle of a word", finds: [track("硝子の海")], never: [track("電車と花火")] },
  { query: "水族", shows: "two characters inside a title", finds: [release("夜の水族館")] },
  { query: "雨", shows: "a title of one character", finds: [track("雨")] },
  { query: "凪紗", shows: "the beginning of a Japanese name", finds: [artist("凪紗コウ")] },
  { query: "花火 凪紗", shows: "Japanese words in any order", finds: [track("電車と花火")] },
  { query: "푸른", shows: "a Korean word", finds: [track("푸른 편지")] },
  { query: "편", shows: "one Hangul syllable", finds: [track("푸른 편지")] },
  { query: "서리", shows: "the beginning of a Korean name", finds: [artist("서리밴드")] },
  { query: "зимний", shows: "Cyrillic, small letters", finds: [release("Зимний сад")] },
  { query: "бел", shows: "a Cyrillic beginning", finds: [track("Белый шум")] },
  { query: "κηπος", shows: "Greek without accents", finds: [track("Χειμωνιάτικος κήπος")] },
  { query: "ελενη", shows: "Greek name without accents", finds: [artist("Ελένη Φως")] },
  { query: "الليل", shows: "Arabic", finds: [track("الليل الأزرق")] },
  { query: "AB/CD", shows: "a slash", finds: [artist("AB/CD")] },
  { query: "ab cd", shows: "the same without it", finds: [artist("AB/CD")] },
  { query: "don't look", shows: "an apostrophe", finds: [track("Don't Look at the Sun")] },
  { query: "C#", shows: "a sign that no index keeps", finds: [track("Study in C#")] },
  { query: "symphony no. 1: ebb", shows: "full stop and colon", finds: [track("Symphony No. 1: Ebb")] },
  { query: "quill & ember", shows: "ampersand", finds: [artist("Quill & Ember")] },
  { query: "glow* worm", shows: "an asterisk among words", finds: [track("Glow Worm (Interlude)")] },
  { query: '"glow worm"', shows: "quotation marks", finds: [track("Glow Worm (Interlude)")] },
  { query: "(interlude", shows: "an open bracket", finds: [track("Glow Worm (Interlude)")] },
  { query: "*", shows: "nothing but a sign: no error, and nothing", finds: [], nothing: true },
  { query: '"', shows: "a lone quotation mark: no error, and nothing", finds: [], nothing: true },
  { query: "   ", shows: "blanks: nothing", finds: [], nothing: true },
  { query: "zzyzx", shows: "a word that is nowhere", finds: [], nothing: true },
  { query: "velvet zzyzx", shows: "every word must be found", finds: [], nothing: true },
  {
    query: "half",
    shows: "what lies in a directory in progress is not found",
    finds: [],
    never: [track("Half"), release("Half")]
  }
]
