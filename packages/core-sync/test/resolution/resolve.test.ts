/** Conflict resolution by itself, on a real library: what is told, what follows it, and what is left alone. */
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { inResolution, type ResolutionWorld } from "./resolution-world.ts"

const song = (title: string, sound: number) => ({
  title,
  album: "Velvet",
  albumArtist: "Reds",
  artist: "Reds",
  track: "1",
  sound
})
const nothing = { found: 0, gone: 0, moved: 0, left: [] }
const slowMs = 60_000

/** The user's own file, and what came from the source: the same sound, retagged. The user's is the one that stays, since it was there first. */
const twice = Effect.fnUntraced(function* (world: ResolutionWorld) {
  yield* world.put("Mine/01.mp3", song("Song", 7))
  yield* world.scan
  yield* world.put("NAS/01.mp3", { ...song("Sung", 7), album: "Other" })
  yield* world.put("NAS/02.mp3", song("Else", 8))
  yield* world.scan
  yield* world.came("NAS/01.mp3")
})

/** A playlist in its file, by ids. */
const playlist = (...ids: ReadonlyArray<string>) =>
  ids.map((id, at) => `# entry ${at}\n[[tracks]]\nuuid = "${id}"\ndescription_meta = "?"\nnote = ${at}\n`).join("\n")

const idsIn = (text: string): ReadonlyArray<string> => [...text.matchAll(/^uuid = "(.*)"$/gm)].map(([, id = ""]) => id)

describe("what is told", () => {
  test(
    "[Y8] [Y10] X2: a touched file is compared with the whole library, stored as a group with its reason, and told once",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          yield* twice(world)
          expect(yield* world.resolve({ touched: ["NAS/01.mp3", "NAS/02.mp3", "NAS/none.mp3"] })).toEqual({
            ...nothing,
            found: 1
          })
          expect(yield* world.told).toEqual(["Mine/01.mp3 < NAS/01.mp3 same-sound"])
          expect(world.events).toMatchObject([{ kind: "resolved", found: 1, gone: 0, moved: 0 }])
          for (const kind of ["incremental", "full"] as const)
            expect(yield* world.resolve({ kind, touched: ["NAS/01.mp3"] })).toEqual(nothing)
          expect(world.events.length).toBe(1)
        })
      ),
    slowMs
  )

  test(
    "[Y10] X2: bytes as they came tell two files, whose ids and times differ by now; a file that was changed since is told by its sound",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          yield* world.put("A/01.mp3", song("Song", 7))
          yield* world.put("B/01.mp3", song("Song", 8))
          yield* world.put("C/01.mp3", song("Sung", 9))
          yield* world.scan
          yield* world.came("A/01.mp3", "sha256:one")
          yield* world.came("B/01.mp3", "sha256:one")
          yield* world.came("C/01.mp3", "sha256:one")
          yield* world.resolve({ touched: ["B/01.mp3"] })
          expect(yield* world.told).toEqual(["A/01.mp3 < B/01.mp3 same-content", "A/01.mp3 < C/01.mp3 same-content"])
          yield* world.put("C/01.mp3", { ...song("Sung", 9), album: "Other" }, 21)
          yield* world.scan
          expect(yield* world.resolve({ touched: ["C/01.mp3"] })).toEqual({ ...nothing, found: 1 })
          expect(yield* world.told).toEqual(["A/01.mp3 < B/01.mp3 same-content"])
        })
      ),
    slowMs
  )

  test(
    "[Y10] [C15] X2: a recording at one place of one release is told wherever its files lie; at another place, in another year or on another release not",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          const tags = song("Song (feat. Blue)", 1)
          yield* world.put("Mine/01.mp3", tags)
          yield* world.put("NAS/Reds/Velvet/1 Song.mp3", {
            ...tags,
            title: "SONG",
            artist: "Reds ft. Blue",
            track: "01",
            sound: 2
          })
          yield* world.put("Second/05.mp3", { ...tags, track: "5", sound: 3 })
          yield* world.put("Again/01.mp3", { ...tags, date: "2011", sound: 4 })
          yield* world.put("Best/01.mp3", { ...tags, album: "Best of", sound: 5 })
          yield* world.put("Nowhere/01.mp3", { title: "Song", artist: "Reds", sound: 6 })
          yield* world.put("Nowhere/02.mp3", { title: "Song", artist: "Reds", sound: 10 })
          yield* world.scan
          expect(yield* world.resolve({ kind: "full" })).toEqual({ ...nothing, found: 1 })
          expect(yield* world.told).toEqual(["Mine/01.mp3 < NAS/Reds/Velvet/1 Song.mp3 same-recording"])
        })
      ),
    slowMs
  )

  test(
    "[Y10] a group that is none any more is forgotten: a file that went, one that was retagged, and the one that stayed",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          yield* twice(world)
          yield* world.put("Third/01.mp3", { ...song("Third", 7), album: "Third" })
          yield* world.scan
          yield* world.resolve({ kind: "full" })
          expect(yield* world.told).toEqual(["Mine/01.mp3 < NAS/01.mp3 same-sound", "Mine/01.mp3 < Third/01.mp3 same-sound"])
          yield* world.remove("Mine/01.mp3")
          yield* world.scan
          expect(yield* world.resolve()).toEqual({ ...nothing, found: 1 })
          expect(yield* world.told).toEqual(["NAS/01.mp3 < Third/01.mp3 same-sound"])
          yield* world.put("Third/01.mp3", { ...song("Third", 3), album: "Third" })
          yield* world.scan
          expect(yield* world.resolve({ kind: "full" })).toEqual({ ...nothing, gone: 1 })
          expect(yield* world.told).toEqual([])
          expect(yield* world.resolve({ kind: "full" })).toEqual(nothing)
        })
      ),
    slowMs
  )

  test(
    "[Y7] after a job that died before it, all that lies here of the source is looked at",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          yield* world.put("Mine/00.mp3", song("First", 5))
          yield* world.scan
          yield* world.resolve()
          yield* twice(world)
          expect(yield* world.resolve()).toEqual(nothing)
          yield* world.dies
          expect(yield* world.resolve()).toEqual({ ...nothing, found: 1 })
          expect(yield* world.told).toEqual(["Mine/01.mp3 < NAS/01.mp3 same-sound"])
        })
      ),
    slowMs
  )

  test.each([30, 300])(
    "[P12] it costs what was touched, in a library of %i tracks",
    (count) =>
      inResolution((world) =>
        Effect.gen(function* () {
          for (let at = 0; at < count; at++)
            yield* world.put(`Rest/${at >> 3}/${at}.mp3`, { ...song(`Song ${at}`, 100 + at), album: `Rest ${at >> 3}` }, 2)
          yield* world.scan
          yield* world.resolve()
          yield* twice(world)
          const { likeness } = world.cache
          let asked = 0
          let answered = 0
          const like: typeof likeness.like = (ids) => {
            asked += ids.length
            return Effect.map(likeness.like(ids), (tracks) => {
              answered += tracks.length
              return tracks
            })
          }
          const touched = ["NAS/01.mp3", "NAS/02.mp3"]
          yield* world.resolve({ touched, library: { likeness: { ...likeness, like } } })
          expect([asked, answered]).toEqual([3, 6])
        })
      ),
    slowMs
  )

  test(
    "[Y10] a full sync looks at more tracks than it holds at once",
    () =>
      inResolution(
        (world) =>
          Effect.gen(function* () {
            const last = 430
            for (let at = 0; at <= last; at++)
              yield* world.put(`All/${at}.mp3`, { ...song(`Song ${at}`, 1 + (at % last)), track: `${at}` }, 2)
            yield* world.scan
            expect(yield* world.resolve({ kind: "full" })).toEqual({ ...nothing, found: 1 })
            expect(yield* world.told).toEqual(["All/0.mp3 < All/430.mp3 same-sound"])
            expect(yield* world.resolve({ kind: "full" })).toEqual(nothing)
          }),
        "fingerprint"
      ),
    slowMs
  )
})

describe("playlists", () => {
  /** Where all hold both, in a file of the user's own making. */
  const shower = Effect.fnUntraced(function* (world: ResolutionWorld) {
    yield* twice(world)
    const [mine, theirs, other] = [
      yield* world.idOf("Mine/01.mp3"),
      yield* world.idOf("NAS/01.mp3"),
      yield* world.idOf("NAS/02.mp3")
    ]
    yield* world.write("!playlists/Shower.toml", playlist(theirs, other, mine, theirs))
    yield* world.scan
    return { mine, theirs, other, before: yield* world.read("!playlists/Shower.toml") }
  })

  test.each(["tags", "fingerprint"] as const)(
    "[Y10] X3: unless told otherwise no file is written, ids in %s",
    (identity) =>
      inResolution(
        (world) =>
          Effect.gen(function* () {
            const { before } = yield* shower(world)
            expect(yield* world.resolve({ touched: ["NAS/01.mp3"] })).toEqual({ ...nothing, found: 1 })
            expect(yield* world.read("!playlists/Shower.toml")).toBe(before)
          }),
        identity
      ),
    slowMs
  )

  test.each(["tags", "fingerprint"] as const)(
    "[Y10] [U10] X3: entries move to the track that stays, in their places and with all that stands beside them, ids in %s",
    (identity) =>
      inResolution(
        (world) =>
          Effect.gen(function* () {
            const { mine, other, before } = yield* shower(world)
            const how = { touched: ["NAS/01.mp3"], policy: "playlists" } as const
            expect(yield* world.resolve(how)).toEqual({ found: 1, gone: 0, moved: 2, left: [] })
            const after = yield* world.read("!playlists/Shower.toml")
            expect(idsIn(after)).toEqual([mine, other, mine, mine])
            for (const at of [0, 1, 2, 3]) expect(after).toContain(`# entry ${at}\n[[tracks]]`)
            expect(after.match(/^note = \d$/gm)).toEqual(before.match(/^note = \d$/gm))
            const shown = yield* world.cache.playlists.get("Shower")
            expect(shown?.tracks.map(({ id }) => id)).toEqual([mine, other, mine, mine])
            for (const path of ["Mine/01.mp3", "NAS/01.mp3"]) expect(yield* world.idOf(path)).not.toMatch(/^no track/)
            for (const kind of ["incremental", "full"] as const) expect(yield* world.resolve({ ...how, kind })).toEqual(nothing)
            expect(yield* world.read("!playlists/Shower.toml")).toBe(after)
          }),
        identity
      ),
    slowMs
  )

  test(
    "[Y10] X3: nothing follows where neither of the two came from this source",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          const { before } = yield* shower(world)
          yield* world.cache.inLibraryDb((database) => database.prepare("delete from catalog").run())
          expect(yield* world.resolve({ kind: "full", policy: "playlists" })).toEqual({ ...nothing, found: 1 })
          expect(yield* world.read("!playlists/Shower.toml")).toBe(before)
        })
      ),
    slowMs
  )

  test(
    "[I5] more than ten and a fifth of all entries do not move without consent, and what was found is told all the same",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          yield* twice(world)
          yield* world.cache.setTrackRating(yield* world.idOf("Mine/01.mp3"), 5)
          const [theirs, other] = [yield* world.idOf("NAS/01.mp3"), yield* world.idOf("NAS/02.mp3")]
          const many = (count: number) => Array.from({ length: count }, () => theirs)
          yield* world.write("!playlists/Long.toml", playlist(...many(8), ...Array.from({ length: 40 }, () => other)))
          yield* world.write("!playlists/Short.toml", playlist(...many(5)))
          yield* world.scan
          const before = yield* world.read("!playlists/Short.toml")
          const how = { touched: ["NAS/01.mp3"], policy: "playlists" } as const
          const refused = yield* Effect.flip(world.resolve(how))
          const playlists = [
            { name: "Long", entries: 8 },
            { name: "Short", entries: 5 }
          ]
          expect(refused).toMatchObject({
            reason: "mass-move",
            moves: { entries: 13, total: 53, playlists, otherPlaylists: 0 }
          })
          expect(refused.message).toMatch(/: 13 of the 53 entries .*: Long \(8\), Short \(5\)$/)
          expect(yield* world.read("!playlists/Short.toml")).toBe(before)
          expect(yield* world.told).toEqual(["Mine/01.mp3 < NAS/01.mp3 same-sound"])
          yield* world.write("!playlists/Long.toml", playlist(...many(8), ...Array.from({ length: 60 }, () => other)))
          yield* world.scan
          // The job that was stopped left no mark: the source is looked at once more.
          expect(yield* world.resolve({ policy: "playlists" })).toEqual({ ...nothing, moved: 13 })
          yield* world.write("!playlists/Short.toml", playlist(...many(20)))
          yield* world.scan
          expect(yield* Effect.flip(world.resolve(how))).toMatchObject({ reason: "mass-move" })
          expect(yield* Effect.flip(world.resolve({ ...how, allowMoves: 19 }))).toMatchObject({ reason: "mass-move" })
          expect(yield* world.resolve({ ...how, allowMoves: 20 })).toEqual({ ...nothing, moved: 20 })
        })
      ),
    slowMs
  )

  test(
    "[Y10] [U10] a playlist that cannot be changed stops no other, and is named",
    () =>
      inResolution((world) =>
        Effect.gen(function* () {
          const { theirs } = yield* shower(world)
          yield* world.cache.setTrackRating(yield* world.idOf("Mine/01.mp3"), 5)
          yield* world.cache.setTrackRating(theirs, null)
          yield* world.write("!playlists/Broken.toml", playlist(theirs))
          yield* world.scan
          yield* world.write("!playlists/Broken.toml", "[[tracks")
          const resolved = yield* world.resolve({ touched: ["NAS/01.mp3"], policy: "playlists" })
          expect(resolved.left).toMatchObject([{ playlist: "Broken" }])
          expect(resolved.moved).toBeGreaterThan(0)
          expect(yield* world.read("!playlists/Broken.toml")).toBe("[[tracks")
        })
      ),
    slowMs
  )
})
