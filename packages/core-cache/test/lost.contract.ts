/** Tracks that are gone and still in playlists: listed, and found again by the user's word. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { CacheError, LibraryCacheShape } from "../src/index.ts"
import {
  album,
  audioIn,
  bytesOf,
  equalsRebuild,
  forget,
  init,
  move,
  places,
  put,
  putTrack,
  removeAll,
  scanClean,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const call = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>) => withLibrary(use)

const entries = (name: string) =>
  Effect.map(
    call((cache) => cache.playlists.get(name)),
    (playlist) => playlist?.tracks.map(({ id, missing }) => [id, missing])
  )

/** A playlist with a track twice, whose file is gone by now. Answers its id. */
const lostOne = Effect.fnUntraced(function* (identity: "tags" | "fingerprint") {
  yield* init(identity, "nested")
  for (const no of [1, 2, 3]) yield* putTrack(`Velvet/0${no}.mp3`, { ...album, title: `Song ${no}`, track: `${no}`, sound: no })
  yield* scanClean()
  const { "Velvet/02.mp3": id = "", "Velvet/03.mp3": other = "" } = yield* trackIds
  yield* call((cache) => cache.playlists.create("Kitchen"))
  yield* call((cache) => cache.playlists.edit("Kitchen", { kind: "add", ids: [id, other, id] }))
  yield* removeAll("Velvet/02.mp3")
  yield* scanClean()
  return { id, other }
})

const refusalOf = (id: string, path: string) =>
  Effect.map(Effect.flip(call((cache) => cache.relinkTrack(id, path))), (error) => (error as CacheError).reason)

const relinks = (identity: "tags" | "fingerprint"): ContractCase<World> => ({
  title: `[D9] [I2] ${identity}: a lost track is listed with what is known of it, and becomes the file that the user names`,
  run: Effect.gen(function* () {
    const { id, other } = yield* lostOne(identity)
    const { root } = yield* places
    const lost = yield* call((cache) => cache.listLostTracks())
    assert.deepEqual(lost, {
      items: [
        {
          id,
          lastPath: `${root}/Velvet/02.mp3`,
          title: "Song 2",
          description: "[0000-00-00] The Satellite Reds - Song 2",
          heldBy: [{ kind: "playlist", name: "Kitchen", entries: 2 }]
        }
      ],
      total: 1,
      limit: 50,
      offset: 0
    })
    yield* putTrack("Rip/a.mp3", { title: "Another rip", album: "Rip", artist: "X", sound: 9 })
    yield* scanClean()
    const before = (yield* trackIds)["Rip/a.mp3"] ?? ""
    const file = yield* bytesOf("Rip/a.mp3")
    const track = yield* call((cache) => cache.relinkTrack(id, `${root}/Rip/a.mp3`))
    assert.deepInclude(track, { id, sourcePath: `${root}/Rip/a.mp3`, title: "Another rip" })
    const now = yield* bytesOf("Rip/a.mp3")
    if (identity === "fingerprint") assert.deepEqual(now, file)
    else {
      assert.notDeepEqual(now, file)
      assert.deepEqual(audioIn(now), audioIn(file))
    }
    assert.deepEqual(yield* entries("Kitchen"), [
      [id, false],
      [other, false],
      [id, false]
    ])
    assert.equal((yield* call((cache) => cache.getTrack(before)))?.id, id)
    assert.equal((yield* call((cache) => cache.listLostTracks())).total, 0)
    yield* scanClean({ force: true })
    yield* move("Rip", "Moved")
    yield* scanClean()
    assert.equal((yield* trackIds)["Moved/a.mp3"], id)
    yield* equalsRebuild
    if (identity === "tags") {
      yield* forget("both")
      yield* scanClean()
      assert.equal((yield* trackIds)["Moved/a.mp3"], id)
    }
  })
})

export const lostContract: ReadonlyArray<ContractCase<World>> = [
  relinks("tags"),
  relinks("fingerprint"),
  {
    title: "[D9] fingerprint: a file that carries another id becomes the lost track as well, unwritten",
    run: Effect.gen(function* () {
      const { id } = yield* lostOne("fingerprint")
      const { root } = yield* places
      yield* putTrack("Rip/a.mp3", { title: "Rip", album: "Rip", artist: "X", sound: 9, trackId: "carried" })
      yield* put("Rip/copy.mp3", yield* bytesOf("Rip/a.mp3"))
      yield* scanClean()
      assert.equal((yield* call((cache) => cache.relinkTrack(id, `${root}/Rip/copy.mp3`)))?.id, id)
      yield* scanClean({ force: true })
      const ids = yield* trackIds
      assert.equal(ids["Rip/copy.mp3"], id)
      assert.equal(ids["Rip/a.mp3"], "carried")
      yield* equalsRebuild
    })
  },
  {
    title:
      "[D9] relinking is refused for what is not lost, for no track, and for a track that playlists hold; nothing is changed",
    run: Effect.gen(function* () {
      const { id, other } = yield* lostOne("tags")
      const { root } = yield* places
      const before = [yield* trackIds, yield* entries("Kitchen"), yield* bytesOf("Velvet/03.mp3")]
      assert.equal(yield* refusalOf(other, `${root}/Velvet/01.mp3`), "usage")
      assert.equal(yield* refusalOf(id, `${root}/Velvet/none.mp3`), "usage")
      assert.equal(yield* refusalOf(id, "/somewhere/else.mp3"), "usage")
      assert.equal(yield* refusalOf(id, root), "usage")
      assert.equal(yield* refusalOf(id, `${root}/Velvet/03.mp3`), "usage")
      assert.isUndefined(yield* call((cache) => cache.relinkTrack("nobody", `${root}/Velvet/01.mp3`)))
      assert.deepEqual([yield* trackIds, yield* entries("Kitchen"), yield* bytesOf("Velvet/03.mp3")], before)
      const page = yield* call((cache) => cache.listLostTracks({ limit: 0 }))
      assert.deepEqual(page, { items: [], total: 1, limit: 0, offset: 0 })
    })
  }
]
