/** The sample library's collages and playlists, as files and as what a library should say of them. */
import { libraryId } from "./fields.ts"
import type { PictureName } from "./model.ts"

export interface CollectionItem {
  readonly id: string
  readonly description: string
  readonly missing: boolean
}

export interface Collection {
  readonly kind: "collage" | "playlist"
  readonly name: string
  /** The file's text: written out, because comments and layout must survive a rewrite. */
  readonly toml: string
  readonly cover?: { readonly extension: string; readonly picture: PictureName }
  /** After a scan that found the library complete: missing marks and descriptions are right. */
  readonly items: ReadonlyArray<CollectionItem>
}

const lateNight: ReadonlyArray<CollectionItem> = [
  { id: libraryId(5, 0), description: "[2020-12-21] Сильвер Тень - Зимний сад", missing: false },
  { id: libraryId(1, 0), description: "[2018-11-02] The Paper Lanterns - Velvet Static", missing: false },
  { id: "018d6a00-00ff-7dea-8d3a-000000000000", description: "[1979] Ferrous Dawn - Sold Long Ago {MISSING}", missing: true },
  {
    id: libraryId(3, 0),
    description: "[2021-05] Ilse Varnholt performed by Orchestra Meridian under Tomas Kelder - The Tidal Symphonies",
    missing: false
  }
]

const kitchen: ReadonlyArray<CollectionItem> = [
  {
    id: libraryId(1, 2),
    description: "[2018-11-02] The Paper Lanterns (feat. Mira Solvang) - Glow Worm (Interlude)",
    missing: false
  },
  { id: libraryId(5, 2), description: "[2020-12-21] Сильвер Тень (feat. Ελένη Φως) - Белый шум", missing: false },
  {
    id: "018d6a00-00ff-7dea-8d3a-000000000001",
    description: "[0000-00-00] Unknown Artists - A Song We Lost {MISSING}",
    missing: true
  },
  {
    id: libraryId(1, 2),
    description: "[2018-11-02] The Paper Lanterns (feat. Mira Solvang) - Glow Worm (Interlude)",
    missing: false
  },
  {
    id: libraryId(3, 3),
    description:
      "[2021-05] Ilse Varnholt performed by Orchestra Meridian under Tomas Kelder (feat. Ada Brightwell) - Symphony No. 2: Undertow",
    missing: false
  }
]

const itemToml = (table: string, item: CollectionItem): string =>
  `[[${table}]]\nuuid = "${item.id}"\ndescription_meta = "${item.description}"\n${item.missing ? "missing = true\n" : ""}`

const tables = (table: string, items: ReadonlyArray<CollectionItem>, notes: Readonly<Record<number, string>>): string =>
  items.map((item, i) => `${notes[i] === undefined ? "" : `# ${notes[i]}\n`}${itemToml(table, item)}`).join("\n")

export const collections: ReadonlyArray<Collection> = [
  {
    kind: "collage",
    name: "Late Night",
    toml: `# For after midnight, in this order.\n\n${tables("releases", lateNight, { 2: "Lent to a friend; keep its place." })}`,
    items: lateNight
  },
  { kind: "collage", name: "Empty Shelf", toml: "", items: [] },
  {
    kind: "playlist",
    name: "Kitchen",
    toml: tables("tracks", kitchen, { 3: "Once more, on purpose." }),
    cover: { extension: "jpg", picture: "wires.jpg" },
    items: kitchen
  }
]
