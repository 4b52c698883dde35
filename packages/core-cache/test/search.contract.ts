/** What people type, and what they must see first, in a library of many scripts (R8). */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { type Hit, type LibraryCacheShape, parseFilter } from "../src/index.ts"
import { init, putTrack, scanClean, type World, withLibrary } from "./world.ts"

/** Artist, release with its year, and its tracks. */
const library: ReadonlyArray<readonly [artist: string, release: string, date: string, ...titles: ReadonlyArray<string>]> = [
  ["Sigur Rós", "Ágætis byrjun", "1999", "Svefn-g-englar", "Starálfur", "Olsen Olsen"],
  ["Björk", "Homogenic", "1997", "Jóga", "Bachelorette", "Hunter"],
  ["Mø", "No Mythologies to Follow", "2014", "Walk This Way", "Maiden"],
  ["AC/DC", "Back in Black", "1980", "Hells Bells", "Back in Black", "Shoot to Thrill"],
  ["The Beatles", "Abbey Road", "1969", "Come Together", "Something", "The End"],
  ["!!!", "Louden Up Now", "2004", "Pardon My Freedom"],
  ["Air", "Moon Safari", "1998", "Sexy Boy", "Kelly Watch the Stars"],
  ["Fairport Convention", "Liege & Lief", "1969", "Come All Ye", "Matty Groves"],
  ["Love", "Forever Changes", "1967", "Alone Again Or", "The Red Telephone"],
  ["Chopin", "Études", "1837", "Étude in C# minor", "Étude Op. 10 No. 12"],
  ["Motörhead", "Ace of Spades", "1980", "Ace of Spades", "Love Me Like a Reptile"],
  ["Einstürzende Neubauten", "Haus der Lüge", "1989", "Haus der Lüge", "Feurio!"],
  ["Straßenjungs", "Dauerlutscher", "1977", "Große Straße"],
  ["Æther", "Œuvre", "2011", "ﬁre and ﬂame", "Kraftﬀeld"],
  ["Γιώργος Νταλάρας", "Μικρά Ασία", "1972", "Ο ήλιος", "Ομιχλώδης Σεπτέμβρης"],
  ["Кино", "Группа крови", "1988", "Группа крови", "Мама, мы все сойдём с ума", "Звезда по имени Солнце"],
  ["فيروز", "أغاني", "1970", "نسم علينا الهوى", "زهرة المدائن"],
  ["נעמי שמר", "ירושלים", "1967", "ירושלים של זהב"],
  ["คาราบาว", "เมดอินไทยแลนด์", "1984", "เมดอินไทยแลนด์", "ลูกหิน"],
  ["서태지와 아이들", "하여가", "1993", "하여가", "너에게"],
  ["椎名林檎", "無罪モラトリアム", "1999", "丸ノ内サディスティック", "歌舞伎町の女王", "幸福論"],
  ["東京事変", "教育", "2004", "群青日和", "林檎の唄"],
  ["王菲", "天空", "1994", "天空", "我願意"],
  ["きゃりーぱみゅぱみゅ", "ぱみゅぱみゅレボリューション", "2012", "つけまつける", "PONPONPON"],
  ["ガガガSP", "卒業", "2002", "卒業"],
  ["Işın Karaca", "Aşk", "2001", "Tutunamadım", "Başka Bahar"],
  ["Zdzisława Sośnicka", "Odcienie samotności", "1980", "Aleja gwiazd"],
  ["Dvořák", "Symfonie č. 9", "1893", "Z nového světa"],
  ["Nguyễn Ánh 9", "Không", "1970", "Ai đưa em về"],
  ["deadmau5", "4×4=12", "2010", "Some Chords", "Animal Rights"],
  ["Blink-182", "Enema of the State", "1999", "What's My Age Again?", "Don't Leave Me", "Adam's Song"],
  ["Guns N’ Roses", "Appetite for Destruction", "1987", "Sweet Child o' Mine", "Rocket Queen"],
  ["R.E.M.", "Automatic for the People", "1992", "Drive", "Everybody Hurts"],
  ["Simon & Garfunkel", "Bookends", "1968", "America", "Mrs. Robinson"],
  ["Various Painters", "1999", "2001", "1979", "99 Problems", "7", "*"],
  ["Ke$ha", "Animal", "2010", "TiK ToK"],
  ["Ünlü", "Zwei", "1995", '"Heroes"', "(I Can't Get No) Satisfaction", "100% Pure Love", "ＦＵＬＬ　ＷＩＤＴＨ", "ｶﾞﾗｽの部屋"],
  ["Homework", "Daft", "1997", "Home", "Home Again", "A Long Way Home", "Homeward Bound"],
  ["Love Battery", "Dayglo", "1992", "Foot", "Lovely Rita", "Glove"]
]

/** What is typed, and the first hit: kind and title. Undefined: nothing at all. */
const expected: ReadonlyArray<readonly [typed: string, first: string | undefined]> = [
  ["sigur", "artist Sigur Rós"],
  ["Sigur Rós", "artist Sigur Rós"],
  ["sigur ros", "artist Sigur Rós"],
  ["ros sigur", "artist Sigur Rós"],
  ["SIGUR ROS", "artist Sigur Rós"],
  ["s", "artist Sigur Rós"],
  ["si", "artist Sigur Rós"],
  ["agaetis", "release Ágætis byrjun"],
  ["staralf", "track Starálfur"],
  ["bjork", "artist Björk"],
  ["björk joga", "track Jóga"],
  ["joga bjo", "track Jóga"],
  ["mo", "artist Mø"],
  ["Mø", "artist Mø"],
  ["mø walk", "track Walk This Way"],
  ["AC/DC", "artist AC/DC"],
  ["ac dc", "artist AC/DC"],
  ["ac/dc back", "track Back in Black"],
  ["back in black", "release Back in Black"],
  ["beatles", "artist The Beatles"],
  ["the beatles", "artist The Beatles"],
  ["beat", "artist The Beatles"],
  ["abbey ro", "release Abbey Road"],
  ["!!!", "artist !!!"],
  ["air", "artist Air"],
  ["fairp", "artist Fairport Convention"],
  ["love", "artist Love"],
  ["lov", "artist Love"],
  ["love b", "artist Love Battery"],
  ["C#", "track Étude in C# minor"],
  ["c# minor", "track Étude in C# minor"],
  ["etude", "track Étude in C# minor"],
  ["etudes", "release Études"],
  ["motorhead ace", "track Ace of Spades"],
  ["neubauten", "artist Einstürzende Neubauten"],
  ["haus der luge", "release Haus der Lüge"],
  ["strassenj", "artist Straßenjungs"],
  ["GROSSE STRASSE", "track Große Straße"],
  ["aether", "artist Æther"],
  ["oeuvre", "release Œuvre"],
  ["fire and flame", "track ﬁre and ﬂame"],
  ["kraftffeld", "track Kraftﬀeld"],
  ["νταλαρας", "artist Γιώργος Νταλάρας"],
  ["ΗΛΙΟΣ", "track Ο ήλιος"],
  ["ομιχλωδης σεπ", "track Ομιχλώδης Σεπτέμβρης"],
  ["кино", "artist Кино"],
  ["группа кр", "release Группа крови"],
  ["сойдем", "track Мама, мы все сойдём с ума"],
  ["солнце звезда", "track Звезда по имени Солнце"],
  ["فيروز", "artist فيروز"],
  ["زهرة", "track زهرة المدائن"],
  ["נעמי", "artist נעמי שמר"],
  ["זהב", "track ירושלים של זהב"],
  ["คาราบาว", "artist คาราบาว"],
  ["ลูก", "track ลูกหิน"],
  ["서태지", "artist 서태지와 아이들"],
  ["하여", "release 하여가"],
  ["너", "track 너에게"],
  ["林檎", "track 林檎の唄"],
  ["椎", "artist 椎名林檎"],
  ["椎名林檎", "artist 椎名林檎"],
  ["女王", "track 歌舞伎町の女王"],
  ["幸福", "track 幸福論"],
  ["東京", "artist 東京事変"],
  ["群青", "track 群青日和"],
  ["天空", "release 天空"],
  ["天", "release 天空"],
  ["王菲 天空", "track 天空"],
  ["つけま", "track つけまつける"],
  ["ツケマ", "track つけまつける"],
  ["きゃりー", "artist きゃりーぱみゅぱみゅ"],
  ["がが", "artist ガガガSP"],
  ["ガラス", "track ｶﾞﾗｽの部屋"],
  ["isin karaca", "artist Işın Karaca"],
  ["IŞIN", "artist Işın Karaca"],
  ["ask", "release Aşk"],
  ["zdzislawa", "artist Zdzisława Sośnicka"],
  ["dvorak", "artist Dvořák"],
  ["nguyen anh", "artist Nguyễn Ánh 9"],
  ["ai dua em", "track Ai đưa em về"],
  ["deadmau5", "artist deadmau5"],
  ["4×4", "release 4×4=12"],
  ["blink 182", "artist Blink-182"],
  ["don't", "track Don't Leave Me"],
  ["dont leave", "track Don't Leave Me"],
  ["don’t leave", "track Don't Leave Me"],
  ["whats my age", "track What's My Age Again?"],
  ["guns n' roses", "artist Guns N’ Roses"],
  ["guns n roses", "artist Guns N’ Roses"],
  ["rem", "artist R.E.M."],
  ["r.e.m.", "artist R.E.M."],
  ["simon and garfunkel", "artist Simon & Garfunkel"],
  ["Simon und Garf", "artist Simon & Garfunkel"],
  ["simon et garfunkel", "artist Simon & Garfunkel"],
  ["simon y garfunkel", "artist Simon & Garfunkel"],
  ["simon and", "artist Simon & Garfunkel"],
  ["simon or garfunkel", undefined],
  ["fire & flame", "track ﬁre and ﬂame"],
  ["liege and lief", "release Liege & Lief"],
  ["simon & garf", "artist Simon & Garfunkel"],
  ["1999", "release 1999"],
  ["1979", "track 1979"],
  ["99", "track 99 Problems"],
  ["7", "track 7"],
  ["*", "track *"],
  ["ke$ha", "artist Ke$ha"],
  ['"heroes"', 'track "Heroes"'],
  ['"', undefined],
  ["satisfaction (i can't", "track (I Can't Get No) Satisfaction"],
  ["100% pure", "track 100% Pure Love"],
  ["full width", "track ＦＵＬＬ　ＷＩＤＴＨ"],
  ["home", "track Home"],
  ["homew", "artist Homework"],
  ["long way home", "track A Long Way Home"],
  ["", undefined],
  ["zzyzx", undefined],
  ["😀", undefined],
  // Conditions beside words, or alone.
  ["artist:sigur", "artist Sigur Rós"],
  ["artist:sigur sta", "track Starálfur"],
  ["artist:air", "artist Air"],
  ["artist:=love", "artist Love"],
  ['artist:"sigur ros" year:1999', "artist Sigur Rós"],
  ["year:1990..1999 bjork", "artist Björk"],
  ["year:2000..2010 bjork", undefined],
  ["year:1999", "release Enema of the State"],
  ["title:home", "track Home"],
  ["title:~ove", "track 100% Pure Love"],
  ["release:bookends america", "track America"],
  ["album:天空", "release 天空"],
  ["love -artist:love", "track Love Me Like a Reptile"],
  ["ARTIST:beat", "artist The Beatles"],
  // Not yet conditions, or none.
  ["artist:", undefined],
  ["bjork artist:", "artist Björk"],
  ['artist:"sigur', "artist Sigur Rós"],
  ["love year:19", undefined],
  ["love year:x", undefined],
  ["foo:bar", undefined],
  ["(love", "artist Love"],
  ["love or home", undefined],
  ["home -", "track Home"],
  ["björk - jóga", "track Jóga"],
  ["simon / garfunkel", "artist Simon & Garfunkel"]
]

/** A filter, and the first track by path. */
const heardConditions: ReadonlyArray<readonly [filter: string, first: string | undefined]> = [
  ["title:dont", "Don't Leave Me"],
  ["title:don’t", "Don't Leave Me"],
  ['title:"dont leave"', "Don't Leave Me"],
  ["whats", "What's My Age Again?"],
  ['title:"child o mine"', "Sweet Child o' Mine"],
  ['artist:"guns n roses"', "Sweet Child o' Mine"],
  ["artist:rem", "Drive"],
  ["artist:r.e.m", "Drive"],
  ['artist:"simon and garfunkel"', "America"],
  ['artist:"simon und garfunkel"', "America"],
  ['artist:"Simon & Garfunkel"', "America"],
  ['release:"liege and lief"', "Come All Ye"],
  ['title:"fire & flame"', "ﬁre and ﬂame"],
  ['title:"fire et flame"', undefined],
  ['artist:"simon garfunkel"', undefined],
  // Cash and Carter are two values, and so are a title and a release.
  ['artist:"cash and carter"', undefined],
  ['artist:"cash & carter"', undefined],
  ["artist:=carter", "Three"],
  ["title:~dont", undefined],
  ["title:=dont", undefined],
  ['title:~"don\'t"', "Don't Leave Me"],
  ["title:^whats", undefined],
  ['artist:~"simon and"', undefined],
  ['artist:="simon & garfunkel"', "America"]
]

const show = ({ kind, title }: Hit): string => `${kind} ${title}`

const withNames = <E>(look: (cache: LibraryCacheShape) => Effect.Effect<void, E, World>) =>
  Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    for (const [i, [artist, album, date, ...titles]] of library.entries())
      for (const [n, title] of titles.entries())
        yield* putTrack(`${i}/${n}.mp3`, { artist, albumArtist: artist, album, date, title, track: `${n + 1}` }, 1)
    yield* putTrack("z/1.mp3", { artist: "Cash; Carter", album: "Two", title: "Three", track: "1" }, 1)
    yield* scanClean()
    yield* withLibrary(look)
  })

const only = (cache: LibraryCacheShape, text: string, kind: Hit["kind"]) =>
  Effect.map(cache.search(text, { limit: 1000 }), ({ items }) => items.filter((hit) => hit.kind === kind).map(({ id }) => id))

export const searchContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: `[R8] ${expected.length} things that people type, in many scripts, and what they see first`,
    run: withNames((cache) =>
      Effect.gen(function* () {
        const wrong: Array<string> = []
        for (const [typed, first] of expected) {
          const { items } = yield* cache.search(typed)
          const found = items[0] === undefined ? undefined : show(items[0])
          if (found !== first) wrong.push(`${JSON.stringify(typed)}: ${found}, not ${first}`)
        }
        assert.deepEqual(wrong, [])
      })
    )
  },
  {
    title: "[R8] a name is among the first five hits at each letter that is typed from the third on, and first when it is whole",
    run: withNames((cache) =>
      Effect.gen(function* () {
        for (const [artist] of library) {
          const characters = [...artist]
          for (let end = 3; end <= characters.length; end++) {
            const typed = characters.slice(0, end).join("")
            const { items } = yield* cache.search(typed, { limit: 5 })
            assert.include(items.map(show), `artist ${artist}`, typed)
            if (end === characters.length) assert.equal(show(items[0]!), `artist ${artist}`)
          }
        }
      })
    )
  },
  {
    title: "[R8] [R9] conditions hear apostrophes, initials and & as a search does, each value by itself, and rules do not",
    run: withNames((cache) =>
      Effect.gen(function* () {
        const wrong: Array<string> = []
        for (const [text, first] of heardConditions) {
          const { items } = yield* cache.listTracks({ filter: Result.getOrThrow(parseFilter(text)), limit: 1 })
          if (items[0]?.title !== first) wrong.push(`${text}: ${items[0]?.title}, not ${first}`)
        }
        assert.deepEqual(wrong, [])
      })
    )
  },
  {
    title: "[A4] [R8] searches of tracks, releases and artists are the hits of that kind, whole, in the same order, as pages",
    run: withNames((cache) =>
      Effect.gen(function* () {
        for (const text of ["o", "love", "year:1990..1999", "artist:b", "天", "zzyzx", "", "a year:1980"]) {
          const tracks = yield* cache.searchTracks(text, { limit: 1000 })
          assert.deepEqual(
            tracks.items.map(({ id }) => id),
            yield* only(cache, text, "track"),
            text
          )
          const releases = yield* cache.searchReleases(text, { limit: 1000 })
          assert.deepEqual(
            releases.items.map(({ id }) => id),
            yield* only(cache, text, "release"),
            text
          )
          const artists = yield* cache.searchArtists(text, { limit: 1000 })
          assert.deepEqual(
            artists.items.map(({ name }) => name),
            yield* only(cache, text, "artist"),
            text
          )
          assert.deepEqual([artists.total, artists.totalCapped], [artists.items.length, false], text)
          for (const track of tracks.items) assert.deepEqual(track, yield* cache.getTrack(track.id))
          for (const row of artists.items) {
            const { aliases, aliasOf, ...counts } = (yield* cache.getArtist(row.name))!
            assert.deepEqual([row, aliases, aliasOf], [counts, [], []])
          }
        }
      })
    )
  }
]
