/** Edits of collages and playlists: the file first, then the cache; what is somebody else's is never lost. */
import { Files, listTrash } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
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
  bytesOf,
  equalsRebuild,
  forget,
  init,
  places,
  put,
  putTrack,
  removeAll,
  scanClean,
  sequence,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const trashed = Effect.gen(function* () {
  const { root } = yield* places
  return (yield* listTrash(root)).entries.map(({ path }) => path)
})

const isThere = (path: string) =>
  Effect.gen(function* () {
    const files = yield* Files
    const { root } = yield* places
    return (yield* files.stat(`${root}/${path}`)) !== undefined
  })

const createCase: ContractCase<World> = {
  title: "[U10] [A4] create makes an empty file and says whether it did; names that no file can have are refused",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        const { collages, playlists } = cache
        assert.isTrue(yield* collages.create("Road Trip"))
        assert.isFalse(yield* collages.create("Road Trip"))
        assert.isTrue(yield* playlists.create("Road Trip"))
        assert.deepEqual(yield* collages.get("Road Trip"), {
          name: "Road Trip",
          count: 0,
          missing: 0,
          coverPath: null,
          failure: null,
          releases: []
        })
        assert.match(yield* failsWith(collages.create("road trip"), "usage"), /case or Unicode/)
        yield* collages.create("Ångström")
        yield* failsWith(collages.create("Ångström".normalize("NFD")), "usage")
        for (const name of ["", " ", ".x", "a/b", "..", "a\\b", "a\u0000b", "a\nb", "\ud83d", " a", "x".repeat(251)])
          yield* failsWith(collages.create(name), "usage")
        assert.isTrue(yield* collages.create("x".repeat(250)))
      })
    )
    assert.equal((yield* bytesOf("!collages/Road Trip.toml")).length, 0)
  })
}

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

const renameCase: ContractCase<World> = {
  title: "[U11] rename takes the cover along, replaces nothing, and goes on where it was cut off",
  run: Effect.gen(function* () {
    yield* withCollections("fingerprint")
    yield* put("!playlists/Shower.jpg", new Uint8Array([1]))
    yield* putPlaylist("Taken", "")
    const { root } = yield* places
    yield* withLibrary(({ playlists }) =>
      Effect.gen(function* () {
        yield* playlists.update()
        assert.isFalse(yield* playlists.rename("none", "x"))
        assert.match(yield* failsWith(playlists.rename("Shower", "Taken"), "usage"), /already/)
        yield* failsWith(playlists.rename("Shower", "tAKEN"), "usage")
        yield* failsWith(playlists.rename("Shower", "a/b"), "usage")
        yield* put("!playlists/Bath.jpg", new Uint8Array([2]))
        assert.match(yield* failsWith(playlists.rename("Shower", "Bath"), "usage"), /in the way/)
        yield* removeAll("!playlists/Bath.jpg")
        // As a crash after the cover leaves it.
        const files = yield* Files
        yield* files.rename(`${root}/!playlists/Shower.jpg`, `${root}/!playlists/Bath.jpg`)
        assert.isTrue(yield* playlists.rename("Shower", "Bath"))
        assert.isTrue(yield* playlists.rename("Bath", "Bathtub"))
        assert.deepEqual(
          (yield* playlists.list()).items.map(({ name, coverPath }) => [name, coverPath]),
          [
            ["Bathtub", `${root}/!playlists/Bathtub.jpg`],
            ["Taken", null]
          ]
        )
        assert.deepEqual(descriptions((yield* playlists.get("Bathtub"))!.tracks), [called.two, called.sun, called.two])
      })
    )
  })
}

const deleteCase: ContractCase<World> = {
  title: "[I4] [A4] delete moves a playlist and its covers to the trash; a new one of that name is empty and has no cover",
  run: Effect.gen(function* () {
    yield* withCollections("fingerprint")
    yield* put("!playlists/Shower.jpg", new Uint8Array([1]))
    yield* put("!playlists/Shower.png", new Uint8Array([2]))
    yield* withLibrary(({ playlists }) =>
      Effect.gen(function* () {
        assert.isTrue(yield* playlists.remove("Shower"))
        assert.isFalse(yield* playlists.remove("Shower"))
        assert.isUndefined(yield* playlists.get("Shower"))
        yield* playlists.create("Shower")
        assert.isNull((yield* playlists.get("Shower"))!.coverPath)
      })
    )
    assert.sameMembers(yield* trashed, ["!playlists/Shower.jpg", "!playlists/Shower.png", "!playlists/Shower.toml"])
    yield* withLibrary((cache) =>
      Effect.gen(function* () {
        yield* cache.playlists.rename("Shower", "Another")
        for (const { id } of (yield* cache.listTrash()).items) yield* cache.restoreTrash(id)
        const back = yield* cache.playlists.get("Shower")
        assert.deepEqual(descriptions(back!.tracks), [called.two, called.sun, called.two])
        assert.match(back!.coverPath ?? "", /Shower\.jpg$/)
      })
    )
  })
}

const coverCase: ContractCase<World> = {
  title: "[U11] a cover is set, replaced (the old one to the trash), seen when edited by hand, and removed",
  run: Effect.gen(function* () {
    yield* withCollections("fingerprint")
    const { root } = yield* places
    const { fixtures } = yield* ContractRoot
    const picture = (byte: number, extension = "jpg") => ({ bytes: new Uint8Array([byte, byte]), extension })
    const set = (name: string, cover: ReturnType<typeof picture>) =>
      withLibrary(({ playlists }) => playlists.setCover(name, cover))
    const coverPath = Effect.map(playlist("Shower"), (found) => found.coverPath)
    assert.isFalse(yield* set("none", picture(1)))
    assert.isTrue(yield* set("Shower", picture(1)))
    assert.equal(yield* coverPath, `${root}/!playlists/Shower.jpg`)
    const before = yield* sequence
    assert.isTrue(yield* set("Shower", picture(1)))
    assert.equal(yield* sequence, before)
    if (fixtures.setModifiedAt !== undefined) {
      yield* fixtures.overwrite(`${root}/!playlists/Shower.jpg`, new Uint8Array([9, 9, 9]))
      yield* fixtures.setModifiedAt(`${root}/!playlists/Shower.jpg`, 1_800_000_000_000_000)
      yield* withLibrary(({ playlists }) => playlists.update())
      assert.notEqual(yield* sequence, before)
    }
    assert.isTrue(yield* set("Shower", picture(2, "PNG")))
    assert.equal(yield* coverPath, `${root}/!playlists/Shower.png`)
    yield* failsWith(set("Shower", picture(1, "exe")), "usage")
    yield* failsWith(set("Shower", { bytes: new Uint8Array(), extension: "png" }), "usage")
    const remove = withLibrary(({ playlists }) => playlists.removeCover("Shower"))
    assert.isTrue(yield* remove)
    assert.isTrue(yield* remove)
    assert.isNull(yield* coverPath)
    assert.sameMembers(yield* trashed, ["!playlists/Shower.jpg", "!playlists/Shower.png"])
    yield* put("!playlists/Shower.jpg/x.txt", new Uint8Array([1]))
    assert.match(yield* failsWith(set("Shower", picture(1)), "storage"), /Shower\.jpg was not changed/)
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
    assert.isUndefined(
      yield* withLibrary(({ collages }) => Effect.flatMap(collages.evict(), () => collages.edit("Road Trip", add)))
    )
    yield* removeAll(".deadwax/library.toml")
    yield* failsWith(edit, "offline")
    yield* failsWith(
      withLibrary(({ collages }) => collages.create("x")),
      "offline"
    )
    assert.isFalse(yield* isThere("!collages/x.toml"))
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
  title: "[R5] [R6] [A1] list, get, track within playlist, release within collage, and members as pages",
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

export const collectionEditsContract: ReadonlyArray<ContractCase<World>> = [
  createCase,
  addCase,
  removeCase,
  moveCase,
  renameCase,
  deleteCase,
  coverCase,
  refusedCase,
  inlineCase,
  unscannedCase,
  lockCase,
  readsCase
]
