/** Edits of collages and playlists: the file first, then the cache; what is somebody else's is never lost. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import * as core from "../src/index.ts"
import { LibraryCache } from "../src/index.ts"
import {
  called,
  collage,
  descriptions,
  failsWith,
  onLibrary,
  playlist,
  putCollage,
  putPlaylist,
  tables,
  textOf,
  withCollections
} from "./collections.ts"
import {
  equalsRebuild,
  forget,
  init,
  places,
  putTrack,
  removeAll,
  scanClean,
  sequence,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const isThere = (path: string) =>
  Effect.gen(function* () {
    const files = yield* Files
    const { root } = yield* places
    return (yield* files.stat(`${root}/${path}`)) !== undefined
  })

const addCase: ContractCase<World> = {
  title: "[U10] [D9] add puts releases into a collage once and tracks into a playlist as often as wanted, at the end or anywhere",
  run: Effect.gen(function* () {
    const { releases, tracks } = yield* withCollections("fingerprint")
    const one = tracks["Velvet/01.mp3"]!
    const before = yield* sequence
    yield* withLibrary(({ collages }) => collages.edit("Road Trip", { kind: "add", ids: [releases["Velvet"]!] }))
    assert.equal(yield* sequence, before)
    yield* withLibrary(({ collages, playlists }) =>
      Effect.gen(function* () {
        yield* playlists.edit("Shower", { kind: "add", ids: [one, one], position: 2 })
        yield* collages.create("New")
        const ids = [releases["Harbour"]!, releases["Velvet"]!, releases["Harbour"]!]
        const added = yield* collages.edit("New", { kind: "add", ids })
        assert.deepEqual(descriptions(added!.releases), [called.harbour, called.velvet])
        assert.isUndefined(yield* collages.edit("none", { kind: "add", ids }))
        assert.match(yield* failsWith(collages.edit("New", { kind: "add", ids: ["nobody"] }), "usage"), /no release nobody/)
        for (const position of [0, 4, -1, 1.5, Number.NaN])
          yield* failsWith(collages.edit("New", { kind: "add", ids: [], position }), "usage")
      })
    )
    const text = yield* textOf("!playlists/Shower.toml")
    // The first edit of a file that a scan may not write brings its descriptions up to date.
    assert.equal(text.match(/description_meta/g)?.length, 5)
    assert.deepEqual(descriptions((yield* playlist("Shower")).tracks), [
      called.two,
      "[1989-03-01] The Satellite Reds - One",
      "[1989-03-01] The Satellite Reds - One",
      called.sun,
      called.two
    ])
    yield* scanClean()
    yield* equalsRebuild
    assert.equal(yield* textOf("!playlists/Shower.toml"), text)
  })
}

const removeCase: ContractCase<World> = {
  title: "[U11] remove takes every entry of an id out, or the one at a position; again it changes nothing",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("tags")
    const id = tracks["Velvet/02.mp3"]!
    yield* withLibrary(({ playlists }) =>
      Effect.gen(function* () {
        yield* failsWith(playlists.edit("Shower", { kind: "remove", id, at: 2 }), "usage")
        const less = yield* playlists.edit("Shower", { kind: "remove", id, at: 3 })
        assert.deepEqual(descriptions(less!.tracks), [called.two, called.sun])
        const none = yield* playlists.edit("Shower", { kind: "remove", id })
        assert.deepEqual(none!.tracks, [{ id: tracks["Harbour/1.mp3"]!, position: 1, description: called.sun, missing: false }])
        const before = yield* textOf("!playlists/Shower.toml")
        assert.deepEqual(yield* playlists.edit("Shower", { kind: "remove", id }), none)
        const required = playlists.edit("Shower", { kind: "remove", id, required: true })
        assert.match(yield* failsWith(required, "usage"), /"Shower" has no track/)
        assert.equal(yield* textOf("!playlists/Shower.toml"), before)
        const empty = yield* playlists.edit("Shower", { kind: "remove", id: tracks["Harbour/1.mp3"]! })
        assert.equal(empty!.count, 0)
      })
    )
    assert.equal(yield* textOf("!playlists/Shower.toml"), "")
  })
}

const moveCase: ContractCase<World> = {
  title: "[U11] [S6] move brings an entry to a position with its comment; which of two is meant must be said",
  run: Effect.gen(function* () {
    const { releases, tracks } = yield* withCollections("tags")
    yield* putCollage(
      "Road Trip",
      `# all\n\n[[releases]]\nuuid = "${releases["Velvet"]}"\n\n# last\n[[releases]]\nuuid = "${releases["Harbour"]}"\n`
    )
    yield* scanClean()
    yield* withLibrary(({ collages, playlists }) =>
      Effect.gen(function* () {
        yield* collages.edit("Road Trip", { kind: "move", id: releases["Harbour"]!, position: 1 })
        const id = tracks["Velvet/02.mp3"]!
        assert.match(yield* failsWith(playlists.edit("Shower", { kind: "move", id, position: 2 }), "usage"), /positions 1, 3/)
        yield* failsWith(playlists.edit("Shower", { kind: "move", id: "nobody", position: 2 }), "usage")
        yield* failsWith(playlists.edit("Shower", { kind: "move", id, at: 1, position: 4 }), "usage")
        const moved = yield* playlists.edit("Shower", { kind: "move", id, at: 3, position: 1 })
        assert.deepEqual(descriptions(moved!.tracks), [called.two, called.two, called.sun])
      })
    )
    assert.match(yield* textOf("!collages/Road Trip.toml"), /^# all\n\n# last\n\[\[releases\]\]\nuuid = "(.*)"\n(.*)\n\n\[\[/)
    assert.deepEqual(descriptions((yield* collage("Road Trip")).releases), [called.harbour, called.velvet])
  })
}

const refusedCase: ContractCase<World> = {
  title: "[U10] a broken, vanished or unknown file is not edited and stays as it is; offline nothing is",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("fingerprint")
    const add = { kind: "add", ids: [releases["Velvet"]!] } as const
    const edit = withLibrary(({ collages }) => collages.edit("Road Trip", add))
    const odd = Array.from({ length: 501 }, (_, i) => `{ uuid = "${i}" }`).join(", ")
    for (const text of ["[[releases]\n", 'releases = "x"', `releases = [${odd}]\n`]) {
      yield* putCollage("Road Trip", text)
      assert.match(yield* failsWith(edit, "storage"), /!collages\/Road Trip\.toml/)
      assert.equal(yield* textOf("!collages/Road Trip.toml"), text)
    }
    yield* removeAll("!collages/Road Trip.toml")
    // Its rows are still there, and say nothing of an edit.
    assert.isUndefined(yield* edit)
    assert.isFalse(yield* isThere("!collages/Road Trip.toml"))
    yield* removeAll(".deadwax/library.toml")
    yield* failsWith(edit, "offline")
    yield* failsWith(
      withLibrary(({ collages }) => collages.create("x")),
      "offline"
    )
    assert.isFalse(yield* isThere("!collages/x.toml"))
  })
}

const unseenCase: ContractCase<World> = {
  title: "[U10] one that no scan has seen yet is there all the same: making it again shows what it holds",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("fingerprint")
    yield* putCollage("New", tables("releases", [releases["Velvet"]!]))
    yield* withLibrary(({ collages }) =>
      Effect.gen(function* () {
        assert.isUndefined(yield* collages.get("New"))
        assert.isFalse(yield* collages.create("New"))
        assert.deepEqual(descriptions((yield* collages.get("New"))!.releases), [called.velvet])
      })
    )
  })
}

const inlineCase: ContractCase<World> = {
  title: "[U10] entries written inline, or an empty list, are edited in their own layout",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("fingerprint")
    const add = { kind: "add", ids: [releases["Velvet"]!] } as const
    yield* putCollage("Road Trip", 'releases = [\n  { uuid = "x" }, # first\n]\n')
    yield* withLibrary(({ collages }) => collages.edit("Road Trip", add))
    const entry = `{ uuid = "${releases["Velvet"]}", description_meta = "${called.velvet}" }`
    assert.equal(
      yield* textOf("!collages/Road Trip.toml"),
      `releases = [\n  { uuid = "x", missing = true }, # first\n  ${entry},\n]\n`
    )
    yield* putCollage("Road Trip", "# mine\nreleases = []\n")
    yield* withLibrary(({ collages }) => collages.edit("Road Trip", add))
    assert.match(yield* textOf("!collages/Road Trip.toml"), /^# mine\n\n\[\[releases\]\]\nuuid = /)
  })
}

const unscannedCase: ContractCase<World> = {
  title: "[U10] before the whole library was scanned nothing is called missing, and no file is marked",
  run: Effect.gen(function* () {
    const { releases } = yield* withCollections("tags")
    const before = yield* textOf("!collages/Road Trip.toml")
    yield* forget("cache")
    const { root } = yield* places
    yield* withLibrary((cache) => cache.scan({ directories: [`${root}/Velvet`] }))
    yield* withLibrary(({ collages }) => collages.update())
    assert.equal(yield* textOf("!collages/Road Trip.toml"), before)
    const found = yield* collage("Road Trip")
    assert.deepEqual([found.count, found.missing], [2, 0])
    const page = yield* withLibrary(({ collages }) => collages.members("Road Trip"))
    assert.deepEqual(
      page?.items.map(({ id }) => id),
      [releases["Velvet"]!]
    )
    assert.equal(page?.total, 1)
  })
}

const lockCase: ContractCase<World> = {
  title: "[S4] edits at the same moment serialise: each of twenty is there",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    for (let i = 0; i < 20; i++) yield* putTrack(`Many/${i}.mp3`, { album: "Many", title: `t${i}` }, 2)
    yield* scanClean()
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        yield* cache.playlists.create("All")
        const { items } = yield* cache.listTracks()
        yield* Effect.forEach(items, ({ id }) => cache.playlists.edit("All", { kind: "add", ids: [id] }), {
          concurrency: "unbounded"
        })
        const all = yield* cache.playlists.get("All")
        assert.sameMembers(
          all!.tracks.map(({ id }) => id),
          items.map(({ id }) => id)
        )
      })
    )
    yield* onLibrary("delete from locks where name = 'collections'")
  })
}

const readsCase: ContractCase<World> = {
  title:
    "[R5] [R6] [A1] list collages, get collage, list playlists, get playlist, track within playlist, release within collage, as pages",
  run: Effect.gen(function* () {
    const { releases, tracks } = yield* withCollections("fingerprint")
    yield* putPlaylist("Zoo", tables("tracks", ["gone", tracks["Velvet/01.mp3"]!]))
    yield* scanClean()
    yield* withLibrary(({ collages, playlists }) =>
      Effect.gen(function* () {
        const page = yield* playlists.list({ limit: 1, offset: 1 })
        assert.deepEqual(page, {
          items: [{ name: "Zoo", count: 2, missing: 1, coverPath: null, failure: null }],
          total: 2,
          limit: 1,
          offset: 1
        })
        assert.isTrue(yield* playlists.includes("Zoo", "gone"))
        assert.isFalse(yield* playlists.includes("Shower", "gone"))
        assert.isFalse(yield* playlists.includes("shower", tracks["Velvet/02.mp3"]!))
        assert.isTrue(yield* collages.includes("Road Trip", releases["Velvet"]!))
        const titles = (request?: object) =>
          Effect.map(playlists.members("Shower", request), (found) => [
            found?.total,
            ...(found?.items.map(({ title }) => title) ?? [])
          ])
        assert.deepEqual(yield* titles(), [3, "Two", "Słońce", "Two"])
        assert.deepEqual(yield* titles({ limit: 1, offset: 2 }), [3, "Two"])
        assert.deepEqual(yield* titles({ limit: 0 }), [3])
        assert.deepEqual(
          (yield* collages.members("Road Trip"))?.items.map(({ title }) => title),
          ["Velvet", "Harbour"]
        )
        assert.isUndefined(yield* collages.members("none"))
        assert.isUndefined(yield* collages.get("none"))
        for (const request of [{ limit: -1 }, { offset: -1 }, { limit: 1.5 }]) {
          yield* failsWith(collages.list(request), "usage")
          yield* failsWith(collages.members("Road Trip", request), "usage")
        }
      })
    )
  })
}

const functionsCase: ContractCase<World> = {
  title: "[A5] the functions that programs call do what the service does",
  run: Effect.gen(function* () {
    const { releases, tracks } = yield* withCollections("fingerprint")
    const [velvet, two] = [releases["Velvet"]!, tracks["Velvet/02.mp3"]!]
    yield* withLibrary((cache) => Effect.provideService(callAll(velvet, two), LibraryCache, cache))
  })
}

const callAll = Effect.fnUntraced(function* (release: string, track: string) {
  assert.isTrue(yield* core.createCollage("New"))
  assert.equal((yield* core.addReleasesToCollage("New", [release]))?.count, 1)
  assert.isTrue(yield* core.releaseWithinCollage(release, "New"))
  assert.equal((yield* core.moveReleaseInCollage("New", release, 1))?.count, 1)
  assert.deepEqual(
    (yield* core.getCollageReleases("New"))?.items.map(({ id }) => id),
    [release]
  )
  assert.isTrue(yield* core.renameCollage("New", "Newer"))
  assert.deepEqual(
    (yield* core.listCollages()).items.map(({ name }) => name),
    ["Newer", "Road Trip"]
  )
  assert.equal((yield* core.removeReleaseFromCollage("Newer", release))?.count, 0)
  assert.equal((yield* core.getCollage("Newer"))?.count, 0)
  assert.isTrue(yield* core.deleteCollage("Newer"))
  assert.isTrue(yield* core.createPlaylist("New"))
  assert.equal((yield* core.addTracksToPlaylist("New", [track, track], 1))?.count, 2)
  assert.isTrue(yield* core.trackWithinPlaylist(track, "New"))
  assert.equal((yield* core.moveTrackInPlaylist("New", track, 1, 2))?.count, 2)
  assert.equal((yield* core.getPlaylistTracks("New"))?.total, 2)
  assert.isTrue(yield* core.setPlaylistCover("New", { bytes: new TextEncoder().encode("GIF89a"), extension: "png" }))
  assert.isTrue(yield* core.removePlaylistCover("New"))
  assert.equal((yield* core.removeTrackFromPlaylist("New", track, 1))?.count, 1)
  const text = (yield* core.exportM3u8("New")) ?? ""
  assert.include(text, "Velvet/02.mp3")
  assert.isTrue(yield* core.renamePlaylist("New", "Newer"))
  assert.equal((yield* core.importM3u8({ text, fallbackName: "x" })).name, "New")
  assert.deepEqual(
    (yield* core.listPlaylists()).items.map(({ name }) => name),
    ["New", "Newer", "Shower"]
  )
  assert.deepEqual((yield* core.getPlaylist("New"))?.tracks, (yield* core.getPlaylist("Newer"))?.tracks)
  assert.isTrue(yield* core.deletePlaylist("Newer"))
  const files = yield* Files
  const { root } = yield* places
  for (const path of ["!collages/Road Trip.toml", "!playlists/Shower.toml"]) yield* files.remove(`${root}/${path}`)
  yield* core.updateCacheForCollages({ names: ["Road Trip"], force: true })
  yield* core.updateCacheForPlaylists()
  assert.equal((yield* core.listCollages()).total + (yield* core.listPlaylists()).total, 3)
  yield* core.updateCacheEvictNonexistentCollages()
  yield* core.updateCacheEvictNonexistentPlaylists()
  assert.equal((yield* core.listCollages()).total + (yield* core.listPlaylists()).total, 1)
})

export const collectionEditsContract: ReadonlyArray<ContractCase<World>> = [
  addCase,
  removeCase,
  moveCase,
  refusedCase,
  unseenCase,
  inlineCase,
  unscannedCase,
  lockCase,
  readsCase,
  functionsCase
]
