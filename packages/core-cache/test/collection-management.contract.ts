/** Making, renaming and deleting collections, and the covers of playlists: nothing is replaced, what goes is in the trash. */
import { Files, listTrash } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { called, descriptions, failsWith, onLibrary, playlist, putPlaylist, withCollections } from "./collections.ts"
import { bytesOf, init, places, put, removeAll, sequence, trackIds, type World, withLibrary } from "./world.ts"

const trashed = Effect.gen(function* () {
  const { root } = yield* places
  return (yield* listTrash(root)).entries.map(({ path }) => path)
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
        for (const name of ["CON", "nul", "Com1.live", "R.E.M.", "Why?", "a:b", "<3", "a|b", "*", '7"'])
          assert.match(yield* failsWith(collages.create(name), "usage"), /not every disk|device to Windows/, name)
        for (const name of ["Console", "R.E.M", "nul and void", "100% Größe", "x".repeat(250)])
          assert.isTrue(yield* collages.create(name), name)
      })
    )
    assert.equal((yield* bytesOf("!collages/Road Trip.toml")).length, 0)
    const files = yield* Files
    yield* files.makeDirectory(`${(yield* places).root}/!collages/In the way.toml`)
    const message = yield* withLibrary(({ collages }) => failsWith(collages.create("In the way"), "storage"))
    assert.match(message, /a directory stands there$/)
  })
}

const portableCase: ContractCase<World> = {
  title:
    "[U11] collections whose names not every disk takes, as another program made them, are read, edited, renamed and deleted",
  run: Effect.gen(function* () {
    yield* withCollections("fingerprint")
    const [id = ""] = Object.values(yield* trackIds)
    yield* withLibrary(({ playlists }) =>
      Effect.gen(function* () {
        for (const name of ["Why?", "nul", "R.E.M."]) {
          yield* putPlaylist(name, "")
          yield* playlists.update()
          assert.isFalse(yield* playlists.create(name))
          yield* playlists.edit(name, { kind: "add", ids: [id] })
          assert.equal((yield* playlists.get(name))?.count, 1, name)
          assert.match(yield* failsWith(playlists.rename("Shower", `${name}?`), "usage"), /not every disk/)
          assert.isTrue(yield* playlists.rename(name, "Plain"))
          assert.isTrue(yield* playlists.remove("Plain"))
        }
      })
    )
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
        // As a crash in the midst of each of the two moves leaves it.
        const { fixtures } = yield* ContractRoot
        for (const [from, to, ending] of [
          ["Bath", "Spa", "jpg"],
          ["Spa", "Bathtub", "toml"]
        ] as const) {
          const names = [from, to].map((name) => `${root}/!playlists/${name}`) as [string, string]
          if (ending === "toml") yield* files.rename(`${names[0]}.jpg`, `${names[1]}.jpg`)
          if (fixtures.links !== undefined) yield* fixtures.links.hard(`${names[0]}.${ending}`, `${names[1]}.${ending}`)
          assert.isTrue(yield* playlists.rename(from, to), ending)
        }
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
    const picture = (byte: number, extension = "jpg") => ({ bytes: new Uint8Array([0xff, 0xd8, 0xff, byte]), extension })
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
    const words = { bytes: new TextEncoder().encode("no picture"), extension: "jpg", path: "downloads/words.jpg" }
    assert.match(yield* failsWith(set("Shower", words), "usage"), /^downloads\/words\.jpg holds no picture/)
    assert.equal(yield* coverPath, `${root}/!playlists/Shower.png`)
    const remove = withLibrary(({ playlists }) => playlists.removeCover("Shower"))
    assert.isTrue(yield* remove)
    assert.isTrue(yield* remove)
    assert.isNull(yield* coverPath)
    assert.sameMembers(yield* trashed, ["!playlists/Shower.jpg", "!playlists/Shower.png"])
    yield* put("!playlists/Shower.jpg/x.txt", new Uint8Array([1]))
    assert.match(yield* failsWith(set("Shower", picture(1)), "storage"), /Shower\.jpg was not changed/)
  })
}

const importCase: ContractCase<World> = {
  title:
    "[X7] an M3U8's lines are tracks by path, else by id, also by one that was merged; what was missing comes back as missing",
  run: Effect.gen(function* () {
    const { tracks } = yield* withCollections("fingerprint")
    const { root } = yield* places
    const [one, two] = [tracks["Velvet/01.mp3"]!, tracks["Velvet/02.mp3"]!]
    yield* onLibrary(`insert into ids (kind, id, merged_into, first_seen_us) values (1, 'older', '${one}', 0)`)
    const lines = [
      ...["#EXTM3U", "Velvet/02.mp3", `${root}/Harbour/1.mp3`, "../Velvet/02.mp3", "nowhere.mp3"],
      ...[`#DEADWAX-ID:${two}`, "nowhere.mp3", "#DEADWAX-ID:older", "nowhere.mp3", "#DEADWAX-ID:gone", "nowhere.mp3"],
      ...["#DEADWAX-ID:gone", "#DEADWAX-NO-PATH:[1979] X - Y {MISSING}", "#DEADWAX-ID:older", "Velvet/02.mp3"]
    ]
    const source = { text: lines.join("\n"), fallbackName: "In", directory: `${root}/!playlists` }
    const made = yield* withLibrary(({ playlists }) => playlists.importM3u8(source))
    assert.deepEqual(
      made.unmatched.map(({ line }) => line),
      [5, 11]
    )
    assert.deepEqual(
      (yield* playlist("In")).tracks.map(({ id, description, missing }) => [id, description, missing]),
      [
        [two, called.two, false],
        [tracks["Harbour/1.mp3"]!, called.sun, false],
        [two, called.two, false],
        [two, called.two, false],
        [one, "[1989-03-01] The Satellite Reds - One", false],
        ["gone", "[1979] X - Y {MISSING}", true],
        [two, called.two, false]
      ]
    )
  })
}

export const collectionManagementContract: ReadonlyArray<ContractCase<World>> = [
  createCase,
  portableCase,
  renameCase,
  deleteCase,
  coverCase,
  importCase
]
