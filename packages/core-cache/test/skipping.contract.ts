/** What a scan leaves alone, and until when: directories that another program is still filling (U4). */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import {
  album,
  datafiles,
  init,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  scan,
  scanClean,
  trackIds,
  twoReleases,
  type World
} from "./world.ts"

/** Runs with the clock standing still at this time; sleeping goes on as it does. */
const at =
  (nowMs: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Clock.Clock, (clock) =>
      Effect.provideService(effect, Clock.Clock, {
        currentTimeMillisUnsafe: () => nowMs,
        currentTimeMillis: Effect.succeed(nowMs),
        currentTimeNanosUnsafe: () => BigInt(nowMs) * 1_000_000n,
        currentTimeNanos: Effect.succeed(BigInt(nowMs) * 1_000_000n),
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        sleep: (duration) => clock.sleep(duration)
      })
    )

/** When something in the directory, or the directory itself, changed last; microseconds. */
const lastChangeUs = Effect.fnUntraced(function* (directory: string) {
  const files = yield* Files
  const { root } = yield* places
  const walk = yield* files.walk(`${root}/${directory}`)
  const info = yield* files.stat(`${root}/${directory}`)
  return Math.max(info?.modifiedAtUs ?? 0, ...walk.modifiedAtUs)
})

const minuteMs = 60_000

/** A scan a moment before the directory has lain still for a minute, and one at that moment. */
const justBefore = (directory: string) =>
  Effect.flatMap(lastChangeUs(directory), (us) => at(Math.floor(us / 1000) + minuteMs - 1)(scanClean()))
const justAfter = (directory: string) =>
  Effect.flatMap(lastChangeUs(directory), (us) => at(Math.ceil(us / 1000) + minuteMs)(scanClean()))

const copied = { ...album, title: "One", trackId: "t1", releaseId: "r1" }

const named = (layout: "flat" | "nested"): ContractCase<World> => ({
  title: `[U4] directories named .in-progress.* are skipped at any depth, with all in them, also by force (${layout})`,
  run: Effect.gen(function* () {
    yield* init("tags", layout)
    yield* putTrack(".in-progress.x/1.mp3", { ...album, title: "a" })
    yield* put(".in-progress.x/.rose.r9.toml", new TextEncoder().encode("new = true\n"))
    yield* putTrack(".in-progress.x/CD1/1.mp3", { ...album, title: "b" })
    yield* putTrack("Velvet/1.mp3", { ...album, title: "c" })
    yield* putTrack("Velvet/.in-progress.y/2.mp3", { ...album, title: "d" })
    yield* putTrack(".in-progress/1.mp3", { ...album, album: "Another", title: "e" })
    for (const force of [false, true]) {
      yield* scanClean({ force })
      assert.sameMembers(Object.keys(yield* trackIds), [".in-progress/1.mp3", "Velvet/1.mp3"])
      assert.isFalse((yield* datafiles).some((path) => path.startsWith("Velvet/.in-progress.y/")))
      assert.lengthOf(
        (yield* datafiles).filter((path) => path.startsWith(".in-progress.")),
        1
      )
    }
  })
})

const minute: ContractCase<World> = {
  title: "[U4] a copy in progress is taken once nothing in it has changed for a minute; each change starts the minute anew",
  run: Effect.gen(function* () {
    const { fixtures } = yield* ContractRoot
    const { root } = yield* places
    yield* init("tags", "flat")
    yield* putTrack("Coming/1.mp3", copied)
    assert.equal((yield* justBefore("Coming")).releases.added, 0)
    yield* putTrack("Coming/2.mp3", { ...copied, title: "Two", trackId: "t2" })
    assert.equal((yield* justBefore("Coming")).releases.added, 0)
    if (fixtures.setModifiedAt !== undefined) {
      // A copy that keeps the files' times: the directory's own time tells when the last one came.
      for (const file of ["1", "2"]) yield* fixtures.setModifiedAt(`${root}/Coming/${file}.mp3`, 1_000_000_000_000_000)
      assert.equal((yield* justBefore("Coming")).releases.added, 0)
    }
    assert.deepEqual(yield* datafiles, [])
    assert.equal((yield* justAfter("Coming")).releases.added, 1)
    assert.deepEqual(yield* datafiles, ["Coming/.rose.r1.toml"])
    assert.deepEqual(yield* trackIds, { "Coming/1.mp3": "t1", "Coming/2.mp3": "t2" })
  })
}

const datafileComes: ContractCase<World> = {
  title: "[U4] a copy in progress is taken as soon as its datafile is there; the others wait on, and nothing in them is written",
  run: Effect.gen(function* () {
    yield* init("tags", "nested")
    for (const no of ["1", "2"])
      yield* putTrack(`Artist/Coming ${no}/1.mp3`, { ...copied, trackId: `t${no}`, releaseId: `r${no}` })
    assert.equal((yield* scanClean()).releases.added, 0)
    yield* put("Artist/Coming 1/.rose.r1.toml", new TextEncoder().encode("new = false\n"))
    assert.equal((yield* scanClean()).releases.added, 1)
    assert.deepEqual(yield* releaseIds, { "Artist/Coming 1": "r1" })
    assert.deepEqual(yield* datafiles, ["Artist/Coming 1/.rose.r1.toml"])
  })
}

const firstFile: ContractCase<World> = {
  title: "[U4] the first audio file in path order decides whether a directory is a copy in progress",
  run: Effect.gen(function* () {
    yield* init("tags", "flat")
    const plain = { ...album, title: "plain" }
    // Bytewise, "B" stands before "a".
    yield* putTrack("Carried/B.mp3", copied)
    yield* putTrack("Carried/a.mp3", plain)
    yield* putTrack("Not carried/B.mp3", plain)
    yield* putTrack("Not carried/a.mp3", { ...copied, releaseId: "r2", trackId: "t2" })
    yield* scanClean()
    assert.deepEqual(Object.keys(yield* releaseIds), ["Not carried"])
  })
}

const exceptions: ContractCase<World> = {
  title: "[U4] loose files and directories of several albums are no copies in progress",
  run: Effect.gen(function* () {
    yield* init("tags", "nested")
    yield* putTrack("Several/1.mp3", copied)
    yield* putTrack("Several/2.mp3", { ...copied, album: "Harbour", trackId: "t2", releaseId: "r2" })
    yield* putTrack("loose.mp3", { ...copied, album: "Loose", trackId: "t3", releaseId: "r3" })
    yield* scanClean()
    assert.sameMembers(Object.keys(yield* trackIds), ["Several/1.mp3", "Several/2.mp3", "loose.mp3"])
  })
}

const fingerprint: ContractCase<World> = {
  title:
    "[U4] [I1] fingerprint: a directory without datafile is taken at once under the id that its files carry, and stays as it is",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "flat")
    yield* putTrack("Coming/1.mp3", copied)
    yield* scanClean()
    assert.deepEqual([yield* releaseIds, yield* trackIds, yield* datafiles], [{ Coming: "r1" }, { "Coming/1.mp3": "t1" }, []])
  })
}

const readOnly: ContractCase<World> = {
  title: "[I1] fingerprint: no scan so much as tries to write below the root, whatever it finds there",
  run: Effect.gen(function* () {
    const files = yield* Files
    const { root } = yield* places
    yield* init("fingerprint", "nested")
    const tried: Array<string> = []
    const noting = <A, E>(path: string, effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
      Effect.suspend(() => {
        if (path.startsWith(root)) tried.push(path)
        return effect
      })
    const watched: Files["Service"] = {
      ...files,
      writeAtomic: (path, content, options) => noting(path, files.writeAtomic(path, content, options)),
      makeDirectory: (path) => noting(path, files.makeDirectory(path)),
      remove: (path) => noting(path, files.remove(path)),
      rename: (from, to, options) => noting(from, files.rename(from, to, options))
    }
    const scanned = (force: boolean) => Effect.provideService(scan({ workers: 0, force }), Files, watched)
    yield* twoReleases
    yield* putTrack("Copied/1.mp3", copied)
    yield* putTrack("Copied again/1.mp3", copied)
    yield* put("Harbour/broken.flac", new Uint8Array(50))
    yield* put("!collages/Mine.toml", new TextEncoder().encode('[[releases]]\nuuid = "r1"\ndescription_meta = "old"\n'))
    yield* put("!playlists/Mine.toml", new TextEncoder().encode('[[tracks]]\nuuid = "nobody"\ndescription_meta = "old"\n'))
    for (const force of [false, true]) yield* scanned(force)
    yield* removeAll("Velvet/02.mp3")
    yield* removeAll("Copied")
    for (const force of [false, true]) yield* scanned(force)
    assert.deepEqual(tried, [])
  })
}

/** Force is a case of identity's contract, a warning of the command line's tests. */
export const skippingContract: ReadonlyArray<ContractCase<World>> = [
  named("flat"),
  named("nested"),
  minute,
  datafileComes,
  firstFile,
  exceptions,
  readOnly,
  fingerprint
]
