/** What is wrong with one release or one file is told by its path, the rest goes on, and nothing is lost. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import {
  bytesOf,
  datafiles,
  dump,
  equalsRebuild,
  init,
  places,
  put,
  putTrack,
  scan,
  scanClean,
  trackIds,
  twoReleases,
  type World
} from "./world.ts"

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

const datafileCase: ContractCase<World> = {
  title:
    "[U15] [U3] a datafile that is no TOML, or whose keys are of another type, is named and left as it is; mended, it counts",
  run: Effect.gen(function* () {
    const { root } = yield* places
    yield* init("tags", "nested")
    yield* twoReleases
    yield* scanClean()
    const ids = yield* trackIds
    const [path = ""] = (yield* datafiles).filter((name) => name.startsWith("Velvet/"))
    for (const broken of ["new = [[", 'new = "yes"\n', "added_at = 5\n", "\u0000"]) {
      yield* put(path, text(broken))
      yield* putTrack("Harbour/2.mp3", { album: "Harbour", artist: "Ana Łuk", title: broken, track: "2" })
      const report = yield* scan({ force: true })
      assert.deepEqual(
        report.failed.map((failure) => failure.path),
        [`${root}/${path}`],
        broken
      )
      assert.include(report.failed[0]?.message, "TOML")
      assert.equal(new TextDecoder().decode(yield* bytesOf(path)), broken)
      const { "Harbour/2.mp3": _new, ...others } = yield* trackIds
      assert.deepEqual(others, ids)
      yield* equalsRebuild
    }
    yield* put(path, text('new = false\nadded_at = "2020-01-02T03:04:05+00:00"\n'))
    yield* scanClean()
    const velvet = (yield* dump).find(({ title }) => title === "Velvet")
    assert.deepEqual([velvet?.isNew, velvet?.addedAt], [false, "2020-01-02T03:04:05+00:00"])
  })
}

const permissionCase: ContractCase<World> = {
  title:
    "[U15] permission denied on one release: it is named and keeps its tracks and ids, the others are scanned, and it is back",
  run: Effect.gen(function* () {
    const { root } = yield* places
    const { fixtures } = yield* ContractRoot
    yield* init("fingerprint", "flat")
    yield* twoReleases
    yield* scanClean()
    const before = yield* trackIds
    const makeUnreadable = fixtures.attributes!.makeUnreadable
    yield* putTrack("Third/1.mp3", { album: "Third", artist: "x", title: "New" })
    yield* Effect.scoped(
      Effect.gen(function* () {
        yield* makeUnreadable(`${root}/Velvet`)
        const report = yield* scan({ allowRemoval: true })
        assert.deepEqual(
          report.failed.map((failure) => failure.path),
          [`${root}/Velvet`]
        )
        assert.equal(report.tracks.removed, 0)
        const { "Third/1.mp3": added, ...others } = yield* trackIds
        assert.isString(added)
        assert.deepEqual(others, before)
      })
    )
    yield* scanClean()
    const { "Third/1.mp3": _added, ...others } = yield* trackIds
    assert.deepEqual(others, before)
    yield* equalsRebuild
  })
}

export const badInputContract: ReadonlyArray<ContractCase<World>> = [datafileCase]

/** For the simulated disk: on a real one an administrator, as whom tests may run, would lose the databases as well. */
export const permissionContract: ReadonlyArray<ContractCase<World>> = [permissionCase]
