/** Words from which artists, titles and labels of a made-up library are put together: seven scripts, mostly Latin, none of them real. */
import type { Random } from "./random.ts"

interface Tongue {
  /** How often of 100. */
  readonly weight: number
  readonly first: ReadonlyArray<string>
  readonly second: ReadonlyArray<string>
  readonly between: string
}

const words = (text: string): ReadonlyArray<string> => text.split(" ")

const tongues: ReadonlyArray<Tongue> = [
  {
    weight: 62,
    first: words(
      "Silver Velvet Paper Hollow Amber Northern Electric Quiet Burning Distant Golden Midnight Marble Crimson Frozen Hidden Copper Broken Slow Wild Lunar Salt Glass Iron Neon Faded Coastal Rising Little Second Endless Wooden Sleeping Common Pale Bright Sudden Former Lonely Open"
    ),
    second: words(
      "Lanterns Rivers Machine Garden Harbour Signals Mirrors Orchard Engines Shadows Parade Islands Wolves Letters Tides Avenue Choir Meadow Satellites Winter Carousel Atlas Kingdom Feathers Station Horizon Thunder Compass Painters Weather Fountain Arcade Ghosts Bridges Summer Rooms Window Answer Colours Motel"
    ),
    between: " "
  },
  {
    weight: 12,
    first: words("Élodie Søren Zoë Jürgen Łucja Iñigo Žofia Åsa Ümit François Bjørn Nádia Renée Þóra Ştefan Dvořák"),
    second: words(
      "Lumière Østergård Muñoz Kowalczyk-Żak Brûlé Grönwall Çelik Novák São-Bento Håkansson Façade Čermák Étoile Größe"
    ),
    between: " "
  },
  {
    weight: 8,
    first: words("夜 青い 遠い 銀の 東京 静かな 春の 月 雨の 透明な 小さな 白い"),
    second: words("水族館 電車 花火 手紙 キネマ 海岸 ランプ 図書館 メロディ 約束 さくら 森"),
    between: ""
  },
  {
    weight: 6,
    first: words("푸른 조용한 하얀 작은 먼 밤의 여름 새벽"),
    second: words("바다 편지 정원 기차 노래 별 구름 거리"),
    between: " "
  },
  {
    weight: 6,
    first: words("Тихий Северный Белый Последний Зимний Старый Дальний"),
    second: words("берег поезд сад ветер голос маяк город"),
    between: " "
  },
  { weight: 3, first: words("Μπλε Χρυσό Παλιό Ήσυχο"), second: words("καλοκαίρι ποτάμι φως όνειρο"), between: " " },
  { weight: 3, first: words("ليل بحر صوت قمر"), second: words("بعيد أزرق هادئ قديم"), between: " " }
]

/** Two words of one script. */
const pair = (random: Random): string => {
  let at = random.below(100)
  const tongue = tongues.find(({ weight }) => {
    at -= weight
    return at < 0
  })
  if (tongue === undefined) throw new Error("the weights are not 100")
  return random.pick(tongue.first) + tongue.between + random.pick(tongue.second)
}

/** Invented artists, all different; the first are the ones that Zipf's law favours. */
export const inventArtists = (random: Random, count: number): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (let i = 0; names.size < count; i++) {
    const name = pair(random)
    const dressed = i % 5 === 0 ? `The ${name}` : i % 11 === 0 ? `DJ ${name}` : i % 17 === 0 ? `${name} & ${pair(random)}` : name
    names.add(names.has(dressed) ? `${dressed} ${1 + random.below(9999)}` : dressed)
  }
  return [...names]
}

/** A title of one to four words. */
export const inventTitle = (random: Random): string => {
  const base = pair(random)
  switch (random.below(8)) {
    case 0:
      return `${base}, Pt. ${1 + random.below(4)}`
    case 1:
      return `${base} / ${pair(random).replaceAll("/", "")}`.replace(" / ", " & ")
    case 2:
      return `Don't Say ${base}`
    case 3:
      return `${base} (${random.pick(["Live", "Demo", "Acoustic", "Extended Mix", "Instrumental"])})`
    default:
      return base
  }
}

export const inventLabel = (random: Random): string =>
  `${random.pick(words("Halfmoon Driftwood Seventh Lowland Kestrel Pylon Understory Farlight"))} ${random.pick(["Records", "Recordings", "Music", "Tapes"])}`

/** Names of genres as people tag them, the most frequent first. */
export const genreNames: ReadonlyArray<string> = [
  "Rock",
  "Pop",
  "Electronic",
  "Ambient",
  "Jazz",
  "Hip Hop",
  "House",
  "Techno",
  "Folk",
  "Indie Rock",
  "Shoegaze",
  "Dream Pop",
  "Classical",
  "Soul",
  "K-Pop",
  "City Pop",
  "Deep House",
  "Post-Punk",
  "Metal",
  "Drum and Bass",
  "Drone",
  "Funk",
  "Dub Techno",
  "Chamber Folk",
  "Minimalism",
  "Bossa Nova",
  "Synthpop",
  "Noise Rock",
  "Trip Hop",
  "Field Recordings"
]

export const descriptorNames: ReadonlyArray<string> = words(
  "warm nocturnal melancholic lush sparse energetic hypnotic raw playful urban"
)
