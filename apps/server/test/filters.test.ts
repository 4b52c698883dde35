import type { ArtistEntry, GenreEntry, Page, Release, SearchPage, Track } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeWorld, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.end())

const releases = (query: string) => world.json<Page<Release>>(`/api/v1/releases?limit=1000&${query}`)
const tracks = (query: string) => world.json<Page<Track>>(`/api/v1/tracks?limit=1000&${query}`)
const titles = (page: Page<{ readonly title: string }>) => page.items.map(({ title }) => title)

describe("[X2] [R1] [R4] lists are narrowed and ordered", () => {
  test("by artist, release artist, genre with those below it, descriptor, label, type, new", async () => {
    const whole = await releases("")
    const has = async (query: string, is: (release: Release) => boolean) => {
      const page = await releases(query)
      expect(titles(page)).toEqual(titles({ ...whole, items: whole.items.filter(is) }))
      expect(page.total).toBe(page.items.length)
    }
    const credits = ({ artists }: Release, name: string) =>
      Object.values(artists).some((role) => role.some((a) => a.name === name))
    await has("releaseArtist=The+Paper+Lanterns", (release) => credits(release, "The Paper Lanterns"))
    await has("genre=dream-pop", ({ genres, secondaryGenres }) => [...genres, ...secondaryGenres].includes("Dream Pop"))
    await has("genre=Pop", (release) =>
      [...release.genres, ...release.parentGenres, ...release.secondaryGenres, ...release.parentSecondaryGenres].includes("Pop")
    )
    await has("descriptor=warm", ({ descriptors }) => descriptors.includes("warm"))
    await has("label=Cassette+Moon", ({ labels }) => labels.includes("Cassette Moon"))
    await has("type=album&new=true", ({ type, isNew }) => type === "album" && isNew)
    await has("new=false", ({ isNew }) => !isNew)
    await has("loose=false", ({ type }) => type !== "loosetrack")
    await has("artist=%00&label=%27%3B--", () => false)
    const lanterns = await releases("artist=Mira+Solvang")
    const found = await tracks("artist=Mira+Solvang")
    expect(lanterns.total).toBeGreaterThan(0)
    expect(new Set(found.items.map(({ releaseId }) => releaseId))).toEqual(new Set(lanterns.items.map(({ id }) => id)))
  })

  test("[R8] [R9] by the filter language, alone and beside the other choices", async () => {
    const filtered = (text: string) => `filter=${encodeURIComponent(text)}`
    for (const [text, query] of [
      ['releaseartist:=="The Paper Lanterns"', "releaseArtist=The+Paper+Lanterns"],
      ["genre:==pop type:album", "genre=Pop&type=album"],
      ["-is:new", "new=false"],
      ["", ""]
    ] as const) {
      expect(titles(await releases(filtered(text)))).toEqual(titles(await releases(query)))
      expect(titles(await tracks(filtered(text)))).toEqual(titles(await tracks(query)))
    }
    const both = await tracks(`${filtered("title:~orch or title:^the")}&artist=The+Paper+Lanterns&sort=title`)
    expect(titles(both)).toContain("Neon Orchard")
    const all = await tracks("artist=The+Paper+Lanterns&sort=title")
    expect(titles(both)).toEqual(titles(all).filter((title) => /orch|^the/i.test(title)))
  })

  test("[R8] a filter that makes no sense is refused with its place, and nothing of it is said again", async () => {
    for (const [text, place] of [
      ["genre:dub secretfield:x", { position: 10, length: 11 }],
      ["year:secret", { position: 5, length: 6 }],
      ['"secret', { position: 0, length: 7 }]
    ] as const) {
      const answer = await world.get(`/api/v1/tracks?filter=${encodeURIComponent(text)}`)
      expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"])
      const body = await answer.text()
      expect(JSON.parse(body)).toMatchObject({ code: "invalid-filter", place })
      expect(body).not.toContain("secret")
    }
    expect((await world.get(`/api/v1/releases?filter=${"x".repeat(4001)}`)).status).toBe(400)
  })

  test("by a key, and downwards", async () => {
    const up = titles(await tracks("sort=title"))
    const down = titles(await tracks("sort=-title"))
    expect(new Set(up)).toEqual(new Set(down))
    expect(down[0]).toBe(up.at(-1) as string)
    expect(titles(await releases("sort=path"))).toEqual(titles(await releases("")))
  })

  test.each([
    "sort=size",
    "sort=",
    "sort=--title",
    "new=yes",
    "loose=1",
    `artist=${"x".repeat(1001)}`,
    "artist=a&artist=b",
    "genres=x"
  ])("what makes no sense is refused: %.20s", async (query) => {
    for (const path of ["/api/v1/releases", "/api/v1/tracks"]) {
      const answer = await world.get(`${path}?${query}`)
      expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"])
    }
  })
})

describe("[X2] [R8] [A4] searches", () => {
  test.each(["tracks", "releases", "artists"] as const)(
    "of %s: the hits of that kind, whole, and conditions beside words",
    async (many) => {
      for (const text of ["lanterns", "artist:lanterns year:..2100", "o -genre:pop", '"', "year:x"]) {
        const q = encodeURIComponent(text)
        const found = await world.json<SearchPage<Readonly<Record<string, unknown>>>>(`/api/v1/search/${many}?q=${q}&limit=1000`)
        const { items } = await world.json<SearchPage>(`/api/v1/search?q=${q}&limit=1000`)
        const ids = items.filter(({ kind }) => `${kind}s` === many).map(({ id }) => id)
        expect(found.items.map((item) => item[many === "artists" ? "name" : "id"])).toEqual(ids)
        expect(found.totalCapped).toBe(false)
      }
      expect((await world.json<SearchPage>(`/api/v1/search/${many}?q=lanterns`)).total).toBeGreaterThan(0)
    }
  )
})

describe("[X2] [R7] artists, genres, descriptors and labels", () => {
  test.each(["artists", "genres", "descriptors", "labels"])("%s: each that is listed is there by its name", async (many) => {
    const { items } = await world.json<Page<ArtistEntry>>(`/api/v1/${many}?limit=1000`)
    expect(items.length).toBeGreaterThan(2)
    for (const row of items) expect(await world.json(`/api/v1/${many}/${encodeURIComponent(row.name)}`)).toMatchObject({ ...row })
    for (const name of ["Nobody", "%00", "..%2F..%2Fetc"]) expect((await world.get(`/api/v1/${many}/${name}`)).status).toBe(404)
  })

  test("a genre tells what lies above and below it", async () => {
    const genre = await world.json<GenreEntry>("/api/v1/genres/pop")
    expect(genre).toMatchObject({ name: "Pop", parentGenres: [] })
    expect(genre.subGenres).toContain("Dream Pop")
  })
})
