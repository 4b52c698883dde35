/** Collages and playlists follow their files and the library: marks, descriptions, covers, names; what is wrong is named and kept. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  allCollections,
  called,
  collage,
  descriptions,
  onLibrary,
  playlist,
  putCollage,
  putPlaylist,
  tables,
  textOf,
  withCollections
} from "./collections.ts"
import {
  album,
  bytesOf,
  equalsRebuild,
  forget,
  init,
  move,
  mp3,
  places,
  put,
  putTrack,
  recordsSince,
  releaseIds,
  removeAll,
  scan,
  scanClean,
  sequence,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const { velvet, harbour, two, sun } = called

const collagesCase: ContractCase<World> = {
  title: "[U10] [U12] [R6] collages: entries in order, described, written into the file in mode tags",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    const found = yield* collage("Road Trip")
    assert.deepEqual(found, {
      name: "Road Trip",
      count: 2,
      missing: 0,
      coverPath: null,
      failure: null,
      releases: [
        { id: releases["Velvet"]!, position: 1, description: velvet, missing: false },
        { id: releases["Harbour"]!, position: 2, description: harbour, missing: false }
      ]
    })
    assert.equal(
      yield* textOf("!collages/Road Trip.toml"),
      `[[releases]]\nuuid = "${releases["Velvet"]}"\ndescription_meta = "${velvet}"\n\n[[releases]]\nuuid = "${releases["Harbour"]}"\ndescription_meta = "${harbour}"\n`
    )
  })
}

const playlistsCase: ContractCase<World> = {
  title: "[U11] [S6] [D9] playlists: order survives, a track may stand there twice, the cover beside it is found",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("tags")
    yield* put("!playlists/Shower.PNG", new Uint8Array([1]))
    yield* put("!playlists/Shower.txt", new Uint8Array([1]))
    yield* put("!playlists/Shower.thumb.jpg", new Uint8Array([1]))
    yield* scanClean()
    const { root } = yield* places
    const found = yield* playlist("Shower")
    assert.equal(found.coverPath, `${root}/!playlists/Shower.PNG`)
    assert.deepEqual(
      found.tracks.map(({ id, position, description }) => [id, position, description]),
      [
        [tracks["Velvet/02.mp3"]!, 1, two],
        [tracks["Harbour/1.mp3"]!, 2, sun],
        [tracks["Velvet/02.mp3"]!, 3, two]
      ]
    )
    yield* removeAll("!playlists/Shower.PNG")
    yield* scanClean()
    assert.isNull((yield* playlist("Shower")).coverPath)
  })
}

/** Takes a directory away; answers how to put it back. */
const takeAway = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const { root } = yield* places
  const { paths } = yield* files.walk(`${root}/${path}`)
  const all = yield* Effect.forEach(paths, (file) => Effect.map(bytesOf(`${path}/${file}`), (bytes) => ({ file, bytes })))
  yield* removeAll(path)
  return Effect.forEach(all, ({ file, bytes }) => put(`${path}/${file}`, bytes))
})

const missingCase = (workers: number | undefined): ContractCase<World> => ({
  title: `[U10] [U11] collage and playlist member missing and back${workers === undefined ? "" : ", in parallel"}: marked once, in its place`,
  run: Effect.gen(function* () {
    const options = workers === undefined ? {} : { workers }
    const { releases } = yield* withCollections("tags", workers)
    const putBack = yield* takeAway("Velvet")
    yield* scanClean(options)
    const gone = yield* collage("Road Trip")
    assert.equal(gone.missing, 1)
    assert.deepEqual(gone.releases[0], {
      id: releases["Velvet"]!,
      position: 1,
      description: `${velvet} {MISSING}`,
      missing: true
    })
    assert.include(yield* textOf("!collages/Road Trip.toml"), `description_meta = "${velvet} {MISSING}"\nmissing = true\n`)
    assert.deepEqual(descriptions((yield* playlist("Shower")).tracks), [`${two} {MISSING}`, sun, `${two} {MISSING}`])
    yield* scanClean({ ...options, force: true })
    assert.notInclude(yield* textOf("!collages/Road Trip.toml"), "{MISSING} {MISSING}")
    const before = yield* allCollections
    yield* forget("cache")
    yield* scanClean(options)
    assert.deepEqual(yield* allCollections, before)
    yield* putBack
    yield* scanClean(options)
    assert.equal((yield* collage("Road Trip")).missing, 0)
    assert.notInclude(yield* textOf("!collages/Road Trip.toml"), "issing")
    assert.notInclude(yield* textOf("!playlists/Shower.toml"), "ISSING")
    assert.deepEqual(descriptions((yield* playlist("Shower")).tracks), [two, sun, two])
  })
})

const fingerprintCase: ContractCase<World> = {
  title: "[I1] [U10] in mode fingerprint a scan marks in the cache alone, and a lost cache knows what was there",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("fingerprint")
    const text = tables("releases", [releases["Velvet"]!, releases["Harbour"]!])
    yield* putTrack("Velvet/01.mp3", { ...album, title: "One", track: "1", date: "1990" })
    yield* removeAll("Velvet/02.mp3")
    yield* scanClean()
    assert.equal((yield* collage("Road Trip")).releases[0]!.description, "[1990] The Satellite Reds - Velvet")
    yield* removeAll("Velvet")
    yield* scanClean()
    const marked = yield* collage("Road Trip")
    assert.deepEqual(marked.releases[0], {
      id: releases["Velvet"]!,
      position: 1,
      description: "[1990] The Satellite Reds - Velvet {MISSING}",
      missing: true
    })
    assert.equal(yield* textOf("!collages/Road Trip.toml"), text)
    const before = yield* allCollections
    yield* forget("cache")
    yield* scanClean()
    assert.deepEqual(yield* allCollections, before)
    assert.equal(yield* textOf("!collages/Road Trip.toml"), text)
  })
}

const renameCase: ContractCase<World> = {
  title: "[U9] collage and playlist across release rename: ids, order and files stay as they were",
  run: Effect.gen(function* () {
    yield* withCollections("tags")
    const before = yield* allCollections
    const texts = [yield* textOf("!collages/Road Trip.toml"), yield* textOf("!playlists/Shower.toml")]
    yield* move("Velvet", "Elsewhere/Velvet (1989)")
    yield* scanClean()
    assert.deepEqual(yield* allCollections, before)
    assert.deepEqual([yield* textOf("!collages/Road Trip.toml"), yield* textOf("!playlists/Shower.toml")], texts)
  })
}

const descriptionCase = (workers: number | undefined): ContractCase<World> => ({
  title: `[U12] [U13] release change rewrites collage description, track change rewrites playlist description (${workers === undefined ? "sequential" : "parallel"})`,
  run: Effect.gen(function* () {
    yield* withCollections("tags", workers)
    const tagsOf = { track: "2", artist: "x feat. y;z", album: "Velvet 2", albumArtist: "a;b;c;d" }
    yield* putTrack("Velvet/01.mp3", { ...album, ...tagsOf, title: "One", track: "1", date: "1991-02-03" })
    yield* removeAll("Velvet/02.mp3")
    yield* putTrack("Velvet/02.mp3", { ...tagsOf, title: "Zwei" })
    const { tracks, releases } = { tracks: yield* trackIds, releases: yield* releaseIds }
    yield* putPlaylist("Shower", tables("tracks", [tracks["Velvet/01.mp3"]!]))
    yield* scan({ ...(workers === undefined ? {} : { workers }), force: true })
    const about = (yield* collage("Road Trip")).releases.find(({ id }) => id === releases["Velvet"])
    assert.equal(about?.description, "[1991-02-03] a et al. - Velvet 2")
    assert.include(yield* textOf("!collages/Road Trip.toml"), "[1991-02-03] a et al. - Velvet 2")
    const one = "[1991-02-03] x (feat. y & z) - One"
    assert.deepEqual(descriptions((yield* playlist("Shower")).tracks), [one])
    assert.include(yield* textOf("!playlists/Shower.toml"), one)
  })
})

const releaseDateCase: ContractCase<World> = {
  title: "[U13] a release whose date changes by one track changes what all its tracks are called, after a scan of it alone",
  run: Effect.gen(function* () {
    yield* withCollections("fingerprint")
    yield* putTrack("Velvet/01.mp3", { ...album, title: "One", track: "1", date: "2001" })
    const { root } = yield* places
    yield* scanClean({ directories: [`${root}/Velvet`] })
    assert.deepEqual(descriptions((yield* playlist("Shower")).tracks), [
      "[2001] The Satellite Reds - Two",
      sun,
      "[2001] The Satellite Reds - Two"
    ])
    yield* equalsRebuild
  })
}

const affectedCase: ContractCase<World> = {
  title: "[U6] [U13] exactly the affected collections are refreshed, each once after all batches; a second run writes nothing",
  run: Effect.gen(function* () {
    const { releases, tracks } = yield* withCollections("tags")
    yield* putCollage("Other", tables("releases", [releases["Harbour"]!]))
    yield* putPlaylist("Other", tables("tracks", [tracks["Harbour/1.mp3"]!]))
    for (let i = 0; i < 4; i++) yield* putTrack(`More/${i}/1.mp3`, { album: `m${i}`, artist: "x", title: "t" })
    yield* scanClean({ workers: 2 })
    const at = Number(yield* sequence)
    const others = [yield* stampOf("!collages/Other.toml"), yield* stampOf("!playlists/Other.toml")]
    for (const n of ["01", "02"]) yield* putTrack(`Velvet/${n}.mp3`, { ...album, title: `new ${n}`, track: n, date: "1999" })
    for (let i = 0; i < 4; i++) yield* putTrack(`More/${i}/1.mp3`, { album: `n${i}`, artist: "x", title: "t2" })
    yield* scan({ workers: 2, force: true })
    // Releases one by one (two of them unchanged are stored by force too), then one collage and one playlist.
    const releasesStored = Object.keys(yield* releaseIds).length
    const writes = (yield* recordsSince(at))!.filter(({ facts }) => facts.length === 0)
    assert.equal(writes.length, releasesStored + 2)
    assert.deepEqual([yield* stampOf("!collages/Other.toml"), yield* stampOf("!playlists/Other.toml")], others)
    const settled = yield* sequence
    yield* scanClean()
    yield* scanClean({ workers: 2 })
    assert.equal(yield* sequence, settled)
  })
}

const stampOf = (path: string) =>
  Effect.gen(function* () {
    const files = yield* Files
    const { root } = yield* places
    return yield* files.stat(`${root}/${path}`)
  })

const evictionCase: ContractCase<World> = {
  title: "[U1] a collection whose file is gone goes from the cache; one that comes is there; offline nothing goes",
  run: Effect.gen(function* () {
    yield* withCollections("tags")
    yield* removeAll("!collages/Road Trip.toml")
    yield* move("!playlists/Shower.toml", "!playlists/Bath.toml")
    yield* scanClean()
    const names = withLibrary((cache) =>
      Effect.zipWith(cache.collages.list(), cache.playlists.list(), (a, b) =>
        [...a.items, ...b.items].map(({ name, count }) => [name, count])
      )
    )
    assert.deepEqual(yield* names, [["Bath", 3]])
    yield* removeAll(".deadwax/library.toml")
    yield* removeAll("!playlists/Bath.toml")
    yield* Effect.flip(scan())
    yield* Effect.flip(withLibrary((cache) => cache.playlists.evict()))
    assert.deepEqual(yield* names, [["Bath", 3]])
  })
}

const mergedCase: ContractCase<World> = {
  title: "[I2] an id that was merged into another stands for it; the file keeps its own",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    yield* putCollage("Old", tables("releases", ["older"]))
    yield* scanClean()
    assert.equal((yield* collage("Old")).missing, 1)
    yield* onLibrary(
      `insert into ids (kind, id, merged_into, first_seen_us) values (0, 'older', 'old', 0), (0, 'old', '${releases["Velvet"]}', 0)`
    )
    yield* scanClean()
    const found = yield* collage("Old")
    assert.deepEqual(found.releases, [{ id: releases["Velvet"]!, position: 1, description: velvet, missing: false }])
    assert.include(yield* textOf("!collages/Old.toml"), 'uuid = "older"')
    const within = (id: string) => withLibrary((cache) => cache.collages.includes("Old", id))
    assert.deepEqual([yield* within("older"), yield* within(releases["Velvet"]!), yield* within("x")], [true, true, false])
    // Another id of the same one, which no file names.
    assert.isTrue(yield* within("old"))
    // It is itself again: a directory with that id came back.
    yield* onLibrary("update ids set merged_into = null where id = 'older'")
    yield* putTrack("Older/1.mp3", { album: "Older", artist: "x", title: "t", releaseId: "older" })
    yield* put("Older/.rose.older.toml", new Uint8Array())
    yield* scanClean()
    assert.deepEqual(descriptions((yield* collage("Old")).releases), ["[0000-00-00] x - Older"])
  })
}

const interruptedCase: ContractCase<World> = {
  title: "[U13] a scan that was cut off before the collections is made good by the next, of whatever part of the library",
  run: Effect.gen(function* () {
    yield* withCollections("tags")
    const { root } = yield* places
    yield* putTrack("Velvet/01.mp3", { ...album, title: "One", track: "1", date: "1977" })
    // Another process has the lock of the collections: the scan waits for it, and is ended while it waits.
    yield* onLibrary(
      "insert into locks (name, fence, token, host, pid, started_at, purpose, expires_us) values ('collections', 1, 't', 'elsewhere', 1, '', 'a test', 9000000000000000) on conflict (name) do update set token = 't', host = 'elsewhere', expires_us = 9000000000000000"
    )
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        const scanning = yield* Effect.forkChild(cache.scan({ directories: [`${root}/Velvet`] }))
        yield* Effect.repeat(cache.getRelease(`${root}/Velvet`), { until: (release) => release?.releaseDate === "1977" })
        yield* Fiber.interrupt(scanning)
      })
    )
    assert.equal((yield* collage("Road Trip")).releases[0]!.description, velvet)
    yield* onLibrary("update locks set token = null where name = 'collections'")
    yield* scanClean({ directories: [`${root}/Harbour`] })
    assert.equal((yield* collage("Road Trip")).releases[0]!.description, "[1977] The Satellite Reds - Velvet")
    assert.deepEqual((yield* playlist("Shower")).tracks[0]!.description, "[1977] The Satellite Reds - Two")
  })
}

const beforeScanCase: ContractCase<World> = {
  title: "[U10] [U1] entries that were looked at before the first scan are missing after it, though their file is unchanged",
  run: Effect.gen(function* () {
    yield* init("fingerprint")
    yield* put("A/1.mp3", mp3({ title: "One", album: "A" }))
    yield* putCollage("hand", tables("releases", ["nobody"]))
    yield* withLibrary((cache) => cache.collages.create("hand"))
    assert.equal((yield* collage("hand")).missing, 0, "who may be there is not known yet")
    yield* scanClean()
    assert.equal((yield* collage("hand")).missing, 1)
  })
}

export const collectionUpdatesContract: ReadonlyArray<ContractCase<World>> = [
  collagesCase,
  playlistsCase,
  missingCase(undefined),
  missingCase(2),
  fingerprintCase,
  renameCase,
  descriptionCase(undefined),
  descriptionCase(2),
  releaseDateCase,
  affectedCase,
  evictionCase,
  mergedCase,
  interruptedCase,
  beforeScanCase
]
